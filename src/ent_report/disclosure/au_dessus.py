"""Counts above the lycée that stand in no report: they may not be shown either where they would give a lycée back."""

from __future__ import annotations

import polars as pl

from ent_report.disclosure.publies import is_count, leaves, places_at
from ent_report.disclosure.regle import Regle
from ent_report.indicators.table import KEY
from ent_report.vocabulary import Niveau


def hide_totals(figures: pl.DataFrame, codes: pl.DataFrame, regle: Regle) -> pl.DataFrame:
    """The table with `masque` for each such count whose lycées' hidden ones, less what anybody knows of them, would
    have too narrow an interval. Only this one sum is looked at: nobody has been given the others.

    `figures`: the indicators' table with n and masque; `codes`: uai, departement, academie, region.
    """
    inside = pl.concat(
        _hidden_below(figures, codes, regle, niveau) for niveau in (Niveau.DEPARTEMENT, Niveau.ACADEMIE, Niveau.REGION)
    )
    exposed = (pl.col("nb") == 1) | (pl.col("reserve") < pl.col("largeur"))
    totals = figures.filter(is_count(), ~leaves(), pl.col("niveau") != Niveau.ETABLISSEMENT.value, pl.col("valeur") > 0)
    found = totals.join(inside.filter(exposed), on=KEY, how="semi", nulls_equal=True)
    return figures.with_columns(masque=pl.col("masque") | pl.col("n").is_in(found["n"].implode()))


def _hidden_below(figures: pl.DataFrame, codes: pl.DataFrame, regle: Regle, niveau: Niveau) -> pl.DataFrame:
    """The table's keys at that level, nb, reserve, largeur: of the lycées' hidden figures there."""
    small = pl.col("base").is_between(1, regle.seuil - 1).fill_null(value=False)
    hidden = figures.filter("masque", is_count(), pl.col("niveau") == Niveau.ETABLISSEMENT.value)
    return (
        hidden.join(places_at(niveau, codes), left_on="code", right_on="uai")
        .with_columns(niveau=pl.lit(niveau.value), code="lieu")
        .group_by(KEY)
        .agg(
            nb=pl.len(),
            reserve=(pl.col("valeur") - 1).sum(),
            largeur=regle.largeur(pl.col("valeur")).filter(small).max().fill_null(0.0),
        )
    )
