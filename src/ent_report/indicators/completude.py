"""Whether a month is all there: its missing days, the suspect and atypical days of each lycée, and the verdicts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import polars as pl

from ent_report.indicators.journees_atypiques import atypical_days
from ent_report.indicators.mesure import Bornes, Mesure
from ent_report.vocabulary import Niveau

JOURS = pl.Schema(
    {
        "source": pl.String,
        "uai": pl.String,
        "jour": pl.Date,
        "constat": pl.String,
        "valeur": pl.Float64,
        "mediane": pl.Float64,
    }
)
"""A day and what is to be said of it: `manquant`, `suspect` or `atypique` (visits, and the median of its kind);
without uai it is the region's.
"""

VERDICTS = pl.Schema(
    {
        "niveau": pl.String,
        "code": pl.String,
        "verdict": pl.String,
        "jours_attendus": pl.Int64,
        "jours_presents": pl.Int64,
        "jours_actifs": pl.Int64,
    }
)
"""`jours_actifs`: class days with a visit."""

MANQUANT, SUSPECT, ATYPIQUE = "manquant", "suspect", "atypique"


@dataclass(frozen=True)
class Completude:
    """`jours` and `verdicts` as their schemas above say; `classe_mesures`: measured class days of the region."""

    jours: pl.DataFrame
    verdicts: pl.DataFrame
    classe_mesures: int = 0


def judge_events(
    visites: pl.DataFrame, lycees: Sequence[str], region: str, mesure: Mesure, habitues: Collection[str], bornes: Bornes
) -> Completude:
    """The completeness of the events of a month.

    `visites`: niveau, code, jour, valeur of the days that have visits; `region`: its code; `habitues`: lycées that
    were usually active in the nearest earlier month known.
    """
    active = _active_days(visites, lycees, mesure)
    suspect = _suspect_days(active, mesure, habitues)
    jours = pl.concat(
        [
            _labelled(pl.DataFrame({"jour": mesure.jours_manquants}, schema={"jour": pl.Date}), MANQUANT),
            _labelled(suspect, SUSPECT),
            _labelled(_atypical(visites, lycees, region, mesure, suspect), ATYPIQUE),
        ]
    )
    verdicts = _verdicts(active, suspect, region, mesure, bornes)
    return Completude(jours, verdicts, len(mesure.classe_mesures))


def judge_accounts(connus: Collection[str], lycees: Sequence[str], region: str, bornes: Bornes) -> Completude:
    """The completeness of a month without a source of events: a lycée's accounts are known, or they are not."""
    counted = [("region", region, int(bool(connus))), *(("etablissement", uai, int(uai in connus)) for uai in lycees)]
    rows = [(niveau, code, bornes.verdict(known, 1).value, 1, known, 0) for niveau, code, known in counted]
    return Completude(JOURS.to_frame(), pl.DataFrame(rows, schema=VERDICTS, orient="row"))


def usually_active(verdicts: pl.DataFrame) -> frozenset[str]:
    """The lycées with visits on at least half of the class days that the region was measured in a month.

    `verdicts`: those of a month with class days.
    """
    measured = verdicts.filter(niveau=Niveau.REGION.value)["jours_presents"].sum()
    usual = verdicts.filter(
        pl.col("niveau") == Niveau.ETABLISSEMENT, pl.col("jours_actifs") > 0, 2 * pl.col("jours_actifs") >= measured
    )
    return frozenset(usual["code"])


def _active_days(visites: pl.DataFrame, lycees: Sequence[str], mesure: Mesure) -> pl.DataFrame:
    """Columns uai, jours: for every lycée the measured class days with a visit."""
    seen = visites.filter(
        pl.col("niveau") == Niveau.ETABLISSEMENT, pl.col("jour").is_in(mesure.classe_mesures), pl.col("valeur") > 0
    )
    by_lycee = seen.group_by(uai="code").agg(jours=pl.col("jour"))
    every = pl.DataFrame({"uai": sorted(lycees)}, schema={"uai": pl.String})
    none = pl.lit([], pl.List(pl.Date))
    return every.join(by_lycee, on="uai", how="left", maintain_order="left").with_columns(
        pl.col("jours").fill_null(none)
    )


def _suspect_days(active: pl.DataFrame, mesure: Mesure, habitues: Collection[str]) -> pl.DataFrame:
    """Columns uai, jour: measured class days without a visit, of lycées that usually have some."""
    days, nb = mesure.classe_mesures, pl.col("jours").list.len().cast(pl.Int64)
    usual = active.filter(((nb > 0) & (2 * nb >= len(days))) | pl.col("uai").is_in(sorted(habitues)))
    grid = usual.select("uai").join(pl.DataFrame({"jour": days}, schema={"jour": pl.Date}), how="cross")
    seen = usual.explode("jours").select("uai", jour="jours")
    return grid.join(seen, on=["uai", "jour"], how="anti").sort("uai", "jour")


def _atypical(
    visites: pl.DataFrame, lycees: Sequence[str], region: str, mesure: Mesure, suspect: pl.DataFrame
) -> pl.DataFrame:
    """Columns uai (null for the region), jour, valeur, mediane."""
    measured = [day for day in mesure.mois.jours if day not in mesure.jours_manquants]
    days = pl.DataFrame(
        {"jour": measured, "genre": [mesure.genre(day) for day in measured]},
        schema={"jour": pl.Date, "genre": pl.String},
    )
    known = visites.filter(pl.col("niveau").is_in([Niveau.ETABLISSEMENT, Niveau.REGION]))
    places = pl.DataFrame({"code": [*sorted(lycees), region]}, schema={"code": pl.String})
    grid = (
        places.join(days, how="cross")
        .join(suspect.rename({"uai": "code"}), on=["code", "jour"], how="anti")
        .join(known.select("code", "jour", "valeur"), on=["code", "jour"], how="left")
        .with_columns(pl.col("valeur").fill_null(0.0))
    )
    own = pl.when(pl.col("code") != region).then("code").alias("uai")
    return atypical_days(grid).select(own, "jour", "valeur", "mediane").sort("uai", "jour", nulls_last=False)


def _labelled(days: pl.DataFrame, constat: str) -> pl.DataFrame:
    empty = JOURS.to_frame().drop("source", "constat")
    return pl.concat([empty, days], how="diagonal").select(
        pl.lit("evenements").alias("source"), "uai", "jour", pl.lit(constat).alias("constat"), "valeur", "mediane"
    )


def _verdicts(active: pl.DataFrame, suspect: pl.DataFrame, region: str, mesure: Mesure, bornes: Bornes) -> pl.DataFrame:
    expected, present = len(mesure.jours_attendus), len(mesure.jours_presents)
    lacking = dict(suspect.group_by("uai").len().iter_rows())
    counted = [(Niveau.REGION, region, present, 0)]
    for uai, days in active.iter_rows():
        counted.append((Niveau.ETABLISSEMENT, uai, present - lacking.get(uai, 0), len(days)))
    rows = [
        (
            niveau.value,
            code,
            bornes.verdict(measured, expected, est_en_cours=mesure.est_en_cours).value,
            expected,
            measured,
            nb,
        )
        for niveau, code, measured, nb in counted
    ]
    return pl.DataFrame(rows, schema=VERDICTS, orient="row")
