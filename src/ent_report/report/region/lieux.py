"""The main figures of every place below the region: its lycées, départements and académies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ent_report.report.figures import ABSENT, Chiffre, Cle, Figures
from ent_report.vocabulary import Mois, Niveau, Profil

# What the report says of a place below the region; the rest of the table is not read.
PRINCIPAUX = (
    "visites",
    "visiteurs_uniques",
    "comptes_charges",
    "comptes_actives",
    "taux_activation_pct",
    "taux_frequentation_pct",
    "visites_par_jour_de_classe",
    "visites_pour_100_eleves",
    "visites_par_visiteur",
)
_DES_PARENTS = ("comptes_charges", "comptes_actives", "taux_activation_pct")
_DETAILS = ("service", "appareil", "jour", "jour_semaine", "heure")
_NONE: dict[Cle, Chiffre] = {}


@dataclass(frozen=True)
class Lieu:
    """One place's figures. Without a row a figure is absent: below the region, no row is never read as zero."""

    figures: Figures | None

    def chiffre(self, indicateur: str, mois: Mois, profil: str | None = None) -> Chiffre:
        known = _NONE if self.figures is None else self.figures.of(mois)
        return known.get(Cle(indicateur, profil), ABSENT)


Lieux = Mapping[tuple[str, str], Lieu]
INCONNU = Lieu(None)


def read_region(figures: pl.DataFrame, mois: Mois) -> Lieu:
    """The region's own place."""
    return Lieu(Figures(figures.filter(pl.col("niveau") == Niveau.REGION), mois, ()))


def read_lieux(figures: pl.DataFrame, mois: Mois) -> Lieux:
    """By (niveau, code); `figures`: rows of the indicators' table of all levels, `mois`: the report's."""
    whole = pl.all_horizontal(pl.col(name).is_null() for name in _DETAILS)
    of_parents = (pl.col("profil") == Profil.PARENT) & pl.col("indicateur").is_in(_DES_PARENTS)
    wanted = figures.filter(
        pl.col("niveau") != Niveau.REGION,
        pl.col("indicateur").is_in(PRINCIPAUX),
        whole,
        pl.col("profil").is_null() | of_parents,
    )
    parts = wanted.partition_by("niveau", "code", as_dict=True)
    return {(str(niveau), str(code)): Lieu(Figures(part, mois, ())) for (niveau, code), part in parts.items()}
