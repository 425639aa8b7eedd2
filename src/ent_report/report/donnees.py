"""What a report is made from: finished figures and facts, gathered by the orchestration, read by the models.

Everything here is a value. A report is a pure function of its `DonneesLycee` or `DonneesRegion`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from ent_report.calendrier import Calendrier
from ent_report.lycees import GroupeComparable, Lycee
from ent_report.vocabulary import Mois


@dataclass(frozen=True)
class Changement:
    """A published figure that differs from the edition before; values as they stand in `donnees.csv`."""

    libelle: str
    avant: str
    apres: str


@dataclass(frozen=True)
class Edition:
    """Which edition this is; `remplace` and `changements` speak of the one before, None and empty for the first."""

    numero: int
    remplace: int | None
    raison: str | None
    changements: tuple[Changement, ...]


@dataclass(frozen=True)
class Qualite:
    """What a reader must know of the data's state; empty tuples and zeros where all is well.

    `jours_manquants` are days of the month without any event in the whole region where there should be some;
    `sources_absentes` are codes (`evenements`, `comptes`, ...) of which nothing was usable for the month;
    `remarques` are finished French sentences; `fichiers_incomplets` counts files that could not be read to their end;
    `copies_anciennes` are references (`annuaire`, ...) of which nothing newer could be had, with the day of the copy.
    """

    arretees_au: date | None
    jours_mesures: int
    jours_manquants: tuple[date, ...]
    sources: tuple[str, ...]
    sources_absentes: tuple[str, ...]
    lignes_lues: int
    lignes_rejetees: int
    lignes_en_double: int
    remarques: tuple[str, ...] = ()
    fichiers_incomplets: int = 0
    copies_anciennes: tuple[tuple[str, date], ...] = ()

    @property
    def est_partiel(self) -> bool:
        return bool(self.jours_manquants or self.sources_absentes or self.fichiers_incomplets)


@dataclass(frozen=True)
class DonneesLycee:
    """`figures`: rows of the indicators' table (ent_report.indicators.table) of this lycée, for every month known
    among the thirteen that end with `mois`; cells that may not be shown carry their `etat`.
    `comparables`: columns indicateur, profil, service, appareil, q1, mediane, q3 (Float64), effectif (Int64, lycées)
    of the lycée's group for `mois`.
    """

    lycee: Lycee
    mois: Mois
    figures: pl.DataFrame
    groupe: GroupeComparable
    comparables: pl.DataFrame
    calendrier: Calendrier
    qualite: Qualite
    edition: Edition
    donnees_fictives: bool


@dataclass(frozen=True)
class DonneesRegion:
    """`figures`: rows of the indicators' table of all levels for every month known among the thirteen that end with
    `mois`; the lycées that were held or failed are named with the reason.
    """

    mois: Mois
    lycees: tuple[Lycee, ...]
    figures: pl.DataFrame
    calendrier: Calendrier
    qualite: Qualite
    edition: Edition
    non_etablis: tuple[tuple[Lycee, str], ...]
    donnees_fictives: bool
