"""What rejected rows of the exports leave behind: a figure that is absent, and totals that lack a part."""

from __future__ import annotations

import polars as pl

TOUCHES = {
    "comptes": ("connexions", "comptes_charges", "comptes_actives", "taux_activation_pct", "taux_frequentation_pct"),
    "acces": ("acces",),
    "connecteurs": ("acces_connecteurs",),
}


def apply_losses(figures: pl.DataFrame, pertes: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """Add `incomplet` where a figure lacks rows that were refused, and a row without value where nothing is left.

    `pertes`: columns source, uai, profil (null where the profile was unreadable) of refused rows.
    """
    touched = pertes.join(
        pl.DataFrame(
            [(source, name) for source, names in TOUCHES.items() for name in names],
            schema={"source": pl.String, "indicateur": pl.String},
            orient="row",
        ),
        on="source",
    )
    levels = [name for name in codes.columns if name != "uai"]
    placed = touched.join(codes, on="uai").unpivot(
        index=["indicateur", "profil"], on=levels, variable_name="niveau", value_name="code"
    )
    key = ["niveau", "code", "indicateur", "profil"]
    totals = placed.with_columns(profil=pl.lit(None, pl.String))
    cells = pl.concat([placed, totals]).drop_nulls("code").unique().with_columns(incomplet=pl.lit(value=True))
    marked = figures.join(cells, on=key, how="left", nulls_equal=True)
    nothing_left = cells.join(figures, on=key, how="anti", nulls_equal=True)
    return pl.concat([marked, nothing_left], how="diagonal_relaxed")
