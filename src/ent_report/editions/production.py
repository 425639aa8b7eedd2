"""One report from its figures to its issued files, whatever goes wrong told and kept to that report."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial

from ent_report.domaine.lycees import Lycee
from ent_report.editions.delai import within
from ent_report.editions.emission import Emission
from ent_report.editions.faits import facts_of_lycee, facts_of_region
from ent_report.editions.resultats import ECHEC, REGION, RETENU, Resultat
from ent_report.errors import EntReportError
from ent_report.mois.chantier import Chantier
from ent_report.mois.dossiers import Dossiers
from ent_report.render.html import Templates
from ent_report.render.lycee import Documents, render_lycee
from ent_report.render.pdf import Renderer
from ent_report.render.region import render_region
from ent_report.render.relecture import check_documents
from ent_report.reponses_s3 import reading
from ent_report.report.attendu import attendu_lycee, attendu_region
from ent_report.report.autres_lycees import AutresLycees, mots
from ent_report.report.donnees import Edition
from ent_report.report.lycee import build_lycee_report
from ent_report.report.lycee.donnees_csv import donnees_csv
from ent_report.report.region import build_region_report
from ent_report.report.region.donnees_csv import donnees_csv_region
from ent_report.resources import templates_folder

RAISON_MAX = 600


class Atelier:
    """Makes the month's reports in one process: fonts, style and labels are read once.

    `essai`, `run`: as `Emission` has them.
    """

    def __init__(self, chantier: Chantier, *, essai: bool = False, run: str | None = None) -> None:
        self.chantier = chantier
        self.dossiers = Dossiers(chantier)
        self._emission = Emission(chantier, essai=essai, run=run)
        self._lycees = {str(lycee.uai): lycee for lycee in chantier.references.lycees}

    @cached_property
    def _templates(self) -> Templates:
        return Templates(*self.chantier.settings.gabarits)

    @cached_property
    def _renderer(self) -> Renderer:
        return Renderer(*self.chantier.settings.gabarits)

    @cached_property
    def _autres(self) -> AutresLycees:
        """The region's lycées, none of which another one's report may name, not by a template of the region's own."""
        tables = self.chantier.settings.tables
        shipped = [path.read_text("utf-8") for path in sorted(templates_folder().rglob("*.j2"))]
        told = [json.dumps(tables[one], ensure_ascii=False) for one in ("indicateurs", "services", "libelles")]
        return AutresLycees(self.chantier.references.lycees, set(mots("\n".join([*shipped, *told]))))

    def lycees(self, uais: Sequence[str]) -> list[Resultat]:
        """Make the reports of several lycées; one that fails is named, and the others are made."""
        limit = self.chantier.settings.execution.delai_s
        return [_guarded(uai, partial(self._lycee, self._lycees[uai]), limit) for uai in uais]

    def region(self, echecs: Mapping[str, str | None]) -> Resultat:
        """Make the regional summary; `echecs`: UAI of a report that failed or is held -> the kind of failure."""
        return _guarded(REGION, partial(self._region, echecs), self.chantier.settings.execution.delai_region_s)

    def _lycee(self, lycee: Lycee) -> Resultat:
        dossiers = self.dossiers
        held = dossiers.retenue(lycee.uai)
        if held:
            return Resultat(str(lycee.uai), RETENU, raison=held)
        first, targets = dossiers.lycee(lycee), dossiers.objectifs(lycee.uai)
        donnees = donnees_csv(first, dossiers.libelles)

        def render(edition: Edition) -> Documents:
            told = replace(first, edition=edition)
            report = build_lycee_report(told, dossiers.libelles, dossiers.presentation, targets)
            documents = render_lycee(report, donnees, self._templates, self._renderer)
            keys = [one.libelle for one in report.essentiel.chiffres_cles]
            expected = attendu_lycee(lycee, self.chantier.mois, keys, donnees, dossiers.libelles, dossiers.presentation)
            check_documents(documents, expected, self._autres)
            return documents

        facts = facts_of_lycee(first, targets)
        return self._emission.issue(str(lycee.uai), donnees, facts, first.qualite, render)

    def _region(self, echecs: Mapping[str, str | None]) -> Resultat:
        dossiers = self.dossiers
        reason = dossiers.retenue()
        if reason:
            return Resultat(REGION, RETENU, raison=reason)
        held = tuple(
            (self._lycees[uai], dossiers.retenue(uai) or dossiers.echec(motif)) for uai, motif in sorted(echecs.items())
        )
        first = dossiers.region(held)
        donnees = donnees_csv_region(first, dossiers.libelles)

        def render(edition: Edition) -> Documents:
            told = replace(first, edition=edition)
            report = build_region_report(told, dossiers.libelles, dossiers.presentation)
            documents = render_region(report, donnees, self._templates, self._renderer)
            keys = [one.libelle for one in report.essentiel.chiffres_cles]
            expected = attendu_region(self.chantier.mois, keys, donnees, dossiers.libelles, dossiers.presentation)
            check_documents(documents, expected)
            return documents

        return self._emission.issue(REGION, donnees, facts_of_region(first), first.qualite, render)


def _guarded(code: str, make: Callable[[], Resultat], limit: float) -> Resultat:
    """One report's fault is its own, its slowness too: named, with what is known, while the others go on."""
    try:
        with within(limit), reading():
            return make()
    except EntReportError as error:
        return Resultat(code, ECHEC, raison="; ".join(error.faults)[:RAISON_MAX], motif=error.motif)
    except Exception as error:
        return Resultat(code, ECHEC, raison=f"{type(error).__name__}: {error}"[:RAISON_MAX], motif=EntReportError.motif)
