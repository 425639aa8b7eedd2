"""Neighbours of one visit are at most 30 minutes apart."""

from __future__ import annotations

from spec.tables import A, Region, event


def test_exactly_thirty_minutes_is_one_visit(region: Region) -> None:
    region.evenements(
        event("2026-10-05 08:00", "ana", A),
        event("2026-10-05 08:30", "ana", A),  # exactly 30 minutes later: the same visit
    )
    region.check({(A, "visites"): 1, (A, "duree_moyenne_s"): (1800, 1800, 1), (A, "taux_rebond_pct"): (0, 0, 1)})


def test_one_millisecond_more_is_two_visits(region: Region) -> None:
    region.evenements(
        event("2026-10-05 08:00", "ana", A),
        event("2026-10-05 08:30:00.001", "ana", A),  # 30 minutes and 1 ms later: another visit
    )
    region.check({(A, "visites"): 2, (A, "duree_moyenne_s"): (0, 0, 2), (A, "taux_rebond_pct"): (100, 2, 2)})


def test_only_neighbours_count(region: Region) -> None:
    region.evenements(
        event("2026-10-05 09:00", "ana", A),  # an hour after the first, but 30 minutes after its neighbour
        event("2026-10-05 08:00", "ana", A),  # files are in no order: this one opens the visit
        event("2026-10-05 08:30", "ana", A),
        event("2026-10-05 08:45", "bob", A),  # of another user: joins nothing, cuts nothing
    )
    region.check(
        {
            (A, "visites"): 2,
            (A, "visiteurs_uniques"): 2,
            (A, "visites", "jour_semaine=1", "heure=8"): 2,
            (A, "visites", "jour_semaine=1", "heure=9"): 0,
            (A, "duree_moyenne_s"): (1800, 3600, 2),
        }
    )
