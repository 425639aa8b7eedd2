"""What the completeness of a month changes in its figures: a suspect day is absent, a lycée's own month partial."""

from __future__ import annotations

import polars as pl

from ent_report.indicators.completude import SUSPECT, Completude
from ent_report.indicators.table import KEY
from ent_report.vocabulary import Etat, Niveau, Verdict


def with_reservations(figures: pl.DataFrame, completude: Completude) -> pl.DataFrame:
    """The indicators' table (unmasked) with what suspect days do to the figures that a lycée has from events.

    A suspect day is a row of its own, absent. Where it makes the lycée's month partial, its figures are partial; where
    every visit of the month is lacking, they are absent: « 0 visite » would not be true.
    """
    suspect = completude.jours.filter(constat=SUSPECT).select("uai", "jour")
    if suspect.is_empty():
        return figures
    unwhole = completude.verdicts.filter(
        pl.col("niveau") == Niveau.ETABLISSEMENT,
        pl.col("verdict") != Verdict.COMPLET,
        pl.col("code").is_in(suspect["uai"].implode()),
    )
    came = figures.filter(pl.col("niveau") == Niveau.ETABLISSEMENT, pl.col("jour").is_not_null())["code"].unique()
    of_events = (pl.col("niveau") == Niveau.ETABLISSEMENT) & pl.col("source").str.starts_with("evenements")
    is_silent = of_events & pl.col("code").is_in(sorted(set(suspect["uai"]) - set(came)))
    is_partial = of_events & pl.col("code").is_in(unwhole["code"].implode()) & (pl.col("etat") == Etat.PUBLIE)
    marked = figures.with_columns(
        *(pl.when(~is_silent).then(name).alias(name) for name in ("valeur", "numerateur", "denominateur")),
        etat=pl.when(is_silent)
        .then(pl.lit(Etat.ABSENT.value))
        .when(is_partial)
        .then(pl.lit(Etat.PARTIEL.value))
        .otherwise("etat"),
    )
    return pl.concat([marked, _absent_days(figures, suspect)], how="diagonal").sort(KEY, nulls_last=False)


def _absent_days(figures: pl.DataFrame, suspect: pl.DataFrame) -> pl.DataFrame:
    """A row without a value for each suspect day, with the unit and source that visits have."""
    usual = figures.filter(indicateur="visites").select("mois", "unite", "source").head(1)
    return suspect.join(usual, how="cross").select(
        "mois",
        "jour",
        "unite",
        "source",
        niveau=pl.lit(Niveau.ETABLISSEMENT.value),
        code="uai",
        indicateur=pl.lit("visites"),
        etat=pl.lit(Etat.ABSENT.value),
    )
