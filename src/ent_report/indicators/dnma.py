"""Visits as the ministry's national measure (DNMA) counts them, beside the ENT's own and never added to them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ent_report.indicators.table import LIEU, at_every_level
from ent_report.vocabulary import Mois

SOURCES = ("dnma_profils", "dnma_services", "dnma_profils_appareils", "dnma_appareils")
"""The four datasets; each may give the total, and where several do, the first one's counts."""

VENTILATIONS = {"dnma_profils": "profil", "dnma_services": "service", "dnma_appareils": "appareil"}
"""The dataset of each break-down. Its parts are published as they are: they add up to less than the total."""


def national_visits(jeux: Mapping[str, pl.DataFrame], codes: pl.DataFrame, mois: Mois) -> pl.DataFrame:
    """`dnma_visites`, all and by profile, service and device: columns niveau, code, indicateur, the break-downs,
    valeur, base, incomplet (a week of the month is missing).

    `jeux`: the month's rows of each dataset that is there (ent_report.contracts.dnma.STOCKEES); `codes`: uai and its
    code at each level. A lycée of which a dataset has no row, or whose cells are all empty, has no figure: it is not 0.

    `base` is the greatest of the month's weekly numbers of users. Weekly users never become monthly ones: it is a lower
    bound of the month's. Above the lycée it is the sum of its lycées', since a user of the DNMA belongs to one.
    """
    weeks_expected = len(mois.semaines)
    parts = [_figures(_totals(jeux), (), codes, weeks_expected)]
    for name, detail in VENTILATIONS.items():
        if name in jeux:
            parts.append(_figures(jeux[name].with_columns(_only(detail)), (detail,), codes, weeks_expected))
    return pl.concat(parts, how="diagonal_relaxed").with_columns(indicateur=pl.lit("dnma_visites"))


def _totals(jeux: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Each lycée's week once: of the first dataset that knows its total."""
    empty = pl.DataFrame(schema={"uai": pl.String, "semaine": pl.Date, "visites": pl.Int64, "utilisateurs": pl.Int64})
    known = [
        jeux[name].filter(pl.col("dimension") == "globales", pl.col("visites").is_not_null()).select(empty.columns)
        for name in SOURCES
        if name in jeux
    ]
    return pl.concat([empty, *known]).unique(["uai", "semaine"], keep="first", maintain_order=True)


def _only(dimension: str) -> list[pl.Expr]:
    """Rows of other dimensions say that the lycée's week is there, and no more."""
    return [
        pl.when(pl.col("dimension") == dimension).then(name).alias(name)
        for name in (dimension, "visites", "utilisateurs")
    ]


def _figures(rows: pl.DataFrame, detail: tuple[str, ...], codes: pl.DataFrame, weeks_expected: int) -> pl.DataFrame:
    by_lycee = rows.group_by("uai", *detail).agg(
        pl.col("visites").sum(), pl.col("visites").count().alias("connues"), pl.col("utilisateurs").max().alias("base")
    )
    figures = (
        at_every_level(by_lycee.filter(pl.col("connues") > 0), codes)
        .group_by(*LIEU, *detail)
        .agg(
            pl.col("visites").sum().cast(pl.Float64).alias("valeur"),
            pl.when(pl.col("base").count() > 0).then(pl.col("base").sum()).alias("base"),
        )
    )
    weeks = (
        at_every_level(rows.select("uai", "semaine").unique(), codes)
        .group_by(LIEU)
        .agg((pl.col("semaine").n_unique() < weeks_expected).alias("incomplet"))
    )
    return figures.join(weeks, on=LIEU)
