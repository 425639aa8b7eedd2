"""A visit counts in each service that one of its pages used."""

from __future__ import annotations

from spec.tables import A, Region, event


def test_visits_by_service_add_up_to_more(region: Region) -> None:
    region.evenements(
        event("2026-10-05 08:00", "ana", A, module="blog"),
        event("2026-10-05 08:01", "ana", A, module="wiki"),  # the same service through another application
        event("2026-10-05 08:02", "ana", A, module="conversation"),  # a second service in the same visit
        event("2026-10-05 08:03", "ana", A, module="conversation"),
        event("2026-10-05 14:00", "ana", A, module="conversation"),  # a second visit
        event("2026-10-05 14:00", "bob", A, module="conversation", kind="CREATE"),  # no page: no service
    )
    region.check(
        {
            (A, "visites"): 3,
            (A, "visites", "service=production_collaborative"): 1,
            (A, "visites", "service=courrier_electronique"): 2,
            (A, "visiteurs_uniques", "service=courrier_electronique"): 1,
            (A, "pages_vues"): 5,
            (A, "pages_vues", "service=production_collaborative"): 2,
            (A, "pages_vues", "service=courrier_electronique"): 3,
        }
    )


def test_modules_are_compared_without_case_and_the_unknown_counts(region: Region) -> None:
    region.evenements(
        event("2026-10-05 08:00", "ana", A, module="Conversation"),
        event("2026-10-05 08:01", "ana", A, module="WORKSPACE"),
        event("2026-10-05 08:02", "ana", A, module="actualites"),
        event("2026-10-05 08:03", "ana", A, module="Diary"),
        event("2026-10-05 08:04", "ana", A, module="rbs"),
        event("2026-10-05 08:05", "ana", A, module="Presences", kind="CONNECTOR"),
        event("2026-10-05 08:06", "ana", A, module="Tombola"),  # an application that no table knows
        event("2026-10-05 08:07", "ana", A, module=None),  # a page of no application
    )
    region.check(
        {
            (A, "visites"): 1,
            (A, "pages_vues"): 8,
            (A, "pages_vues", "service=courrier_electronique"): 1,
            (A, "pages_vues", "service=stockage_partage"): 1,
            (A, "pages_vues", "service=actualites"): 1,
            (A, "pages_vues", "service=cahier_textes"): 1,
            (A, "pages_vues", "service=reservation_salles_materiels"): 1,
            (A, "pages_vues", "service=absences"): 1,
            (A, "pages_vues", "service=non_classe"): 2,
            (A, "visites", "service=non_classe"): 1,
        }
    )


def test_a_region_has_its_own_services(region: Region) -> None:
    region.evenements(
        event("2026-10-05 08:00", "ana", A, module="Tombola"),  # known to this region
        event("2026-10-05 08:01", "ana", A, module="blog"),  # not listed in this region's file
    )
    (region.folder / "services.toml").write_text(
        """
        [axes]
        communication_interne = "Communication interne"
        [services]
        accueil = { libelle = "Accueil", axe = "communication_interne" }
        non_classe = { libelle = "Autres (non classés)" }
        [applications]
        tombola = "accueil"
        """,
        encoding="utf-8",
    )
    region.check({(A, "pages_vues", "service=accueil"): 1, (A, "pages_vues", "service=non_classe"): 1})


def test_a_service_of_the_region_is_counted_once_a_visit(region: Region) -> None:
    region.evenements(
        event("2026-10-05 08:00", "ana", A, module="blog", kind="LOGIN"),  # opens the visit; a login is no page
        event("2026-10-05 08:10", "ana", A, module="wiki"),
        event("2026-10-06 08:00", "bob", A, module="wiki", profil="Teacher"),
    )
    region.check(
        {
            (A, "visites", "service=production_collaborative"): 2,
            (A, "visiteurs_uniques", "service=production_collaborative"): 2,
            (A, "pages_vues", "profil=eleve"): 1,
            (A, "pages_vues", "profil=enseignant"): 1,
        }
    )
