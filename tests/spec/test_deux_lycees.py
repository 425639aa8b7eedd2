"""A user of several lycées counts in each of them, and once at the levels above."""

from __future__ import annotations

from spec.tables import REGION, A, B, C, D, Region, event


def test_an_event_of_two_lycees_of_one_departement(region: Region) -> None:
    region.evenements(event("2026-10-05 08:00", "ana", A, B))  # a pupil registered in both
    region.check(
        {
            (A, "visites"): 1,
            (B, "visites"): 1,
            ("077", "visites"): 1,
            ("Créteil", "visites"): 1,
            (REGION, "visites"): 1,
            (A, "pages_vues"): 1,
            (B, "pages_vues"): 1,
            ("077", "pages_vues"): 1,
            (REGION, "pages_vues"): 1,
            (REGION, "visiteurs_uniques"): 1,
        }
    )


def test_a_lycee_named_twice_counts_once(region: Region) -> None:
    region.evenements(event("2026-10-05 08:00", "ana", A, "ent-a"))  # by its UAI and by the platform's id
    region.check({(A, "visites"): 1, (A, "pages_vues"): 1, ("077", "pages_vues"): 1, (REGION, "pages_vues"): 1})


def test_a_user_of_four_lycees_on_four_days(region: Region) -> None:
    region.evenements(
        event("2026-10-05 08:00", "ana", A),
        event("2026-10-06 08:00", "ana", B),  # the same département
        event("2026-10-07 08:00", "ana", C),  # another département of the same académie
        event("2026-10-08 08:00", "ana", D),  # another académie
        event("2026-10-05 08:00", "bob", A),  # somebody else, in one lycée only
    )
    region.check(
        {
            (A, "visiteurs_uniques"): 2,
            (B, "visiteurs_uniques"): 1,
            (C, "visiteurs_uniques"): 1,
            (D, "visiteurs_uniques"): 1,
            ("077", "visiteurs_uniques"): 2,
            ("093", "visiteurs_uniques"): 1,
            ("075", "visiteurs_uniques"): 1,
            ("Créteil", "visiteurs_uniques"): 2,
            ("Paris", "visiteurs_uniques"): 1,
            (REGION, "visiteurs_uniques"): 2,
            ("077", "visites"): 3,
            ("Créteil", "visites"): 4,
            (REGION, "visites"): 5,
            ("077", "visites_par_visiteur"): (1.5, 3, 2),
            (REGION, "visites_par_visiteur"): (2.5, 5, 2),
        }
    )


def test_events_that_alternate_between_two_lycees(region: Region) -> None:
    """Twenty minutes apart in the region, forty in each lycée: one visit there, separate ones here."""
    region.evenements(
        event("2026-10-05 08:00", "ana", A),
        event("2026-10-05 08:20", "ana", C),
        event("2026-10-05 08:40", "ana", A),  # 40 minutes after A's first
        event("2026-10-05 09:00", "ana", C),  # 40 minutes after C's first
    )
    region.check(
        {
            (A, "visites"): 2,
            (C, "visites"): 2,
            ("077", "visites"): 2,
            ("093", "visites"): 2,
            ("Créteil", "visites"): 1,
            (REGION, "visites"): 1,
            (A, "duree_moyenne_s"): (0, 0, 2),
            (REGION, "duree_moyenne_s"): (3600, 3600, 1),
            (A, "taux_rebond_pct"): (100, 2, 2),
            (REGION, "taux_rebond_pct"): (0, 0, 1),
            (A, "visites", "jour_semaine=1", "heure=8"): 2,
            (C, "visites", "jour_semaine=1", "heure=9"): 1,
            (REGION, "visites", "jour_semaine=1", "heure=9"): 0,
        }
    )


def test_a_visit_has_the_profile_of_its_first_event_at_each_level(region: Region) -> None:
    region.evenements(
        event("2026-10-05 08:00", "ana", A, profil="Teacher"),  # teaches in one lycée
        event("2026-10-05 08:10", "ana", C, profil="Relative", device="tablet"),  # has a child in another
    )
    region.check(
        {
            (A, "visites", "profil=enseignant"): 1,
            (C, "visites", "profil=parent"): 1,
            (C, "visites", "appareil=tablette"): 1,
            (REGION, "visites"): 1,
            (REGION, "visites", "profil=enseignant"): 1,
            (REGION, "visites", "profil=parent"): 0,
            (REGION, "visites", "appareil=tablette"): 0,
            (REGION, "pages_vues", "profil=enseignant"): 2,
            (REGION, "visiteurs_uniques", "profil=parent"): 0,
        }
    )
