"""Accounts and logins of the statistics exports, at every level."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ent_report.indicators.table import at_every_level

CUMULES = ("comptes_charges", "comptes_actives")
_OF = ("uai", "profil")
_MOMENT = ("date", "heure")


def accounts(comptes: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """Logins, accounts and the rate of activation: columns niveau, code, indicateur, profil, valeur, numerateur,
    denominateur, base.

    `comptes`: the month's rows (uai, date, profil, libelle_profil, connexions, visiteurs_uniques, comptes_charges,
    comptes_actives, and heure where the export is hourly); `codes`: uai and its code at each level. Accounts are
    cumulative: a lycée's figure is the last known one of the month, profile by profile; levels above add up their
    lycées, since an account belongs to one.
    """
    by_label = comptes.group_by(*_OF, "libelle_profil").agg(_known_sum("connexions"), pl.col("visiteurs_uniques").max())
    by_profile = by_label.group_by(_OF).agg(_known_sum("connexions"), _known_sum("visiteurs_uniques"))
    for name in CUMULES:
        by_profile = by_profile.join(_last_known(comptes, name), on=_OF, how="left")
    levels = at_every_level(by_profile, codes)
    return pl.concat([*_figures(levels, ("profil",)), *_figures(levels, ())], how="diagonal_relaxed")


def _last_known(comptes: pl.DataFrame, name: str) -> pl.DataFrame:
    """Columns uai, profil, `name`: of the last moment at which any label of the profile has a known value, the sum of
    its labels: a label that was renamed within the month does not count beside its new name.
    """
    moment = [one for one in _MOMENT if one in comptes.columns]
    known = comptes.drop_nulls(name).sort(moment)
    latest = known.filter(pl.col(one).eq_missing(pl.col(one).last().over(_OF)) for one in moment)
    return latest.group_by(_OF).agg(pl.col(name).sum())


def _figures(levels: pl.DataFrame, detail: tuple[str, ...]) -> Iterator[pl.DataFrame]:
    """`levels`: a row for each lycée and profile, at each of its levels."""
    key = ("niveau", "code", *detail)
    measures = ("connexions", "visiteurs_uniques", *CUMULES)
    totals = levels.group_by(key).agg(_known_sum(name) for name in measures)
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


def _known_sum(name: str) -> pl.Expr:
    """The sum of what is known; null where nothing is."""
    return pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)


def _known(figures: pl.DataFrame) -> pl.DataFrame:
    return figures.drop_nulls("valeur").with_columns(pl.col("valeur").cast(pl.Float64), pl.col("base").cast(pl.Int64))
