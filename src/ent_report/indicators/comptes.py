"""Accounts and logins of the statistics exports, at every level."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ent_report.indicators.table import at_every_level

CUMULES = ("comptes_charges", "comptes_actives")


def accounts(comptes: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """Logins, accounts and the rate of activation: columns niveau, code, indicateur, profil, valeur, numerateur,
    denominateur, base.

    `comptes`: the month's rows (uai, date, profil, libelle_profil, connexions, visiteurs_uniques, comptes_charges,
    comptes_actives); `codes`: uai and its code at each level. Accounts are cumulative: a lycée's figure is the last
    known one of the month, profile by profile; levels above add up their lycées, since an account belongs to one.
    """
    by_profile = (
        comptes.sort("date")
        .group_by("uai", "profil", "libelle_profil")
        .agg(
            pl.col("connexions").sum(),
            pl.col("connexions").count().alias("connexions_connues"),
            pl.col("visiteurs_uniques").max(),
            *(pl.col(name).drop_nulls().last() for name in CUMULES),
        )
        .with_columns(pl.when(pl.col("connexions_connues") > 0).then("connexions").alias("connexions"))
    )
    levels = at_every_level(by_profile, codes)
    return pl.concat([*_figures(levels, ("profil",)), *_figures(levels, ())], how="diagonal_relaxed")


def _figures(levels: pl.DataFrame, detail: tuple[str, ...]) -> Iterator[pl.DataFrame]:
    measures = ("connexions", "visiteurs_uniques", *CUMULES)
    totals = levels.group_by("niveau", "code", *detail).agg(
        pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name) for name in measures
    )
    key = ("niveau", "code", *detail)
    yield _known(totals.select(*key, indicateur=pl.lit("connexions"), valeur="connexions", base="visiteurs_uniques"))
    for name in CUMULES:
        yield _known(totals.select(*key, indicateur=pl.lit(name), valeur=name, base=name))
    active, loaded = pl.col("comptes_actives"), pl.col("comptes_charges")
    yield totals.filter(active.is_not_null(), loaded > 0).select(
        *key,
        indicateur=pl.lit("taux_activation_pct"),
        valeur=100 * active / loaded,
        numerateur=active.cast(pl.Float64),
        denominateur=loaded.cast(pl.Float64),
        base=pl.when(active > 0).then(active).otherwise(loaded),
    )


def _known(figures: pl.DataFrame) -> pl.DataFrame:
    return figures.drop_nulls("valeur").with_columns(pl.col("valeur").cast(pl.Float64), pl.col("base").cast(pl.Int64))
