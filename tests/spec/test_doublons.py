"""Equal events count once: same type, module, instant, user, profile, structures and device."""

from __future__ import annotations

from spec.tables import REGION, A, B, Region, event


def test_equal_events_count_once(region: Region) -> None:
    region.evenements(
        event("2026-10-05 08:00", "ana", A),
        event("2026-10-05 08:00", "ana", A),  # the same line twice in a file
        file="lot-1.jsonl",
    )
    region.evenements(
        event("2026-10-05 08:00", "ana", A),  # the same batch fetched twice, in another file
        event("2026-10-05 08:05", "ana", A),
        file="lot-2.jsonl.gz",
    )
    region.check({(A, "visites"): 1, (A, "pages_vues"): 2, (REGION, "pages_vues"): 2})


def test_what_is_not_compared(region: Region) -> None:
    first = event("2026-10-05 08:00", "ana", A, B, module="Blog")
    region.evenements(
        first,
        first | {"sessionId": "another"},  # a field that no figure reads
        first | {"module": "BLOG"},  # modules are compared without case
        first | {"structures": [B, A]},  # a list of structures has no order
        first | {"structures": [A, B, A]},  # nor a count
    )
    region.check({(A, "pages_vues"): 1, (B, "pages_vues"): 1, (REGION, "pages_vues"): 1})


def test_nearly_equal_events_all_count(region: Region) -> None:
    first = event("2026-10-05 08:00", "ana", A)
    region.evenements(
        first,
        first | {"event-type": "CONNECTOR"},  # another type
        first | {"module": "wiki"},  # another module
        first | {"date": first["date"] + 1},  # another instant
        first | {"userId": "bob"},  # another user
        first | {"structures": [A, B]},  # other structures
    )
    region.check(
        {
            (A, "pages_vues"): 6,
            (A, "visites"): 2,
            (A, "visiteurs_uniques"): 2,
            (B, "pages_vues"): 1,
            (REGION, "pages_vues"): 6,
            (REGION, "visites"): 2,
        }
    )


def test_same_instant_other_device_or_profile(region: Region) -> None:
    opening = event("2026-10-05 08:00", "ana", A)  # gives the visit its profile and its device
    page = event("2026-10-05 08:01", "ana", A)
    region.evenements(
        opening,
        page,
        page | {"deviceType": "tablet"},  # another device
        page | {"profil": "Relative"},  # another profile
    )
    region.check(
        {
            (A, "pages_vues"): 4,
            (A, "pages_vues", "profil=eleve"): 4,
            (A, "visites"): 1,
            (A, "visites", "appareil=tablette"): 0,
        }
    )
