"""A day without any event at a lycée that usually has some is not known: it is never « 0 visite »."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from computed_month import compute_month
from spec.tables import REGION, A, B, C, Region, event

from ent_report.entrepots.choix import open_store
from ent_report.mois.tables import read_completude
from ent_report.vocabulary import Mois

OCTOBRE = ("01", "02", "05", "06", "07", "08", "09", "12", "13", "14", "15", "16")  # all class days of 2026-10
SEPTEMBRE = ("01", "02", "03", "04", "07", "08", "09", "10", "11", "14")
WITHOUT_THE_16TH = OCTOBRE[:-1]


def visits(structure: str, days: tuple[str, ...], mois: str = "2026-10") -> list[dict[str, Any]]:
    """On each day a visit of each of five pupils: enough not to be masked."""
    return [event(f"{mois}-{day} 08:00", f"{structure}-{n}", structure) for day in days for n in range(5)]


def last_day(structure: str) -> list[dict[str, Any]]:
    """So that the month is over: data goes to its last day."""
    return visits(structure, ("31",))


def completude(region: Region, mois: str = "2026-10") -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The indicators' table, and what is stored of the month's completeness: its verdicts and its days."""
    table = compute_month(region.config(), region.folder / "data", Mois.parse(mois))
    found = read_completude(open_store(region.folder / "data"), Mois.parse(mois))
    return table, found.verdicts, found.jours


def states(table: pl.DataFrame, code: str) -> dict[str, str]:
    """Indicator -> state of a place's figures without a break-down."""
    details = ("profil", "service", "appareil", "jour", "jour_semaine", "heure")
    whole = table.filter(*(pl.col(name).is_null() for name in details), code=code)
    return dict(whole.select("indicateur", "etat").iter_rows())


def test_verdicts_and_days(region: Region) -> None:
    region.evenements(
        *visits(A, OCTOBRE),
        *last_day(A),
        *visits(B, WITHOUT_THE_16TH),
        *visits(C, OCTOBRE[:2]),  # on less than half of the days: its zeros are honest
    )
    table, verdicts, jours = completude(region)
    told = {row["code"]: (row["verdict"], row["jours_presents"]) for row in verdicts.iter_rows(named=True)}
    assert (told[REGION], told[A], told[B], told[C]) == (
        ("complet", 12),
        ("complet", 12),
        ("partiel", 11),
        ("complet", 12),
    )
    assert jours.select("source", "uai", pl.col("jour").cast(pl.String), "constat").rows() == [
        ("evenements", B, "2026-10-16", "suspect")
    ]
    days = table.filter(pl.col("jour").is_not_null(), code=B).sort("jour").select("valeur", "etat").rows()
    assert days == [*[(5.0, "partiel")] * 11, (None, "absent")]
    assert table.filter(pl.col("jour").is_not_null(), code=C).height == 2  # no row where nobody came


def test_figures_of_events_are_partial_and_accounts_are_not(region: Region) -> None:
    region.evenements(*visits(A, OCTOBRE), *last_day(A), *visits(B, WITHOUT_THE_16TH))
    region.export("comptes", *((uai, "2026-10-01", "Élèves", 90, 9, 40, 30) for uai in (A, B)))
    table, _, _ = completude(region)
    assert set(states(table, A).values()) == {"publie"}
    found = states(table, B)
    assert {name for name, state in found.items() if state == "publie"} == {
        "connexions",
        "comptes_charges",
        "comptes_actives",
        "taux_activation_pct",
    }
    assert {found[name] for name in ("visites", "visiteurs_uniques", "taux_frequentation_pct")} == {"partiel"}
    assert set(states(table, REGION).values()) == {"publie"}  # the region's own days are all there


def test_figures_are_those_of_the_days_that_are_known(region: Region) -> None:
    region.evenements(*visits(A, OCTOBRE), *last_day(A), *visits(B, WITHOUT_THE_16TH))
    region.check({(B, "visites"): 55, (B, "visites", "jour=2026-10-16"): None, (A, "visites"): 65})


def test_a_lycee_of_which_nothing_came_is_not_known(region: Region) -> None:
    region.evenements(*visits(A, SEPTEMBRE, "2026-09"), *visits(B, SEPTEMBRE, "2026-09"), file="septembre.jsonl.gz")
    region.evenements(*visits(A, OCTOBRE), *last_day(A))
    region.export("comptes", (B, "2026-10-01", "Élèves", 90, 9, 40, 30))
    table, verdicts, jours = completude(region)
    assert verdicts.filter(code=B)["verdict"].item() == "insuffisant"
    assert jours.filter(uai=B, constat="suspect").height == 12
    of_events = table.filter(pl.col("source").str.starts_with("evenements"), code=B)
    assert set(of_events["indicateur"]) >= {"visites", "visiteurs_uniques", "taux_frequentation_pct"}
    assert set(of_events.select("valeur", "etat").iter_rows()) == {(None, "absent")}
    assert states(table, B)["comptes_charges"] == "publie"
    assert states(table, C)["visites"] == "publie"  # it never had any: 0 visite is what was measured


