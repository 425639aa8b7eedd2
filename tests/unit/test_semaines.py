"""The weeks that make a month, and those that the data does not have."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from ent_report.indicators.semaines import expected_weeks, weeks_of
from ent_report.vocabulary import Mois

OCTOBRE = Mois(2026, 10)
S40, S41, S42, S43, S44 = (
    date(2026, 9, 28),
    date(2026, 10, 5),
    date(2026, 10, 12),
    date(2026, 10, 19),
    date(2026, 10, 26),
)


@pytest.mark.parametrize(
    ("mois", "first", "last", "count"),
    [
        (OCTOBRE, date(2026, 9, 28), date(2026, 10, 26), 5),  # begins on a Thursday
        (Mois(2026, 9), date(2026, 8, 31), date(2026, 9, 21), 4),  # ends on a Wednesday
        (Mois(2026, 1), date(2025, 12, 29), date(2026, 1, 26), 5),  # the year's first week
        (Mois(2027, 2), date(2027, 2, 1), date(2027, 2, 22), 4),  # four whole weeks
    ],
)
def test_a_week_belongs_to_the_month_of_its_thursday(mois: Mois, first: date, last: date, count: int) -> None:
    weeks = expected_weeks(mois)
    assert (weeks[0], weeks[-1], len(weeks)) == (first, last, count)
    assert {week.isoweekday() for week in weeks} == {1}


def test_each_week_belongs_to_one_month() -> None:
    weeks = [week for n in range(24) for week in expected_weeks(Mois(2026, 1) + n)]
    assert len(weeks) == len(set(weeks))
    assert {(after - before).days for before, after in pairwise(weeks)} == {7}


@pytest.mark.parametrize(
    ("known", "missing", "not_yet"),
    [
        ([S40, S41, S42, S43, S44], [], []),
        ([S40, S41, S43, S44], [S42], []),  # a hole
        ([S40, S41], [S42, S43, S44], [S42, S43, S44]),  # the data ends there
        ([S40, S42], [S41, S43, S44], [S43, S44]),  # both
        ([S40, S41, date(2026, 11, 2)], [S42, S43, S44], []),  # another month's week shows that it goes on
        ([], [S40, S41, S42, S43, S44], [S40, S41, S42, S43, S44]),
    ],
)
def test_missing_weeks(known: list[date], missing: list[date], not_yet: list[date]) -> None:
    found = weeks_of(OCTOBRE, known)
    assert list(found.manquantes) == missing
    assert list(found.pas_encore_publiees) == not_yet
    assert sorted({*found.presentes, *found.manquantes}) == list(found.attendues)
