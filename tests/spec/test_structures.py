"""An event counts in the region's lycées that it lists; one that cannot be used counts nowhere."""

from __future__ import annotations

import pytest
from spec.tables import CLOSED, COLLEGE, ELSEWHERE, REGION, A, B, Region, event


def test_a_structure_is_a_uai_or_the_platforms_id(region: Region) -> None:
    region.evenements(
        event("2026-10-05 08:00", "ana", A),  # a UAI
        event("2026-10-05 08:00", "bob", "ent-a"),  # the platform's id
        event("2026-10-05 08:00", "cid", A.lower()),  # lower case occurs in real files
    )
    region.check({(A, "visites"): 3, (REGION, "visites"): 3})


@pytest.mark.parametrize(
    "structure",
    [
        "ent-of-nobody",  # no such id
        "0770002A",  # a UAI whose control letter is wrong
        CLOSED,  # a lycée that is closed
        "ent-closed",
        COLLEGE,  # open and of the region, but no lycée
        ELSEWHERE,  # a lycée of another region
        "ent-elsewhere",
    ],
)
def test_a_structure_that_is_not_a_lycee_of_the_region(region: Region, structure: str) -> None:
    region.evenements(
        event("2026-10-05 08:00", "ana", structure, A),  # the event's other structure counts
        event("2026-10-05 08:10", "ana", structure),  # nothing is left of this one: it does not prolong the visit
        event("2026-10-05 08:35", "ana", B),
        event("2026-10-05 08:00", "bob", structure),  # nor is this a visitor
    )
    region.check(
        {
            (A, "visites"): 1,
            (B, "visites"): 1,
            (REGION, "visites"): 2,
            (REGION, "visiteurs_uniques"): 1,
            (REGION, "pages_vues"): 2,
        }
    )


def test_events_that_cannot_be_used(region: Region) -> None:
    good = event("2026-10-05 08:00", "ana", A)
    region.evenements(
        good,
        good | {"userId": None},  # nobody
        good | {"date": None},  # never
        good | {"profil": None},  # without a profile
        good | {"profil": "Robot"},  # with a profile that no table knows
        good | {"structures": []},  # nowhere
        good | {"structures": None},
        {name: value for name, value in good.items() if name != "structures"},
        {name: value for name, value in good.items() if name != "userId"},
        '{"event-type": "ACCESS", "date": 17912',  # a line cut in the middle
        "",  # an empty line
    )
    region.check({(A, "visites"): 1, (A, "pages_vues"): 1, (A, "visiteurs_uniques"): 1, (REGION, "visites"): 1})