def test_what_was_usual_is_looked_up_in_the_nearest_month_that_is_known(region: Region) -> None:
    """Nothing is known of August and September."""
    region.evenements(*visits(A, SEPTEMBRE, "2026-06"), *visits(B, SEPTEMBRE[:5], "2026-06"), file="juin.jsonl.gz")
    region.evenements(*visits(A, OCTOBRE), *last_day(A), *visits(B, OCTOBRE[:3]), *visits(C, OCTOBRE[:3]))
    _, _, jours = completude(region)
    suspect = jours.filter(constat="suspect")
    assert set(suspect["uai"]) == {B}  # active on half of June's class days that were measured; C never was
    assert suspect.height == 9


def test_an_earlier_month_that_comes_later_is_heeded(region: Region) -> None:
    region.evenements(*visits(A, OCTOBRE), *last_day(A), *visits(B, OCTOBRE[:3]))
    assert completude(region)[1].filter(code=B)["verdict"].item() == "complet"
    region.evenements(*visits(A, SEPTEMBRE, "2026-09"), *visits(B, SEPTEMBRE, "2026-09"), file="septembre.jsonl.gz")
    table, verdicts, _ = completude(region)
    assert verdicts.filter(code=B)["verdict"].item() == "insuffisant"
    assert states(table, B)["visites"] == "partiel"


@pytest.mark.parametrize(
    ("days", "verdict", "missing"),
    [
        (OCTOBRE[:5], "partiel", 24),  # 8 October to the month's end
        (OCTOBRE[:4], "insuffisant", 25),
    ],
)
def test_a_region_that_is_not_measured(region: Region, days: tuple[str, ...], verdict: str, missing: int) -> None:
    region.evenements(*visits(A, days))
    _, verdicts, jours = completude(region)
    assert set(verdicts["verdict"]) == {verdict}
    assert jours.filter(pl.col("uai").is_null(), constat="manquant").height == missing


def test_without_events_the_accounts_decide(region: Region) -> None:
    region.export("comptes", (A, "2026-10-01", "Élèves", 90, 9, 40, 30))
    table, verdicts, jours = completude(region)
    assert dict(verdicts.select("code", "verdict").iter_rows()) == dict.fromkeys((REGION, A), "complet") | (
        dict.fromkeys((B, C, "0750001U"), "insuffisant")
    )
    assert set(jours["constat"]) == {"manquant"}
    assert states(table, A)["comptes_charges"] == "publie"


def test_dates_that_an_export_by_day_lacks(region: Region) -> None:
    region.evenements(*visits(A, OCTOBRE), *last_day(A))
    dates = [f"2026-10-{day:02d}" for day in range(1, 31)]  # not the 31st
    accounts = [(uai, day, "Élèves", 9, 1, 40, 30) for uai in (A, B, C, "0750001U") for day in dates]
    region.export("comptes", *(one for one in accounts if one[:2] != (B, "2026-10-05")), frequence="jour")
    region.export("acces", *((A, day, "Élèves", "Blog", 3) for day in [*dates, "2026-10-31"]), frequence="jour")
    jours = completude(region)[2].select("source", "uai", pl.col("jour").cast(pl.String), "constat")
    assert sorted(jours.rows(), key=str) == [
        ("comptes", B, "2026-10-05", "manquant"),
        ("comptes", None, "2026-10-31", "manquant"),
    ]


def test_a_day_out_of_proportion_is_kept(region: Region) -> None:
    crowd = [event("2026-10-08 09:00", f"{A}-crowd-{n}", A) for n in range(200)]
    usual = [event(f"2026-10-{day} 08:00", f"{A}-{n}", A) for day in OCTOBRE for n in range(50)]
    region.evenements(*usual, *crowd, *last_day(A))
    table, verdicts, jours = completude(region)
    assert jours.select("uai", pl.col("jour").cast(pl.String), "constat", "valeur", "mediane").rows() == [
        (None, "2026-10-08", "atypique", 250.0, 50.0),
        (A, "2026-10-08", "atypique", 250.0, 50.0),
    ]
    assert verdicts.filter(code=A)["verdict"].item() == "complet"
    day = table.filter(pl.col("jour").cast(pl.String) == "2026-10-08", code=A)
    assert day.select("valeur", "etat").rows() == [(250.0, "publie")]
