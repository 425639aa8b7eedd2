"""What earlier editions of the same month told: what they hid stays hidden, and what they showed hides nothing now."""

from __future__ import annotations

import polars as pl

from ent_report.disclosure.publies import is_count, leaves
from ent_report.disclosure.regle import Regle
from ent_report.indicators.table import KEY
from ent_report.vocabulary import Etat

_CONNU = 1000.0  # times its cost: to hide what everybody has read protects nothing, and is the last resort


def with_vanished(figures: pl.DataFrame, anciens: pl.DataFrame, regle: Regle) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The indicators' table with what was hidden and is nothing any more, as zeros; and the keys of those zeros.

    A small figure that goes away with a correction would be what the whole has lost.
    """
    near = regle.largeur(pl.col("valeur")) > pl.col("valeur")
    small = anciens.filter(pl.col("etat") == Etat.MASQUE.value, is_count(), leaves(), pl.col("valeur") > 0, near)
    left = figures.filter(pl.col("valeur") > 0)
    zeros = small.unique(KEY, maintain_order=True).join(left, on=KEY, how="anti", nulls_equal=True)
    missing = zeros.join(figures, on=KEY, how="anti", nulls_equal=True).select(figures.columns)
    if missing.is_empty():
        return figures, zeros.select(KEY)
    rows = missing.with_columns(valeur=0.0, base=0, etat=pl.lit(Etat.PUBLIE.value)).cast(figures.schema)
    return pl.concat([figures, rows]).sort(KEY, nulls_last=False), zeros.select(KEY)


def with_past(cells: pl.DataFrame, anciens: pl.DataFrame, regle: Regle) -> pl.DataFrame:
    """The cells (ent_report.disclosure.cellules) with `cache`, `largeur` and `poids` as the past wants them.

    `anciens`: rows of the same month's table as it stood before, with their `etat` then. Whoever takes one edition from
    another knows a hidden figure that is shown now, unless it has moved by as much as an interval must be wide.
    """
    before = anciens.filter(pl.col("valeur") > 0).select(*KEY, "base", avant="valeur", etat_avant="etat")
    then = cells.select("n", *KEY, "valeur").join(before, on=KEY, nulls_equal=True)
    gap = (pl.col("valeur") - pl.col("avant")).abs()
    was_hidden = (pl.col("etat_avant") == Etat.MASQUE.value) & (gap < regle.largeur(pl.col("avant")))
    was_small = was_hidden & pl.col("base").is_between(1, regle.seuil - 1)
    was_shown = pl.col("etat_avant").is_in([Etat.PUBLIE.value, Etat.PARTIEL.value]) & (gap == 0)
    told = then.group_by("n").agg(
        etait_cache=was_hidden.any(), etait_petit=was_small.fill_null(value=False).any(), etait_publie=was_shown.any()
    )
    largeur = pl.min_horizontal(regle.largeur(pl.col("valeur")), "place")
    return (
        cells.join(told, on="n", how="left", maintain_order="left")
        .with_columns(pl.col("etait_cache", "etait_petit", "etait_publie").fill_null(value=False))
        .with_columns(
            cache=pl.col("cache") | pl.col("etait_cache"),
            largeur=pl.when("etait_petit").then(pl.max_horizontal("largeur", largeur)).otherwise("largeur"),
            poids=pl.when("etait_publie").then(pl.col("poids") * _CONNU).otherwise("poids"),
        )
        .drop("etait_cache", "etait_petit", "etait_publie")
    )
