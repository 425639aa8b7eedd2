"""The indicators' table: one row a figure, the same columns for every month and level."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

COLUMNS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "mois": pl.Date,
    "niveau": pl.String,
    "code": pl.String,
    "indicateur": pl.String,
    "profil": pl.String,
    "service": pl.String,
    "appareil": pl.String,
    "jour": pl.Date,
    "jour_semaine": pl.Int8,
    "heure": pl.Int8,
    "valeur": pl.Float64,
    "numerateur": pl.Float64,
    "denominateur": pl.Float64,
    "base": pl.Int64,
    "unite": pl.String,
    "source": pl.String,
    "etat": pl.String,
}

LIEU = ("niveau", "code")
VENTILATIONS = ("profil", "service", "appareil", "jour", "jour_semaine", "heure")
KEY = (*LIEU, "indicateur", *VENTILATIONS)


def is_whole(*sauf: str) -> pl.Expr:
    """Whether a figure is broken down by nothing, or but by what is named."""
    return pl.all_horizontal(pl.col(name).is_null() for name in VENTILATIONS if name not in sauf)


def at_every_level(rows: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """Rows of lycées (`uai`) as rows of each territory that they lie in: niveau and code, in place of uai.

    `codes`: uai and its code at each level, null where it lies in none.
    """
    levels = [name for name in codes.columns if name != "uai"]
    rest = [name for name in rows.columns if name != "uai"]
    placed = rows.join(codes, on="uai").unpivot(levels, index=rest, variable_name="niveau", value_name="code")
    return placed.drop_nulls("code")
