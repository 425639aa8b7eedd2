"""What every section of the regional summary is built from: the region's own figures, and those of its places."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from ent_report.lycees import Lycee
from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.cellules import Cellule
from ent_report.report.contexte import Contexte
from ent_report.report.donnees import DonneesRegion
from ent_report.report.figures import Chiffre, Figures
from ent_report.report.region.lieux import INCONNU, Lieu, Lieux, read_lieux
from ent_report.report.region.perimetre import Groupes, lycees_dus, par_academie, par_departement
from ent_report.vocabulary import Mois, Niveau


@dataclass(frozen=True)
class ContexteRegion(Contexte):
    """A `Contexte` whose figures are the region's: the sections that both reports have read only what both know."""

    donnees: DonneesRegion  # type: ignore[assignment]

    @cached_property
    def figures(self) -> Figures:
        quality = self.donnees.qualite
        own = self.donnees.figures.filter(pl.col("niveau") == Niveau.REGION)
        return Figures(own, self.mois, set(quality.sources) - set(quality.sources_absentes))

    @cached_property
    def lieux(self) -> Lieux:
        return read_lieux(self.donnees.figures, self.mois, self.lycees)

    def lieu(self, niveau: Niveau, code: str) -> Lieu:
        return self.lieux.get((niveau, code), INCONNU)

    def lycee(self, lycee: Lycee) -> Lieu:
        return self.lieu(Niveau.ETABLISSEMENT, lycee.uai)

    def du_lycee(self, lycee: Lycee, indicateur: str, mois: Mois | None = None, profil: str | None = None) -> Chiffre:
        """A lycée's figure of a month, by default the report's."""
        return self.lycee(lycee).chiffre(indicateur, mois or self.mois, profil)

    def changement(self, indicateur: str, avant: Chiffre, apres: Chiffre) -> Cellule:
        """The change between two months of one place; « partiel » if one of them is, as for the region's own."""
        described = self.indicateur(indicateur)
        cut_short = self.visites_partielles and "evenements" in described.source and apres.valeur is not None
        if avant.est_partiel or apres.est_partiel or cut_short:
            return Cellule(fr.PARTIEL, est_mot=True)
        return cellules.change(described, avant, apres)

    @cached_property
    def lycees(self) -> tuple[Lycee, ...]:
        return lycees_dus(self.donnees)

    @cached_property
    def departements(self) -> Groupes:
        return par_departement(self.lycees)

    @cached_property
    def academies(self) -> Groupes:
        return par_academie(self.lycees)

    def valeurs(self, indicateur: str, mois: Mois | None = None, profil: str | None = None) -> list[float]:
        """The lycées' figures that may be shown."""
        figures = (self.du_lycee(lycee, indicateur, mois, profil).valeur for lycee in self.lycees)
        return [value for value in figures if value is not None]
