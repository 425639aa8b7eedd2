"""Where two sources measure near things: what each of them says, and whether they differ beyond a threshold.

Neither figure is adjusted. A figure that may not be shown is compared with nothing, since the other would give it back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ent_report.indicators.paires import pupil_accounts, total_logins, unique_visitors, user_logins, visits_by_day
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
        found.append(_of_lycees(visitors, (VISITEURS, "comptes", "evenements"), limites))
    if accounts is not None and devices is not None and _cover_the_same_days(entrees.frequences):
        names = (CONNEXIONS, "comptes", "appareils")
        found.append(_of_lycees(user_logins(figures, devices, entrees.pertes, small), names, limites))
        found.append(_of_region(total_logins(figures, devices, entrees.pertes), region, names, limites))
    if accounts is not None:
        pupils = pupil_accounts(figures, entrees.eleves)
        names = (COMPTES, "comptes", entrees.source_eleves)
        found += [_of_lycees(pupils, names, limites), _of_region(pupils, region, names, limites)]
    found.append(_identity(visits_by_day(figures)))
    whole = pl.concat([pl.DataFrame(schema=COLUMNS), *found], how="diagonal_relaxed")
    return whole.select(pl.col(name).cast(dtype) for name, dtype in COLUMNS.items()).sort(
        "rapprochement", "niveau", "code", "profil"
    )


def _cover_the_same_days(frequences: Mapping[str, str]) -> bool:
    """Weeks straddle months: their sum is not that of the month's days."""
    return (frequences["comptes"] == "semaine") == (frequences["appareils"] == "semaine")


def _of_lycees(pairs: pl.DataFrame, names: tuple[str, str, str], limites: Limites) -> pl.DataFrame:
    """`names`: of the comparison and its two sources."""
    told = pairs.filter(~pl.col("masque")).drop("masque")
    return _compared(told.with_columns(niveau=pl.lit(Niveau.ETABLISSEMENT.value), lycees=1), names, limites)


def _of_region(pairs: pl.DataFrame, region: str, names: tuple[str, str, str], limites: Limites) -> pl.DataFrame:
    """The sums over the lycées whose both figures may be told: made from published figures, they give nothing else."""
    told = pairs.filter(~pl.col("masque"))
    sums = told.group_by("profil").agg(pl.col("valeur_a", "valeur_b").sum(), pl.len().alias("lycees"))
    return _compared(sums.with_columns(niveau=pl.lit(Niveau.REGION.value), code=pl.lit(region)), names, limites)


def _identity(sums: pl.DataFrame) -> pl.DataFrame:
    """Any difference at all is beyond what may be."""
    of_one = pl.when(pl.col("niveau") == Niveau.ETABLISSEMENT.value).then(pl.lit(1, pl.Int64))
    return _compared(sums.with_columns(lycees=of_one), (JOURS, "evenements", "evenements"), Limites(0, 0, 0))


def _compared(pairs: pl.DataFrame, names: tuple[str, str, str], limites: Limites) -> pl.DataFrame:
    gap, larger = pl.col("valeur_a") - pl.col("valeur_b"), pl.max_horizontal("valeur_a", "valeur_b")
    pct = pl.when(larger > 0).then(100 * gap / larger).otherwise(0.0)
    named = dict(zip(("rapprochement", "source_a", "source_b"), map(pl.lit, names), strict=True))
    beyond = (gap.abs() >= limites.ecart_min) & (pct.abs() > limites.ecart_pct)
    return pairs.with_columns(**named, ecart_pct=pct, depasse=beyond)
