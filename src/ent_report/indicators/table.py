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

KEY = ("niveau", "code", "indicateur", "profil", "service", "appareil", "jour", "jour_semaine", "heure")
