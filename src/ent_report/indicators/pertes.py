"""What rejected rows of the exports leave behind: a figure that is absent, and totals that lack a part."""

from __future__ import annotations

import polars as pl

from ent_report.vocabulary import Niveau

TOUCHES = {
    "comptes": ("connexions", "comptes_charges", "comptes_actives", "taux_activation_pct", "taux_frequentation_pct"),
    "acces": ("acces",),
    "connecteurs": ("acces_connecteurs",),
}


def apply_losses(figures: pl.DataFrame, pertes: pl.DataFrame) -> pl.DataFrame:
    """Add `incomplet` where a lycée's figure lacks rows that were refused, and a row without value where none is left.

    `pertes`: columns source, uai, profil (null where the profile was unreadable) of refused rows. Above the lycée a
    figure says how many lycées it covers, and is not marked for a row of one of them.
    """
    touched = pertes.join(
        pl.DataFrame(
            [(source, name) for source, names in TOUCHES.items() for name in names],
            schema={"source": pl.String, "indicateur": pl.String},
            orient="row",
        ),
        on="source",
    )
    cells = touched.select(
        "indicateur",
        "profil",
        niveau=pl.lit(Niveau.ETABLISSEMENT.value),
        code=pl.col("uai"),
        incomplet=pl.lit(value=True),
    )
    key = ["niveau", "code", "indicateur", "profil"]
    everywhere = pl.concat([cells, cells.with_columns(profil=pl.lit(None, pl.String))]).unique()
    marked = figures.join(everywhere, on=key, how="left", nulls_equal=True)
    nothing_left = everywhere.join(figures, on=key, how="anti", nulls_equal=True)
    return pl.concat([marked, nothing_left], how="diagonal_relaxed")
