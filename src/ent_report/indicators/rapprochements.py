"""Where two sources measure near things: what each of them says, and whether they differ beyond a threshold.

Neither figure is adjusted. A figure that may not be shown is compared with nothing, since the other would give it back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from ent_report.indicators.paires import (
    PAIRE,
    pupil_accounts,
    total_logins,
    unique_visitors,
    user_logins,
    visits_by_day,
)
from ent_report.vocabulary import Niveau

VISITEURS = "visiteurs_uniques_exports_evenements"
CONNEXIONS = "connexions_jour_mois"
COMPTES = "comptes_charges_effectifs"
JOURS = "visites_jours_mois"
"""An identity: a difference is no disagreement of two sources, but a fault of the computation."""

COLUMNS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "niveau": pl.String,
    "code": pl.String,
    "rapprochement": pl.String,
    "profil": pl.String,
    "valeur_a": pl.Float64,
    "source_a": pl.String,
    "valeur_b": pl.Float64,
    "source_b": pl.String,
    "ecart_pct": pl.Float64,
    "lycees": pl.Int64,
    "depasse": pl.Boolean,
}


@dataclass(frozen=True)
class EntreesComparees:
    """`figures`: the month's indicators, masked; `exports`: the collected rows; `pertes`: cells whose rows were
    refused (source, uai, profil); `eleves`: uai, eleves, which come from `source_eleves`; `frequences`: source to
    `mois`, `semaine`, `jour` or `heure`.
    """

    figures: pl.DataFrame
    exports: Mapping[str, pl.DataFrame]
    pertes: pl.DataFrame
    eleves: pl.DataFrame
    source_eleves: str
    frequences: Mapping[str, str]


@dataclass(frozen=True)
class Limites:
    """A difference is told from `ecart_min` people, accounts or logins on, beyond `ecart_pct` percent of the larger
    figure; `petit_effectif`: users under which a figure is not told.
    """

    ecart_pct: float
    ecart_min: int
    petit_effectif: int


def reconcile(entrees: EntreesComparees, limites: Limites, region: str) -> pl.DataFrame:
    """Every comparison of the month that may be told (COLUMNS), sorted; `depasse` where it is beyond the threshold.

    `lycees`: how many the two figures are of; `ecart_pct`: a less b, in percent of the larger. At the region (`region`
    is its code) only what adds up is compared: unique visitors of two lycées may be one person.
    """
    figures, small = entrees.figures, limites.petit_effectif
    accounts, devices = entrees.exports.get("comptes"), entrees.exports.get("appareils")
    found = []
    if accounts is not None and entrees.frequences["comptes"] == "mois":
        visitors = unique_visitors(figures, accounts, entrees.pertes, small)
        found.append(_of_lycees(visitors, VISITEURS, "comptes", "evenements", limites))
    if accounts is not None and devices is not None and _cover_the_same_days(entrees.frequences):
        totals = total_logins(figures, devices, entrees.pertes)
        by_profile = user_logins(figures, devices, entrees.pertes, small)
        found.append(_of_lycees(by_profile, CONNEXIONS, "comptes", "appareils", limites))
        found += _of_region(totals, region, (CONNEXIONS, "comptes", "appareils"), limites)
    if accounts is not None:
        pupils = pupil_accounts(figures, entrees.eleves)
        found.append(_of_lycees(pupils, COMPTES, "comptes", entrees.source_eleves, limites))
        found += _of_region(pupils, region, (COMPTES, "comptes", entrees.source_eleves), limites)
    found.append(_identity(visits_by_day(figures)))
    whole = pl.concat([pl.DataFrame(schema=COLUMNS), *found], how="diagonal_relaxed")
    return whole.select(pl.col(name).cast(dtype) for name, dtype in COLUMNS.items()).sort(
        "rapprochement", "niveau", "code", "profil"
    )


def _cover_the_same_days(frequences: Mapping[str, str]) -> bool:
    """Weeks straddle months: their sum is not that of the month's days."""
    return (frequences["comptes"] == "semaine") == (frequences["appareils"] == "semaine")


def _of_lycees(pairs: pl.DataFrame, name: str, source_a: str, source_b: str, limites: Limites) -> pl.DataFrame:
    return (
        pairs.filter(~pl.col("masque"))
        .select(PAIRE.names())
        .drop("masque")
        .with_columns(
            niveau=pl.lit(Niveau.ETABLISSEMENT.value),
            rapprochement=pl.lit(name),
            source_a=pl.lit(source_a),
            source_b=pl.lit(source_b),
            lycees=pl.lit(1, pl.Int64),
        )
        .with_columns(*_gap(limites))
    )


def _of_region(
    pairs: pl.DataFrame, region: str, names: tuple[str, str, str], limites: Limites
) -> Iterator[pl.DataFrame]:
    """The sums over the lycées whose both figures may be told: made from published figures, they give nothing else.
    `names`: of the comparison and its two sources.
    """
    told = pairs.filter(~pl.col("masque"))
    if told.is_empty():
        return
    name, source_a, source_b = names
    sums = told.group_by("profil").agg(pl.col("valeur_a", "valeur_b").sum(), pl.len().alias("lycees"))
    yield sums.with_columns(
        niveau=pl.lit(Niveau.REGION.value),
        code=pl.lit(region),
        rapprochement=pl.lit(name),
        source_a=pl.lit(source_a),
        source_b=pl.lit(source_b),
    ).with_columns(*_gap(limites))


def _gap(limites: Limites) -> tuple[pl.Expr, pl.Expr]:
    gap, larger = pl.col("valeur_a") - pl.col("valeur_b"), pl.max_horizontal("valeur_a", "valeur_b")
    pct = pl.when(larger > 0).then(100 * gap / larger).otherwise(0.0)
    beyond = (gap.abs() >= limites.ecart_min) & (pct.abs() > limites.ecart_pct)
    return pct.alias("ecart_pct"), beyond.alias("depasse")


def _identity(sums: pl.DataFrame) -> pl.DataFrame:
    gap, larger = pl.col("valeur_a") - pl.col("valeur_b"), pl.max_horizontal("valeur_a", "valeur_b")
    return sums.with_columns(
        rapprochement=pl.lit(JOURS),
        source_a=pl.lit("evenements"),
        source_b=pl.lit("evenements"),
        lycees=pl.when(pl.col("niveau") == Niveau.ETABLISSEMENT.value).then(pl.lit(1, pl.Int64)),
        ecart_pct=pl.when(larger > 0).then(100 * gap / larger).otherwise(0.0),
        depasse=gap != 0,
    )
