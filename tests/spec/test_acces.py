"""Accesses of the statistics service add up, by profile and by service; those of connectors stand apart."""

from __future__ import annotations

import pytest
from spec.tables import REGION, A, B, Region, event

# Each row: UAI, date, profile, application or connector, accesses


def test_accesses_by_profile_and_service(region: Region) -> None:
    region.export(
        "acces",
        (A, "2026-10-01", "Élèves", "Blog", 10),
        (A, "2026-10-01", "Élèves", "Wiki", 5),  # the same service
        (A, "2026-10-01", "Parents", "Messagerie", 20),  # a display name
        (A, "2026-10-01", "Élèves", "Cahier de textes", 7),
        (A, "2026-10-01", "Élèves", "Tombola", 3),  # an application that no table knows
        (B, "2026-10-01", "Élèves", "blog", 100),  # applications are compared without case
        (A, "2026-09-01", "Élèves", "Blog", 1000),  # another month
    )
    region.check(
        {
            (A, "acces"): 45,
            (A, "acces", "profil=eleve"): 25,
            (A, "acces", "profil=parent"): 20,
            (A, "acces", "service=production_collaborative"): 15,
            (A, "acces", "service=courrier_electronique"): 20,
            (A, "acces", "service=cahier_textes"): 7,
            (A, "acces", "service=non_classe"): 3,
            ("077", "acces"): 145,
            ("077", "acces", "service=production_collaborative"): 115,
            (REGION, "acces", "profil=eleve"): 125,
            (REGION, "visites"): 0,  # accesses are not visits
            (REGION, "pages_vues"): 0,
        }
    )


def test_connectors_stand_apart(region: Region) -> None:
    region.export("acces", (A, "2026-10-01", "Élèves", "Blog", 10))
    region.export(
        "connecteurs",
        (A, "2026-10-01", "Élèves", "Maxicours", 4),
        (A, "2026-10-01", "Enseignants", "Universalis", 2),
        (A, "2026-10-01", "Enseignants", "Une ressource", 1),  # a connector that no table knows
    )
    region.check(
        {
            (A, "acces"): 10,
            (A, "acces_connecteurs"): 7,
            (A, "acces_connecteurs", "profil=enseignant"): 3,
            (A, "acces_connecteurs", "service=ressource_accompagnement_entrainement"): 4,
            (A, "acces_connecteurs", "service=ressource_reference_dictionnaire"): 2,
            (A, "acces_connecteurs", "service=non_classe"): 1,
            (REGION, "acces_connecteurs"): 7,
        }
    )


def test_days_weeks_and_duplicates(region: Region) -> None:
    blog = (A, "2026-10-01", "Élèves", "Blog", 10)
    region.export(
        "acces",
        blog,
        blog,  # the same row twice
        (A, "2026-10-31", "Élèves", "Blog", 10),  # an equal count on another day is another row
        (A, "2026-10-01", "Parents", "Blog", 10),  # or of another profile
        frequence="jour",
    )
    region.export(
        "connecteurs",
        (A, "2026-09-28", "Élèves", "Maxicours", 4),  # the week of Thursday 1 October
        (A, "2026-10-26", "Élèves", "Maxicours", 4),  # the week of Thursday 29 October
        (A, "2026-11-02", "Élèves", "Maxicours", 4),  # November's
        frequence="semaine",
    )
    region.check({(A, "acces"): 30, (A, "acces", "profil=eleve"): 20, (A, "acces_connecteurs"): 8})


def test_events_add_nothing_to_accesses(region: Region) -> None:
    region.evenements(event("2026-10-05 08:00", "ana", A))  # a page of the events, not an access of the export
    region.export(
        "acces",
        (A, "2026-10-01", "Élèves", "Blog", 10),
        (A, "2026-10-01", "Robots", "Blog", 10),  # an unknown profile is refused
        (A, "2026-10-01", "Élèves", "Wiki", -1),  # a negative count too
    )
    region.check({(A, "acces"): 10, (A, "pages_vues"): 1})


@pytest.mark.parametrize("of_guests", [2, 4])
def test_two_labels_of_one_profile_add_up(region: Region, of_guests: int) -> None:
    region.export(
        "acces",
        (A, "2026-10-01", "Autres", "Blog", 4),
        (A, "2026-10-01", "Invités", "Blog", of_guests),  # « autre » too: neither a duplicate nor a contradiction
        (A, "2026-10-01", "Élèves", "Blog", 1),
    )
    region.check({(A, "acces", "profil=autre"): 4 + of_guests, (A, "acces"): 5 + of_guests})
