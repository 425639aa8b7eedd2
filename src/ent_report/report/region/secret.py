"""What the region's documents may not give back: a masked lycée, by taking the others from their département's total.

A lycée's own report shows no other lycée, so small groups are masked within each place (ent_report.disclosure). Where
all lycées stand beside their total, one that is masked alone takes with it the lycée that rests on the fewest users.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ent_report.disclosure.petits_effectifs import TERMES
from ent_report.lycees import Lycee
from ent_report.vocabulary import Etat, Niveau

_SUMMED = sorted({term for terms in TERMES.values() for term in terms})


def hide_complements(figures: pl.DataFrame, lycees: Sequence[Lycee]) -> pl.DataFrame:
    """The rows with `etat` = `masque` for the second lycée too; rates of a masked figure are masked with it.

    `figures`: rows of the indicators' table (ent_report.indicators.table) without days, hours, services and devices.
    """
    second = _second(figures, lycees)
    touched = pl.concat([second, _rates(second)]).unique().with_columns(cache=pl.lit(value=True))
    joined = figures.join(touched, on=["mois", "code", "indicateur"], how="left", maintain_order="left")
    hidden = pl.col("cache").fill_null(value=False) & pl.col("profil").is_null() & pl.col("valeur").is_not_null()
    own = pl.col("niveau") == Niveau.ETABLISSEMENT
    masked = pl.when(hidden & own).then(pl.lit(Etat.MASQUE.value)).otherwise("etat")
    return joined.with_columns(etat=masked).drop("cache")


def _second(figures: pl.DataFrame, lycees: Sequence[Lycee]) -> pl.DataFrame:
    """Columns mois, code, indicateur: of each sum that holds one masked lycée, the one that rests on fewest users."""
    places = pl.DataFrame(
        [(lycee.uai, lycee.code_departement) for lycee in lycees],
        schema={"code": pl.String, "departement": pl.String},
        orient="row",
    )
    summed = ["mois", "indicateur", "departement"]
    cells = figures.filter(
        pl.col("niveau") == Niveau.ETABLISSEMENT,
        pl.col("indicateur").is_in(_SUMMED),
        pl.col("profil").is_null(),
        pl.col("valeur") > 0,
    ).join(places.drop_nulls(), on="code")
    is_masked = pl.col("etat") == Etat.MASQUE
    return (
        cells.filter(is_masked.sum().over(summed) == 1)
        .filter(~is_masked)
        .sort(*summed, "base", "valeur", "code", nulls_last=True)
        .unique(summed, keep="first", maintain_order=True)
        .select("mois", "code", "indicateur")
    )


def _rates(second: pl.DataFrame) -> pl.DataFrame:
    terms = pl.DataFrame(
        [(rate, term) for rate, several in TERMES.items() for term in several],
        schema={"taux": pl.String, "indicateur": pl.String},
        orient="row",
    )
    return second.join(terms, on="indicateur").select("mois", "code", indicateur="taux")
