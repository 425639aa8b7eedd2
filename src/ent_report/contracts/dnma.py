"""What a row of the national open data (DNMA) must be to count: one lycée's week, wide, in four datasets."""

from __future__ import annotations

import dataframely as dy
import polars as pl
from polars._typing import PolarsDataType

from ent_report.contracts.lignes import AvecNombres, AvecUai

SEMAINE_CONTREDITE = "une_seule_ligne_par_lycee_et_semaine"

MESURES = ("visites", "utilisateurs", "duree")
"""What is measured of each modality. `duree` is text such as `12:34:56`, sometimes with a fourth group; whether it is a
total or a mean is contested: it is kept, and published nowhere."""

CLES = frozenset(
    {"debutsemaine", "uai", "academie", "commune", "departement", "region", "ministere", "circonscription"}
    | {"natureuai", "secteur"}
)
"""The columns that say of whom and when a row speaks, as `dnma_modalites.fold` gives them."""

STOCKEES: dict[str, PolarsDataType] = {
    "uai": pl.String,
    "semaine": pl.Date,  # its Monday
    "dimension": pl.String,
    "profil": pl.String,
    "service": pl.String,
    "appareil": pl.String,
    "modalite": pl.String,  # null where a lycée's week has no measure at all
    "visites": pl.Int64,
    "utilisateurs": pl.Int64,
    "duree": pl.String,
}
"""The rows that are kept: one for each lycée, week and modality of which anything is known, sorted."""


class SemaineDnma(AvecUai):
    """Whose a row is and of which week, `date`: null where it could not be read."""

    date = dy.Date(nullable=True)

    @dy.rule()
    def debut_de_semaine_lisible(cls) -> pl.Expr:
        return pl.col("date").is_not_null()

    @dy.rule()
    def semaine_qui_commence_un_lundi(cls) -> pl.Expr:
        return pl.col("date").dt.weekday() == 1


class LigneDnma(SemaineDnma, AvecNombres):
    """One row of a dataset as it was read."""
