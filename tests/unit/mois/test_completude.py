"""How complete a month is: the days that are expected, those that a lycée lacks, and what follows from their share."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from ent_report.indicators.completude import Completude, judge_accounts, judge_events, usually_active
from ent_report.indicators.dates_attendues import expected_dates, missing_dates
from ent_report.indicators.mesure import Bornes, Mesure
from ent_report.vocabulary import Mois

OCTOBRE = Mois(2026, 10)
CLASSE = tuple(date(2026, 10, day) for day in (1, 2, 5, 6, 7, 8, 9, 12, 13, 14, 15, 16))
BORNES = Bornes(complet_pct=100.0, insuffisant_pct=34.0)
A, B, R = "0770001H", "0770002J", "11"


def october(*days: int) -> list[date]:
    return [date(2026, 10, day) for day in days]


def judge(
    visits: dict[str, tuple[int, ...]],
    missing: tuple[int, ...] = (),
    habits: tuple[str, ...] = (),
    classe: tuple[date, ...] = CLASSE,
) -> Completude:
    """`visits`: lycée -> days of October with one visit; `missing`: days without any event in the whole region."""
    rows = [("etablissement", uai, day, 1.0) for uai, days in visits.items() for day in october(*days)]
    schema = {"niveau": pl.String, "code": pl.String, "jour": pl.Date, "valeur": pl.Float64}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return judge_events(frame, [A, B], R, Mesure(OCTOBRE, classe, tuple(october(*missing))), habits, BORNES)


def verdict(found: Completude, code: str) -> tuple[str, int, int]:
    return found.verdicts.filter(code=code).select("verdict", "jours_presents", "jours_attendus").row(0)


def suspects(found: Completude, code: str) -> list[int]:
    return [day.day for day in found.jours.filter(uai=code, constat="suspect")["jour"]]


EVERY = tuple(day.day for day in CLASSE)


@pytest.mark.parametrize(
    ("days", "missing", "habits", "suspect", "expected"),
    [
        (EVERY, (), (), [], ("complet", 12, 12)),
        ((*EVERY, 3, 17), (), (), [], ("complet", 12, 12)),  # a Saturday and a holiday are not expected, nor too many
        (EVERY[:-1], (), (), [16], ("partiel", 11, 12)),
        (EVERY[:6], (), (), [9, 12, 13, 14, 15, 16], ("partiel", 6, 12)),  # half of the days: usually active
        (EVERY[:5], (), (), [], ("complet", 12, 12)),  # less than half: its other days are honest zeros
        (EVERY[:5], (), (A,), [8, 9, 12, 13, 14, 15, 16], ("partiel", 5, 12)),  # but not if it used to be active
        (EVERY[:4], (), (A,), [7, 8, 9, 12, 13, 14, 15, 16], ("insuffisant", 4, 12)),  # 33.3 %
        ((), (), (), [], ("complet", 12, 12)),  # never active: nobody came, that is measured
        ((), (), (A,), list(EVERY), ("insuffisant", 0, 12)),  # it was: all its class days are suspect
        ((3, 17), (), (A,), list(EVERY), ("insuffisant", 0, 12)),  # days without class tell nothing of those
        (EVERY[:-1], (16,), (), [], ("partiel", 11, 12)),  # missing for the whole region is missing, not suspect
        (EVERY[:-2], (16,), (), [15], ("partiel", 10, 12)),  # both add up
        (EVERY[:5], EVERY[6:], (), [8], ("partiel", 5, 12)),  # half is half of the days that the region was measured
    ],
)
def test_days_and_verdict_of_a_lycee(
    days: tuple[int, ...],
    missing: tuple[int, ...],
    habits: tuple[str, ...],
    suspect: list[int],
    expected: tuple[str, int, int],
) -> None:
    found = judge({A: days}, missing, habits)
    assert suspects(found, A) == suspect
    assert verdict(found, A) == expected
    assert suspects(found, B) == []  # of one lycée nothing follows for another


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ((), ("complet", 12, 12)),
        ((1,), ("partiel", 11, 12)),
        (EVERY[5:], ("partiel", 5, 12)),  # 41.7 %
        (EVERY[4:], ("insuffisant", 4, 12)),  # 33.3 %
        ((30, 31), ("partiel", 12, 12)),  # holidays at the month's end: it may not be over
        (EVERY, ("insuffisant", 0, 12)),
    ],
)
def test_verdict_of_the_region(missing: tuple[int, ...], expected: tuple[str, int, int]) -> None:
    found = judge({A: EVERY}, missing)
    assert verdict(found, R) == expected
    assert verdict(found, B) == expected  # the region's missing days are each lycée's
    assert found.jours.filter(pl.col("uai").is_null(), constat="manquant")["jour"].to_list() == october(*missing)
    assert found.classe_mesures == len(set(EVERY) - set(missing))


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ((), ("complet", 31, 31)),
        (tuple(range(21, 32)), ("partiel", 20, 31)),
        (tuple(range(11, 32)), ("insuffisant", 10, 31)),  # 32.3 %
    ],
)
def test_a_month_without_class_is_judged_by_its_end_alone(
    missing: tuple[int, ...], expected: tuple[str, int, int]
) -> None:
    found = judge({A: (1, 2)}, missing, habits=(A,), classe=())
    assert (verdict(found, R), verdict(found, A)) == (expected, expected)
    assert suspects(found, A) == []  # holidays: nobody is missed
    assert found.classe_mesures == 0


@pytest.mark.parametrize(
    ("complet_pct", "insuffisant_pct", "expected"),
    [
        (100.0, 34.0, "partiel"),
        (90.0, 34.0, "complet"),  # 90 % is enough, where a region says so
        (90.1, 34.0, "partiel"),
        (100.0, 90.0, "partiel"),  # 90 % is not below 90
        (100.0, 90.1, "insuffisant"),
    ],
)
def test_thresholds_on_both_sides(complet_pct: float, insuffisant_pct: float, expected: str) -> None:
    assert Bornes(complet_pct, insuffisant_pct).verdict(9, 10) == expected


def test_without_events_the_accounts_decide() -> None:
    found = judge_accounts({A}, [A, B], R, BORNES)
    assert verdict(found, A) == ("complet", 1, 1)
    assert verdict(found, B) == ("insuffisant", 0, 1)
    assert verdict(found, R)[0] == "complet"
    assert verdict(judge_accounts(set(), [A, B], R, BORNES), R)[0] == "insuffisant"


def test_habits_are_told_by_half_of_the_days_that_were_measured() -> None:
    found = judge({A: EVERY[:4], B: EVERY[:3]}, missing=EVERY[8:])
    assert usually_active(found.verdicts) == {A}  # 4 of 8; 3 of 8 are too few


def test_days_out_of_proportion_stand_with_both_figures() -> None:
    """The missing and the suspect days are not taken for zeros."""
    schema = {"niveau": pl.String, "code": pl.String, "jour": pl.Date, "valeur": pl.Float64}
    usual = [("etablissement", A, day, 100.0) for day in CLASSE[1:-2]]
    visits = [*usual, ("etablissement", A, CLASSE[0], 400.0), *(("region", R, day, 100.0) for day in CLASSE[:-1])]
    mesure = Mesure(OCTOBRE, CLASSE, (CLASSE[-1],))
    found = judge_events(pl.DataFrame(visits, schema=schema, orient="row"), [A, B], R, mesure, (), BORNES)
    atypical = found.jours.filter(constat="atypique")
    assert atypical.select("source", "uai", "jour", "valeur", "mediane").rows() == [
        ("evenements", A, CLASSE[0], 400.0, 100.0)
    ]


# The exports


@pytest.mark.parametrize(
    ("frequence", "mois", "expected"),
    [
        ("mois", "2026-10", ["2026-10-01"]),
        ("semaine", "2026-10", ["2026-09-28", "2026-10-05", "2026-10-12", "2026-10-19", "2026-10-26"]),  # 1st: Thursday
        ("semaine", "2027-01", ["2027-01-04", "2027-01-11", "2027-01-18", "2027-01-25"]),  # Thursday 31 is December's
        ("jour", "2027-02", [f"2027-02-{day:02d}" for day in range(1, 29)]),
        ("heure", "2027-02", [f"2027-02-{day:02d}" for day in range(1, 29)]),  # a day is there if one of its hours is
    ],
)
def test_expected_dates(frequence: str, mois: str, expected: list[str]) -> None:
    assert [str(day) for day in expected_dates(frequence, Mois.parse(mois))] == expected


def rows(*found: tuple[str, date]) -> pl.DataFrame:
    return pl.DataFrame(found, schema={"uai": pl.String, "date": pl.Date}, orient="row")


def test_dates_that_an_export_lacks() -> None:
    weekly = rows(
        (A, date(2026, 9, 28)),
        (A, date(2026, 10, 7)),  # a Wednesday stands for its week
        (A, date(2026, 10, 12)),
        (A, date(2026, 10, 26)),
        (B, date(2026, 9, 28)),
        (B, date(2026, 10, 12)),
        (B, date(2026, 10, 26)),
    )
    found = missing_dates(weekly, "semaine", OCTOBRE, [B, A], par_lycee=True)
    assert found.rows() == [(None, date(2026, 10, 19)), (B, date(2026, 10, 5))]  # nobody's first, each once
    alone = missing_dates(weekly, "semaine", OCTOBRE, [B, A], par_lycee=False)
    assert alone.rows() == [(None, date(2026, 10, 19))]


def test_a_month_s_export_may_bear_any_of_its_days() -> None:
    assert missing_dates(rows((A, date(2026, 10, 31))), "mois", OCTOBRE, [A, B], par_lycee=True).rows() == [
        (B, date(2026, 10, 1))
    ]
