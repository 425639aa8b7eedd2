"""A visit ends at local midnight and belongs to the local day and month of its start."""

from __future__ import annotations

from spec.tables import REGION, A, Region, event


def test_midnight_of_paris_cuts_a_visit(region: Region) -> None:
    region.evenements(
        event("2026-10-05 23:50", "ana", A),  # opens Monday's visit
        event("2026-10-05 23:59:59.999", "ana", A),  # the last millisecond of Monday
        event("2026-10-06 00:00", "ana", A),  # the first instant of Tuesday: another visit, though 1 ms later
        event("2026-10-06 00:10", "ana", A),  # still Tuesday's
    )
    region.check(
        {
            (A, "visites"): 2,
            (A, "visites", "jour=2026-10-05"): 1,
            (A, "visites", "jour=2026-10-06"): 1,
            (A, "visites", "jour_semaine=1", "heure=23"): 1,
            (A, "visites", "jour_semaine=2", "heure=0"): 1,
            (A, "visiteurs_uniques"): 1,
            (A, "duree_moyenne_s"): ((599.999 + 600) / 2, 1199.999, 2),
            (REGION, "visites"): 2,
        }
    )


def test_midnight_of_utc_cuts_nothing(region: Region) -> None:
    region.evenements(
        event("2026-10-05 23:50Z", "ana", A),  # 01:50 on Tuesday in Paris
        event("2026-10-06 00:10Z", "ana", A),  # 02:10 the same Tuesday
    )
    region.check(
        {
            (A, "visites"): 1,
            (A, "visites", "jour=2026-10-05"): 0,
            (A, "visites", "jour=2026-10-06"): 1,
            (A, "visites", "jour_semaine=2", "heure=1"): 1,
        }
    )


def test_the_month_is_that_of_paris(region: Region) -> None:
    region.evenements(
        event("2026-09-30 21:59:59.999Z", "ana", A),  # 23:59:59.999 in Paris: still September
        event("2026-09-30 22:00Z", "bob", A),  # midnight: the first instant of October
        event("2026-09-30 22:30Z", "cid", A),  # 00:30 on 1 October
        event("2026-10-31 22:30Z", "dan", A),  # 23:30 in winter time: still October
        event("2026-10-31 22:59:59.999Z", "eve", A),  # the last millisecond of October
        event("2026-10-31 23:00Z", "fay", A),  # the first instant of November
        event("2026-11-01 00:30Z", "gus", A),  # November for both clocks
    )
    region.check(
        {
            (A, "visites"): 4,
            (A, "visites", "jour=2026-10-01"): 2,
            (A, "visites", "jour=2026-10-31"): 2,
            (A, "visites", "jour_semaine=4", "heure=0"): 2,
            (A, "visites", "jour_semaine=6", "heure=23"): 2,
            (A, "visiteurs_uniques"): 4,
            (REGION, "visites"): 4,
        }
    )


def test_a_visit_over_the_end_of_a_month_is_two(region: Region) -> None:
    region.evenements(
        event("2026-09-30 23:55", "ana", A),  # September's visit
        event("2026-10-01 00:05", "ana", A),  # October's, cut by midnight
        event("2026-10-31 23:55", "ana", A),  # October's last
        event("2026-11-01 00:05", "ana", A),  # November's
    )
    region.check({(A, "visites"): 2, (A, "pages_vues"): 2, (A, "duree_moyenne_s"): (0, 0, 2)})


def test_the_hour_lived_twice(region: Region) -> None:
    """On 25 October 2026, at 03:00 summer time, it is 02:00 again."""
    region.evenements(
        event("2026-10-25 00:50Z", "ana", A),  # 02:50 summer time
        event("2026-10-25 01:10Z", "ana", A),  # 02:10 winter time, 20 minutes later: the same visit
        event("2026-10-25 00:10Z", "bob", A),  # 02:10 summer time
        event("2026-10-25 01:10Z", "bob", A),  # 02:10 again, an hour later: another visit
        event("2026-10-25 22:50Z", "cid", A),  # 23:50, the 25th hour of that day
        event("2026-10-25 23:10Z", "cid", A),  # 00:10 on the 26th: another visit
        event("2026-10-24 22:10Z", "dan", A),  # 00:10 on the 25th, still summer time
    )
    region.check(
        {
            (A, "visites"): 6,
            (A, "visites", "jour=2026-10-25"): 5,
            (A, "visites", "jour=2026-10-26"): 1,
            (A, "visites", "jour_semaine=7", "heure=2"): 3,
            (A, "visites", "jour_semaine=7", "heure=23"): 1,
            (A, "visites", "jour_semaine=7", "heure=0"): 1,
            (A, "visites", "jour_semaine=1", "heure=0"): 1,
            (A, "duree_moyenne_s"): (200, 1200, 6),
        }
    )


def test_the_hour_never_lived(region: Region) -> None:
    """On 29 March 2026, at 02:00 winter time, it is 03:00."""
    region.evenements(
        event("2026-03-29 00:50Z", "ana", A),  # 01:50 winter time
        event("2026-03-29 01:10Z", "ana", A),  # 03:10 summer time, 20 minutes later: the same visit
        event("2026-03-31 21:59:59.999Z", "bob", A),  # the last millisecond of March, in summer time
        event("2026-03-31 22:00Z", "cid", A),  # April
    )
    region.check(
        {
            (A, "visites"): 2,
            (A, "visites", "jour=2026-03-29"): 1,
            (A, "visites", "jour_semaine=7", "heure=1"): 1,
            (A, "visites", "jour_semaine=2", "heure=23"): 1,
            (A, "duree_moyenne_s"): (600, 1200, 2),
        },
        mois="2026-03",
    )
