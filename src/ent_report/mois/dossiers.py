"""What each report is made from, gathered from the store: figures, comparables, and the state of the data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from ent_report.configuration.fichiers.incidents import Incidents
from ent_report.configuration.presentation import labels_of, presentation_of
from ent_report.domaine.lycees import Lycee, Objectifs, groupe_comparable
from ent_report.domaine.mouvements_annuaire import MouvementsAnnuaire
from ent_report.errors import EntReportError
from ent_report.indicators.comparables import GROUPE
from ent_report.indicators.completude import Completude as Jugement
from ent_report.mois.chantier import Chantier
from ent_report.mois.completude import Base, of_lycee, of_region
from ent_report.mois.concordance import agreement, gaps_of_lycee
from ent_report.mois.qualite import region_quality
from ent_report.mois.tables import read_comparables, read_completude, read_figures, read_rapprochements
from ent_report.references.annuaire_du_mois import register_changes
from ent_report.report.completude import raison_de_retenue
from ent_report.report.donnees import DonneesLycee, DonneesRegion, Edition, Qualite
from ent_report.report.incidents import Incident, of_window
from ent_report.report.libelles import Libelles, Presentation
from ent_report.vocabulary import Verdict

PREMIERE = Edition(1, None, None, ())


@dataclass(frozen=True)
class Dossiers:
    """The month's reports' inputs; figures and the data's state are read once a process."""

    chantier: Chantier

    @cached_property
    def libelles(self) -> Libelles:
        return labels_of(self.chantier.settings)

    @cached_property
    def presentation(self) -> Presentation:
        return presentation_of(self.chantier.settings)

    def echec(self, motif: str | None) -> str:
        """What readers are told of a kind of failure."""
        words = self.chantier.settings.tables["echecs"]
        return str(words.get(motif or EntReportError.motif, words[EntReportError.motif]))

    def objectifs(self, uai: str) -> Objectifs:
        found = self.chantier.settings.tables["objectifs"].get("lycee", {}).get(uai, {})
        targets = {axe: float(target) for axe, target in found.get("axes", {}).items()}
        return Objectifs(targets, tuple(found.get("services_actives", ())))

    @cached_property
    def _comparables(self) -> pl.DataFrame:
        return read_comparables(self.chantier.store, self.chantier.mois)

    @cached_property
    def _rapprochements(self) -> pl.DataFrame:
        return read_rapprochements(self.chantier.store, self.chantier.mois)

    @cached_property
    def _annuaire(self) -> MouvementsAnnuaire | None:
        return register_changes(self.chantier.store, self.chantier.mois)

    @cached_property
    def qualite(self) -> Qualite:
        """The region's."""
        return replace(region_quality(self.chantier), completude=of_region(self._jugement, self._base))

    def qualite_du_lycee(self, uai: str) -> Qualite:
        """The region's, with the lycée's own days on top."""
        return replace(self.qualite, completude=of_lycee(self._jugement, uai, self._base))

    def retenue(self, uai: str | None = None) -> str | None:
        """Why the report of a lycée, or the region's, is held; None where it may be published."""
        region = self.qualite.completude
        if region.verdict is Verdict.INSUFFISANT:
            return raison_de_retenue(region, de_la_region=True)
        own = self.qualite_du_lycee(uai).completude if uai else region
        return raison_de_retenue(own) if own.verdict is Verdict.INSUFFISANT else None

    @cached_property
    def _jugement(self) -> Jugement:
        return read_completude(self.chantier.store, self.chantier.mois)

    @cached_property
    def _base(self) -> Base:
        """What the verdicts count."""
        if "evenements" not in self.chantier.settings.sources.donnees:
            return "comptes"
        calendrier, mois = self.chantier.references.calendrier, self.chantier.mois
        return "classe" if calendrier.est_connu(mois) and calendrier.jours_de_classe(mois) else "jours"

    @cached_property
    def incidents(self) -> tuple[Incident, ...]:
        """The known incidents (`incidents.toml`) that touch one of the months that reports look at."""
        known = Incidents.model_validate(self.chantier.settings.tables["incidents"]).incident
        found = [
            Incident(one.source, one.du, one.au, one.texte, **(one.portee.model_dump() if one.portee else {}))
            for one in known
        ]
        return of_window(found, self.chantier.mois)

    def lycee(self, lycee: Lycee, edition: Edition = PREMIERE) -> DonneesLycee:
        chantier = self.chantier
        group = groupe_comparable(lycee, chantier.settings.seuils.tailles_comparables)
        same_group = [
            pl.col(name).eq_missing(pl.lit(value))
            for name, value in zip(GROUPE, (group.type.value, group.nb_eleves_min, group.nb_eleves_max), strict=True)
        ]
        return DonneesLycee(
            lycee=lycee,
            mois=chantier.mois,
            figures=read_figures(chantier.store, chantier.fenetre, lycee.uai),
            groupe=group,
            comparables=self._comparables.filter(same_group).drop(GROUPE),
            calendrier=chantier.references.calendrier,
            qualite=self.qualite_du_lycee(lycee.uai),
            edition=edition,
            donnees_fictives=chantier.settings.presentation.donnees_fictives,
            incidents=tuple(one for one in self.incidents if one.concerns(lycee)),
            ecarts=gaps_of_lycee(self._rapprochements, lycee.uai),
        )

    def region(self, non_etablis: tuple[tuple[Lycee, str], ...], edition: Edition = PREMIERE) -> DonneesRegion:
        chantier = self.chantier
        return DonneesRegion(
            mois=chantier.mois,
            lycees=chantier.references.lycees,
            figures=read_figures(chantier.store, chantier.fenetre),
            calendrier=chantier.references.calendrier,
            qualite=self.qualite,
            edition=edition,
            non_etablis=non_etablis,
            donnees_fictives=chantier.settings.presentation.donnees_fictives,
            incidents=self.incidents,
            rapprochements=agreement(self._rapprochements, chantier.settings),
            annuaire=self._annuaire,
        )
