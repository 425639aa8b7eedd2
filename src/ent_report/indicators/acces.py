"""Sums of the statistics exports: access by service, connectors, logins by device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from ent_report.indicators.table import at_every_level
from ent_report.vocabulary import NON_CLASSE


def sums(
    lignes: pl.DataFrame, codes: pl.DataFrame, indicateur: str, mesure: str, details: Sequence[tuple[str, ...]]
) -> pl.DataFrame:
    """One measure of an export added up under each break-down and level: niveau, code, indicateur, the break-downs,
    valeur.

    `lignes`: the month's rows (uai, profil, service or appareil, and the measure); `codes`: uai and its code at each
    level.
    """
    names = sorted({name for detail in details for name in detail})
    by_lycee = lignes.group_by("uai", *names).agg(pl.col(mesure).sum(), pl.col(mesure).count().alias("nb"))
    levels = at_every_level(by_lycee.filter(pl.col("nb") > 0), codes)
    found = [
        levels.group_by("niveau", "code", *detail).agg(pl.col(mesure).sum().cast(pl.Float64).alias("valeur"))
        for detail in details
    ]
    return pl.concat(found, how="diagonal_relaxed").with_columns(indicateur=pl.lit(indicateur))


def with_service(lignes: pl.DataFrame, column: str, applications: Mapping[str, str]) -> pl.DataFrame:
    """Rows with the service of their application or connector; one that `config/` does not list is `non_classe`."""
    service = (
        pl.col(column).str.to_lowercase().replace_strict(dict(applications), default=NON_CLASSE, return_dtype=pl.String)
    )
    return lignes.with_columns(service=service)
