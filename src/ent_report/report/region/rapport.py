"""The regional summary for the Conseil Régional: every section finished to the last text and coordinate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ent_report.domaine.lycees import Objectifs
from ent_report.report import format as fr
from ent_report.report.charts.apparence import Apparence
from ent_report.report.donnees import DonneesRegion
from ent_report.report.identite import Identite, identite
from ent_report.report.libelles import Libelles, Presentation
from ent_report.report.mots import explain_words
from ent_report.report.phrases import Phrase
from ent_report.report.region.accompagner import Accompagner, build_accompagner
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.region.essentiel import EssentielRegion, build_essentiel_region
from ent_report.report.region.mesure_nationale import MesureNationaleRegion, build_mesure_nationale_region
from ent_report.report.region.mouvements import Mouvements, build_mouvements
from ent_report.report.region.notes import NotesRegion, build_notes_region
from ent_report.report.region.qualite import QualiteRegion, build_qualite
from ent_report.report.region.qui import QuiRegion, build_qui_region
from ent_report.report.region.repartition import Repartition, build_repartition
from ent_report.report.region.tableau import Tableau, build_tableau
from ent_report.report.region.territoires import Territoires, build_territoires
from ent_report.report.region.usages import UsagesRegion, build_usages_region
from ent_report.report.renvois import Renvois, build_renvois


@dataclass(frozen=True)
class IdentiteRegion(Identite):
    """`lycees`, `departements` and `academies` are how many the month covers."""

    lycees: fr.Quantite
    departements: fr.Quantite
    academies: fr.Quantite

    @property
    def titre(self) -> str:
        return fr.titre_region(self.nom, self.mois)


SECTIONS: Mapping[str, Callable[[ContexteRegion], Any]] = {
    "essentiel": build_essentiel_region,
    "qui": build_qui_region,
    "territoires": build_territoires,
    "usages": build_usages_region,
    "mesure_nationale": build_mesure_nationale_region,
    "repartition": build_repartition,
    "mouvements": build_mouvements,
    "accompagner": build_accompagner,
    "qualite": build_qualite,
    "tableau": build_tableau,
    "definitions": build_notes_region,
}
"""In their order: the name of a template in `region/` and of its field here, and who makes its values."""


@dataclass(frozen=True)
class RegionReport:
    """Finished texts and geometry; `vintage` is the day at which the data was closed, the only date a file carries.

    `sections` are their names in order, `mots` what the words mean that stand for figures, by the section where each
    first stands; None where there is none.
    """

    identite: IdentiteRegion
    presentation: Presentation
    apparence: Apparence
    sections: tuple[str, ...]
    mots: Mapping[str, Phrase | None]
    essentiel: EssentielRegion
    qui: QuiRegion
    territoires: Territoires
    usages: UsagesRegion
    mesure_nationale: MesureNationaleRegion | None
    repartition: Repartition
    mouvements: Mouvements
    accompagner: Accompagner
    qualite: QualiteRegion
    tableau: Tableau
    definitions: NotesRegion
    renvois: Renvois
    perimetre_change: bool
    vintage: date | None


def build_region_report(donnees: DonneesRegion, libelles: Libelles, presentation: Presentation) -> RegionReport:
    """The summary of a region's month.

    Raises KeyError for an indicator or a label that `libelles` lacks, ValueError for a colour that is none.
    """
    ctx = ContexteRegion(donnees, libelles, presentation, Objectifs())
    sections = {name: build(ctx) for name, build in SECTIONS.items()}
    return RegionReport(
        identite=_identity(ctx),
        presentation=presentation,
        apparence=ctx.apparence,
        sections=tuple(sections),
        mots=explain_words(sections),
        **sections,
        renvois=build_renvois(ctx),
        perimetre_change=any(ctx.communs.perimetre(since).a_change for since in (ctx.m1, ctx.n1)),
        vintage=donnees.qualite.arretees_au,
    )


def _identity(ctx: ContexteRegion) -> IdentiteRegion:
    places = [code for code, _ in ctx.departements if code]
    academies = [name for name, _ in ctx.academies if name]
    return IdentiteRegion(
        **vars(identite(ctx, ctx.presentation.nom_region)),
        lycees=fr.quantite(len(ctx.lycees)),
        departements=fr.quantite(len(places)),
        academies=fr.quantite(len(academies)),
    )
