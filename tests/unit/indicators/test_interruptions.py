"""Stopped series: when a service's fall to nothing is « interrompu », and when it is an ordinary 0."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from ent_report.disclosure.petits_effectifs import mask
from ent_report.disclosure.regle import Regle
from ent_report.indicators.interruptions import SERIES, mark_stopped, series_of
from ent_report.indicators.table import COLUMNS, KEY
from ent_report.vocabulary import Mois

OCTOBRE = Mois(2026, 10)
JUIN, SEPTEMBRE = Mois(2026, 6), Mois(2026, 9)
ENTIERS = {
    month.premier_jour for month in (Mois(2026, 4), Mois(2026, 5), JUIN, SEPTEMBRE, OCTOBRE)
}  # July, August rest


def figure(mois: Mois, valeur: float | None, service: str | None = "notes", **columns: Any) -> dict[str, Any]:
    usual = {"niveau": "etablissement", "code": "0770001H", "indicateur": "visites", "etat": "publie", "base": 100}
    return (
        dict.fromkeys(COLUMNS)
        | usual
        | {"unite": "visites", "source": "evenements", "mois": mois.premier_jour, "service": service, "valeur": valeur}
        | columns
    )


def table(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=dict(COLUMNS)).sort(KEY, nulls_last=False)


def marked(history: list[dict[str, Any]], now: list[dict[str, Any]], total: float | None = 1000.0) -> pl.DataFrame:
    """October's table, each month having its total: the source was read."""
    months = {row["mois"] for row in history}
    totals = [figure(Mois.of(day), total, None) for day in months]
    october = table(*now, *([] if total is None else [figure(OCTOBRE, total, None)]))
    return mark_stopped(october, series_of(table(*history, *totals)).collect(), ENTIERS)


def state(found: pl.DataFrame, service: str = "notes") -> list[tuple[str, float | None]]:
    return found.filter(service=service).select("etat", "valeur").rows()


@pytest.mark.parametrize(
    ("avant", "maintenant", "expected"),
    [
        ([50], None, [("interrompu", None)]),  # the threshold itself, and no row stands any more
        ([49], None, []),  # too few to miss
        ([200], 2, [("interrompu", 2)]),  # 1 % of its median: the remainder is kept, the table is internal
        ([200], 3, [("publie", 3)]),  # over 1 %: a fall, not a stop
        ([1000, 40, 1000], 0, [("interrompu", 0)]),  # median 1 000: one weak month changes nothing
        ([1000, 40, 40], 0, [("publie", 0)]),  # median 40: it died out before
    ],
)
def test_against_its_own_history(avant: list[float], maintenant: float | None, expected: list[Any]) -> None:
    months = [SEPTEMBRE, JUIN, Mois(2026, 5)]
    history = [figure(month, value) for month, value in zip(months, avant, strict=False)]
    now = [] if maintenant is None else [figure(OCTOBRE, maintenant)]
    assert state(marked(history, now)) == expected


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ([], []),  # no history: nothing is known to have stopped
        ([figure(SEPTEMBRE, 500, etat="partiel")], []),  # a month cut short stands for nothing
        ([figure(SEPTEMBRE, None, etat="absent")], []),  # nor one that is not known
        ([figure(SEPTEMBRE, 500, etat="masque", base=3)], []),  # a small group's history is not told
        ([figure(Mois(2026, 8), 500)], []),  # a month of holidays
        ([figure(Mois(2026, 11), 500)], []),  # a month after this one
        (  # stopped in September already: its living months still stand in the window
            [figure(SEPTEMBRE, None, etat="interrompu"), figure(JUIN, 500), figure(Mois(2026, 5), 500)],
            [("interrompu", None)],
        ),
        (  # the last three known months, not all
            [figure(m, v) for m, v in ((SEPTEMBRE, 10), (JUIN, 10), (Mois(2026, 5), 10), (Mois(2026, 4), 900))],
            [],
        ),
    ],
)
def test_which_months_are_its_history(history: list[dict[str, Any]], expected: list[Any]) -> None:
    assert state(marked(history, [])) == expected


def test_month_without_a_row_in_a_source_that_was_read_is_0() -> None:
    others = [figure(month, 500, "absences") for month in (SEPTEMBRE, JUIN)]
    assert state(marked([figure(Mois(2026, 5), 900), *others], [])) == []  # 0, 0 and 900: once used, not a series


