"""A first choice of what else to hide: in each sum, cells enough to leave the hidden ones their interval.

The usual complementary suppression of a table's margins (Hundepool et al., Statistical Disclosure Control, 2012, ch.
4), one sum at a time. It does not see what follows from several sums together: that is for the audit after it.
"""

from __future__ import annotations

import polars as pl

_TOURS_MAX = 200


def hide_with(cells: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Columns n: the cells to hide, those that are hidden already among them.

    `cells`: n, largeur, sure, poids, cache; `members`: n, cle, signe (ent_report.disclosure.sommes). Sums without
    a hidden cell are never touched.
    """
    hidden = cells.filter("cache").select("n", exige="largeur")
    placed = members.join(cells.select("n", "sure", "poids"), on="n")
    for _ in range(_TOURS_MAX):
        picked = _next(placed, hidden)
        if picked.is_empty():
            break
        hidden = pl.concat([hidden, picked])
    return hidden.select("n")


def _next(placed: pl.DataFrame, hidden: pl.DataFrame) -> pl.DataFrame:
    """The cheapest further cell of each sum that leaves too little: n, and how much is expected of it."""
    state = placed.join(hidden, on="n", how="left").with_columns(cachee=pl.col("exige").is_not_null())
    room = pl.when("cachee").then("sure").otherwise(0.0).sum().over("cle")
    needed = pl.col("exige").max().over("cle")
    state = state.with_columns(
        nb=pl.col("cachee").sum().over("cle"),
        place=room,
        besoin=needed,
        total_cache=(pl.col("cachee") & (pl.col("signe") < 0)).any().over("cle"),
    )
    too_little = (pl.col("nb") == 1) | (~pl.col("total_cache") & (pl.col("place") < pl.col("besoin")))
    alone = ((pl.col("nb") == 0).cast(pl.Int64).sum().over("n") + 1).alias("sommes_neuves")
    open_sums = state.with_columns(alone).filter(pl.col("besoin") > 0, too_little, ~pl.col("cachee"))
    missing = pl.max_horizontal(pl.col("besoin") - pl.col("place"), pl.lit(1.0))
    enough = pl.col("sure") >= missing
    return (
        open_sums.filter(pl.col("sure") > 0)
        .with_columns(manque=missing, suffit=enough, prix=pl.col("poids") * pl.col("sommes_neuves"))
        .sort("cle", ~pl.col("suffit"), pl.when("suffit").then("prix").otherwise(-pl.col("sure")), "n")
        .group_by("cle", maintain_order=True)
        .first()
        .group_by("n")
        .agg(exige=pl.min_horizontal(pl.col("manque").max(), pl.col("sure").max()))
        .sort("n")
    )
