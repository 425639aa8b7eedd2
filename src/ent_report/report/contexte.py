"""What every section of a lycée's report is built from: data, labels, and the two months it is compared with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from ent_report.domaine.lycees import Objectifs
from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.cellules import Cellule
from ent_report.report.charts.apparence import Apparence
from ent_report.report.donnees import DonneesLycee
from ent_report.report.figures import ABSENT, Chiffre, Cle, Figures
from ent_report.report.incidents import RENVOI, Incident
from ent_report.report.jours_de_classe import PAR_JOUR, class_day_means
from ent_report.report.libelles import Indicateur, Libelles, Presentation
from ent_report.vocabulary import Mois


@dataclass(frozen=True)
class Contexte:
    donnees: DonneesLycee
    libelles: Libelles
    presentation: Presentation
    objectifs: Objectifs

    @cached_property
    def figures(self) -> Figures:
        return Figures(self._lignes, self.mois, self.donnees.qualite.sources_lues)

    @cached_property
    def _moyennes(self) -> Mapping[Mois, Chiffre]:
        found = class_day_means(self._lignes, self.donnees.calendrier, self.treize_mois)
        return {month: mean for (_, month), mean in found.items()}

    @cached_property
    def _lignes(self) -> pl.DataFrame:
        """The rows of the report's own place."""
        return self.donnees.figures

    @cached_property
    def apparence(self) -> Apparence:
        return Apparence.from_couleur(self.presentation.couleur)

    @property
    def mois(self) -> Mois:
        return self.donnees.mois

    @property
    def m1(self) -> Mois:
        return self.mois - 1

    @property
    def n1(self) -> Mois:
        return self.mois - 12

    @property
    def treize_mois(self) -> list[Mois]:
        return [self.mois - behind for behind in range(12, -1, -1)]

    def indicateur(self, code: str) -> Indicateur:
        return self.libelles.indicateurs[code]

    def chiffre(
        self,
        indicateur: str,
        mois: Mois | None = None,
        *,
        profil: str | None = None,
        service: str | None = None,
        appareil: str | None = None,
    ) -> Chiffre:
        """The figure of a month, by default the report's."""
        key = Cle(indicateur, profil, service, appareil)
        return self.figures.get(mois or self.mois, key, self.indicateur(indicateur).source)

    def valeur(self, indicateur: str, mois: Mois | None = None, *, profil: str | None = None) -> Cellule:
        return cellules.value(self.indicateur(indicateur), self.chiffre(indicateur, mois, profil=profil))

    def evolution(
        self, indicateur: str, since: Mois, *, profil: str | None = None, service: str | None = None
    ) -> Cellule:
        """The change of an indicator since another month; « partiel » if one of the two is: they do not compare."""
        before, after = (self.chiffre(indicateur, m, profil=profil, service=service) for m in (since, self.mois))
        return self._evolution(indicateur, since, before, after)

    def un_jour_de_classe(self, mois: Mois | None = None) -> Chiffre:
        """The visits of a class day on average, those of other days left out; by default of the report's month."""
        return self._moyennes.get(mois or self.mois, ABSENT)

    def valeur_un_jour_de_classe(self, mois: Mois | None = None) -> Cellule:
        return cellules.value(self.indicateur(PAR_JOUR), self.un_jour_de_classe(mois))

    def evolution_un_jour_de_classe(self, since: Mois) -> Cellule:
        """The change of the visits of a class day since another month, as `evolution` says one."""
        return self._evolution(PAR_JOUR, since, *(self.un_jour_de_classe(m) for m in (since, self.mois)))

    def _evolution(self, indicateur: str, since: Mois, before: Chiffre, after: Chiffre) -> Cellule:
        touched = any(self.incidents_de(indicateur, month) for month in (self.mois, since))
        return self._changement(indicateur, before, after, est_touche=touched)

    def _changement(self, indicateur: str, avant: Chiffre, apres: Chiffre, *, est_touche: bool) -> Cellule:
        """The change between two months, with the mark of the note on incidents where one touched it."""
        described = self.indicateur(indicateur)
        cut_short = self.visites_partielles and "evenements" in described.source and apres.valeur is not None
        if avant.est_partiel or apres.est_partiel or cut_short:
            return Cellule(fr.PARTIEL, est_mot=True)
        cell = cellules.change(described, avant, apres)
        return replace(cell, renvoi=RENVOI) if est_touche and not cell.est_mot else cell

    def incidents_de(self, indicateur: str, mois: Mois) -> tuple[Incident, ...]:
        """The known incidents of a figure's source in a month."""
        source = self.indicateur(indicateur).source
        return tuple(one for one in self.donnees.incidents if one.touches(mois) and one.is_of(source))

    def portee(self, incident: Incident) -> dict[str, str]:
        """Which places an incident struck, in the words of a note; a lycée's report names no other lycée."""
        del incident
        return {}

    def par_preference(self, indicateur: str, mois: Sequence[Mois]) -> list[Mois]:
        """Months to compare with, in their order, those that an incident touched last."""
        return sorted(mois, key=lambda month: bool(self.incidents_de(indicateur, month)))

    def mois_comparables(self, *mois: Mois) -> list[Mois]:
        """Those of these months that the report's visits compare with, by preference: both whole, both with visits."""
        now = self.chiffre("visites")
        if self.visites_partielles or now.est_partiel or not now.valeur:
            return []
        figures = ((month, self.chiffre("visites", month)) for month in self.par_preference("visites", mois))
        return [month for month, figure in figures if figure.valeur and not figure.est_partiel]

    def jours_de_classe(self, mois: Mois) -> int:
        return len(self.donnees.calendrier.jours_de_classe(mois))

    @property
    def visites_partielles(self) -> bool:
        """Days or parts of files are missing, or all of them: the month's visits cannot be compared."""
        qualite = self.donnees.qualite
        is_cut = bool(qualite.jours_manquants or qualite.fichiers_incomplets) or qualite.completude.est_partiel
        return is_cut or "evenements" in qualite.sources_absentes

    @property
    def nom_mois(self) -> str:
        return fr.mois_long(self.mois)

    @property
    def nom_m1(self) -> str:
        return fr.mois_long(self.m1)

    @property
    def nom_n1(self) -> str:
        return fr.mois_long(self.n1)