@pytest.mark.parametrize(
    ("now", "total"),
    [
        ([], None),  # the source was not read: nothing is known
        ([], 0.0),  # nothing at all was counted there
        ([figure(OCTOBRE, 0, etat="partiel")], 1000.0),  # cut short
        ([figure(OCTOBRE, None, etat="absent")], 1000.0),  # its rows were refused
    ],
)
def test_month_that_is_not_known_stops_nothing(now: list[dict[str, Any]], total: float | None) -> None:
    found = marked([figure(SEPTEMBRE, 500)], now, total)
    assert "interrompu" not in found["etat"]
    assert found.filter(service="notes").height == len(now)


def test_month_in_which_the_place_was_not_there_is_no_history() -> None:
    living = [figure(JUIN, 500), figure(JUIN, 900, None)]
    gone = [figure(month, 0.0, None) for month in (SEPTEMBRE, Mois(2026, 5))]  # would make a median of 0
    history = series_of(table(*living, *gone)).collect()
    assert state(mark_stopped(table(figure(OCTOBRE, 900, None)), history, ENTIERS)) == [("interrompu", None)]


def test_partial_total_stops_nothing() -> None:
    october = table(figure(OCTOBRE, 1000.0, None, etat="partiel"))
    history = series_of(table(figure(SEPTEMBRE, 500), figure(SEPTEMBRE, 900, None))).collect()
    assert mark_stopped(october, history, ENTIERS).equals(october)


def test_month_of_holidays_stops_nothing() -> None:
    october = table(figure(OCTOBRE, 1000.0, None))
    history = series_of(table(figure(SEPTEMBRE, 500), figure(SEPTEMBRE, 900, None))).collect()
    assert mark_stopped(october, history, ENTIERS - {OCTOBRE.premier_jour}).equals(october)
    assert not mark_stopped(october, history, ENTIERS).equals(october)  # only its class days hold it back


@pytest.mark.parametrize("niveau", ["etablissement", "departement", "academie", "region"])
@pytest.mark.parametrize("indicateur", SERIES)
def test_every_level_and_series(niveau: str, indicateur: str) -> None:
    keys = {"niveau": niveau, "indicateur": indicateur, "source": "celle-ci", "unite": "celle-la"}
    history = series_of(table(figure(SEPTEMBRE, 500, **keys), figure(SEPTEMBRE, 900, None, **keys))).collect()
    found = mark_stopped(table(figure(OCTOBRE, 900, None, **keys)), history, ENTIERS)
    (row,) = found.filter(service="notes").rows(named=True)
    assert (row["etat"], row["niveau"], row["indicateur"]) == ("interrompu", niveau, indicateur)
    assert (row["source"], row["unite"]) == ("celle-ci", "celle-la")
    assert found.equals(found.sort(KEY, nulls_last=False))


@pytest.mark.parametrize(
    "columns",
    [
        {"indicateur": "visiteurs_uniques"},  # not a series that is watched
        {"service": "non_classe"},  # no service: what is mapped since leaves it
        {"profil": "parent"},  # a break-down of its own
    ],
)
def test_what_is_no_series_of_a_service(columns: dict[str, Any]) -> None:
    found = marked([figure(SEPTEMBRE, 500, **columns)], [])
    assert "interrompu" not in found["etat"]


def test_another_place_keeps_its_own_history() -> None:
    there = [figure(SEPTEMBRE, 500, code="0770002J"), figure(SEPTEMBRE, 900, None, code="0770002J")]
    assert state(marked(there, [])) == []


def test_remainder_of_few_users_stays_stopped_and_takes_a_second_with_it() -> None:
    """3 pages of one person under a total: the word hides them, and another cell must too."""
    pages = {"indicateur": "pages_vues"}
    history = [figure(SEPTEMBRE, 900, **pages), figure(SEPTEMBRE, 2000, None, **pages)]
    codes = pl.DataFrame(schema=dict.fromkeys(("uai", "departement", "academie", "region"), pl.String))
    now = [
        figure(OCTOBRE, 3, base=1, **pages),
        figure(OCTOBRE, 600, "absences", base=80, **pages),
        figure(OCTOBRE, 397, "actualites", base=90, **pages),
        figure(OCTOBRE, 1000, None, **pages),
    ]
    found = mask(mark_stopped(table(*now), series_of(table(*history)).collect(), ENTIERS), codes, Regle()).figures
    states = dict(found.select("service", "etat").iter_rows())
    assert states == {None: "publie", "notes": "interrompu", "absences": "publie", "actualites": "masque"}
