"""What is made from other figures by a function of its own: masked where it rests on a masked one."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from ent_report.indicators.table import KEY
from ent_report.vocabulary import Etat


def hide_derived(figures: pl.DataFrame, made: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    """The indicators' table, masked, with those of its figures masked too that `made` gives otherwise, or not at all,
    where the masked ones are not known. What comes out the same tells nothing of them.

    `made`: the figures that are made from those of a table: columns of its key, valeur.
    """
    is_masked = (pl.col("etat") == Etat.MASQUE).fill_null(value=False)
    known = made(figures.filter(~is_masked))
    rests = made(figures).join(known, on=[*KEY, "valeur"], how="anti", nulls_equal=True).select(*KEY)
    touched = rests.unique().with_columns(touche=pl.lit(value=True))
    joined = figures.join(touched, on=KEY, how="left", nulls_equal=True, maintain_order="left")
    shown = pl.col("etat").is_in([Etat.PUBLIE.value, Etat.PARTIEL.value])
    hidden = pl.when(pl.col("touche") & shown).then(pl.lit(Etat.MASQUE.value))
    return joined.with_columns(etat=hidden.otherwise("etat")).drop("touche")
