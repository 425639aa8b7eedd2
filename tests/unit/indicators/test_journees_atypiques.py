"""Days out of all proportion: far by a robust measure and by a factor, among enough days of their kind."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from ent_report.indicators.journees_atypiques import atypical_days

FIRST = date(2026, 9, 1)
CALM = [98.0, 102.0, 95.0, 105.0, 100.0, 99.0, 101.0, 100.0]  # median 100, MAD 1.5: less than a Poisson count's
WILD = [10.0, 190.0, 50.0, 150.0, 100.0, 30.0, 170.0, 100.0]  # median 100, with one day more a MAD of 70


def found(**kinds: list[float]) -> list[tuple[float, float]]:
    """`kinds`: kind -> visits of its days; the figures that are flagged, with their medians."""
    days = [(genre, value) for genre, values in kinds.items() for value in values]
    rows = [("A", FIRST + timedelta(days=n), genre, value) for n, (genre, value) in enumerate(days)]
    schema = {"code": pl.String, "jour": pl.Date, "genre": pl.String, "valeur": pl.Float64}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    assert frame.join(atypical_days(frame), on=["code", "jour", "valeur"]).height == atypical_days(frame).height
    return atypical_days(frame).select("valeur", "mediane").rows()


@pytest.mark.parametrize(
    ("days", "flagged"),
    [
        (CALM, []),
        ([*CALM, 400.0], [(400.0, 100.0)]),
        ([*CALM, 5.0], [(5.0, 100.0)]),
        ([*CALM, 200.0], [(200.0, 100.0)]),  # at least a factor of 2
        ([*CALM, 199.0], []),  # far by the score, but under it
        ([*CALM, 50.0], [(50.0, 100.0)]),
        ([*CALM, 51.0], []),
        ([*WILD, 400.0], []),  # four times the median, where every day is another: score 2.9
        ([*WILD, 500.0], [(500.0, 100.0)]),  # score 3.9
        ([100.0] * 8 + [400.0], [(400.0, 100.0)]),  # a MAD of 0 divides nothing
        ([*CALM[:6], 400.0], []),  # seven days of a kind tell too little
        ([*CALM[:6], 100.0, 400.0], [(400.0, 100.0)]),  # eight do
        ([value / 2 for value in CALM] + [200.0], [(200.0, 50.0)]),  # 50 visits on the median class day
        ([value / 2.1 for value in CALM] + [200.0], []),  # a small lycée makes no noise
    ],
)
def test_class_days(days: list[float], flagged: list[tuple[float, float]]) -> None:
    assert found(classe=days) == flagged


@pytest.mark.parametrize(
    ("rest", "flagged"),
    [
        ([5.0] * 8, []),  # low against class days, as every Sunday is
        ([5.0] * 8 + [100.0], [(100.0, 5.0)]),
        ([5.0] * 8 + [30.0], []),  # six times as many, of next to nothing
        ([0.0] * 8 + [60.0], [(60.0, 0.0)]),
        ([5.0] * 4 + [100.0], []),  # too few of them
    ],
)
def test_days_are_compared_with_their_kind(rest: list[float], flagged: list[tuple[float, float]]) -> None:
    assert found(classe=CALM, repos=rest) == flagged


def test_week_ends_are_not_held_against_holidays() -> None:
    assert found(classe=CALM, repos=[90.0] * 4, vacances=[20.0] * 15) == []


def test_a_month_without_class_names_no_day() -> None:
    """What its place's usual day is, is not known."""
    assert found(vacances=[*CALM, 400.0]) == []
