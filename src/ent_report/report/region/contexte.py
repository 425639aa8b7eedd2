"""What every section of the regional summary is built from: the region's own figures, and those of its places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from ent_report.domaine.lycees import Lycee
from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.cellules import Cellule
from ent_report.report.contexte import Contexte
from ent_report.report.donnees import DonneesRegion
from ent_report.report.figures import ABSENT, Chiffre
from ent_report.report.incidents import Incident
from ent_report.report.jours_de_classe import PAR_JOUR, Moyennes, class_day_means
from ent_report.report.region.communs import Communs
from ent_report.report.region.lieux import INCONNU, Lieu, Lieux, read_lieux
from ent_report.report.region.noms import nom
from ent_report.report.region.perimetre import Groupes, lycees_dus, par_academie, par_departement
from ent_report.report.region.perimetre_constant import constant
from ent_report.vocabulary import Mois, Niveau


@dataclass(frozen=True)
class ContexteRegion(Contexte):
    """A `Contexte` whose figures are the region's: the sections that both reports have read only what both know."""

    donnees: DonneesRegion  # type: ignore[assignment]

    @cached_property
    def _lignes(self) -> pl.DataFrame:
        return self.donnees.figures.filter(pl.col("niveau") == Niveau.REGION)

    @cached_property
    def _moyennes_des_lycees(self) -> Moyennes:
        rows = self.donnees.figures.filter(pl.col("niveau") == Niveau.ETABLISSEMENT)
        return class_day_means(rows, self.donnees.calendrier, (self.mois, self.m1, self.n1))

    def un_jour_du_lycee(self, lycee: Lycee, mois: Mois | None = None) -> Chiffre:
        """A lycée's visits of a class day on average, in one of the three months that are compared."""
        return self._moyennes_des_lycees.get((lycee.uai, mois or self.mois), ABSENT)

    @cached_property
    def lieux(self) -> Lieux:
        return read_lieux(self.donnees.figures, self.mois)

    def lieu(self, niveau: Niveau, code: str) -> Lieu:
        return self.lieux.get((niveau, code), INCONNU)

    def lycee(self, lycee: Lycee) -> Lieu:
        return self.lieu(Niveau.ETABLISSEMENT, lycee.uai)

    def du_lycee(self, lycee: Lycee, indicateur: str, mois: Mois | None = None, profil: str | None = None) -> Chiffre:
        """A lycée's figure of a month, by default the report's."""
        return self.lycee(lycee).chiffre(indicateur, mois or self.mois, profil)

    def changement(
        self, indicateur: str, since: Mois, avant: Chiffre, apres: Chiffre, lycees: Sequence[Lycee]
    ) -> Cellule:
        """The change between two months of one place, which `lycees` make up; « partiel » if one of them is, as for the
        region's own.
        """
        touched = self.est_touche_en(lycees, indicateur, since)
        return self._changement(indicateur, avant, apres, est_touche=touched)

    def changement_du_territoire(
        self, indicateur: str, since: Mois, avant: Chiffre, apres: Chiffre, lycees: Sequence[Lycee]
    ) -> Cellule:
        """The change of a département or an académie, with the one at constant perimeter beside it."""
        cell = self.changement(indicateur, since, avant, apres, lycees)
        return self._beside(cell, indicateur, since, frozenset(lycee.uai for lycee in lycees))

    def evolution(
        self, indicateur: str, since: Mois, *, profil: str | None = None, service: str | None = None
    ) -> Cellule:
        """The region's change, gross; beside it, where lycées entered or left, the change at constant perimeter."""
        cell = super().evolution(indicateur, since, profil=profil, service=service)
        return self._beside(cell, indicateur, since, None, profil, service)

    def evolution_un_jour_de_classe(self, since: Mois) -> Cellule:
        cell = super().evolution_un_jour_de_classe(since)
        perimeter = self.communs.perimetre(since)
        if cell.est_mot or not perimeter.a_change:
            return cell
        means = self._moyennes_des_lycees
        months = ({uai: one for (uai, known), one in means.items() if known == month} for month in (since, self.mois))
        pair = constant(PAR_JOUR, perimeter, *months)
        return replace(cell, constant=str(cellules.change(self.indicateur(PAR_JOUR), *pair)))

    def est_touche_en(self, lycees: Sequence[Lycee], indicateur: str, *mois: Mois) -> bool:
        """Whether a known incident in whose scope one of the lycées is touches one of these months, or the report's."""
        found = (one for month in (self.mois, *mois) for one in self.incidents_de(indicateur, month))
        return any(one.concerns(lycee) for one in found for lycee in lycees)

    def portee(self, incident: Incident) -> dict[str, str]:
        scope = {"academies": incident.academies, "departements": incident.departements, "lycees": incident.lycees}
        return {name: fr.enumeration([nom(one) for one in found]) for name, found in scope.items() if found}

    def _beside(
        self,
        cell: Cellule,
        indicateur: str,
        since: Mois,
        lycees: frozenset[str] | None,
        profil: str | None = None,
        service: str | None = None,
    ) -> Cellule:
        perimeter = self.communs.perimetre(since)
        if cell.est_mot or not (perimeter if lycees is None else perimeter.among(lycees)).a_change:
            return cell
        pair = self.communs.constant(indicateur, since, lycees, profil, service)
        return replace(cell, constant=str(cellules.change(self.indicateur(indicateur), *pair)))

    @cached_property
    def communs(self) -> Communs:
        return Communs(self.donnees.figures, self.lieux, self.mois)

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
