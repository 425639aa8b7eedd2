"""One report from its figures to its issued files, whatever goes wrong told and kept to that report."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from ent_report import __version__
from ent_report.domaine.lycees import Lycee
from ent_report.editions.causes import facts_of_lycee, facts_of_region
from ent_report.editions.delai import within
from ent_report.editions.etat import (
    EditionDamagedError,
    EditionEtablie,
    damaged_files,
    last_edition,
    lycee_folder,
    region_folder,
)
from ent_report.editions.issue import (
    EditionConflictError,
    adopt_editions,
    fingerprint,
    next_edition,
    publish,
)
from ent_report.errors import EntReportError
from ent_report.mois.chantier import Chantier
from ent_report.mois.dossiers import AUTRE, Dossiers
from ent_report.render.gabarits import Gabarits
from ent_report.render.html import Templates
from ent_report.render.lycee import Documents, render_lycee
from ent_report.render.pdf import Renderer
from ent_report.render.region import render_region
from ent_report.render.relecture import check_documents
from ent_report.reponses_s3 import reading
from ent_report.report.attendu import attendu_lycee, attendu_region
from ent_report.report.autres_lycees import AutresLycees, mots
from ent_report.report.donnees import DonneesRegion, Edition, Qualite
from ent_report.report.lycee import build_lycee_report
from ent_report.report.lycee.donnees_csv import donnees_csv
from ent_report.report.region import build_region_report
from ent_report.report.region.donnees_csv import donnees_csv_region
from ent_report.resources import templates_folder
from ent_report.store import MANIFESTE, collecte_folder

ETABLI, INCHANGE, ECHEC, A_ETABLIR, RETENU = "etabli", "inchange", "echec", "a_etablir", "retenu"
REGION = "region"
RAISON_MAX = 600


@dataclass(frozen=True)
class Resultat:
    """What became of one report; `code` is a UAI, or `region`. `raison` says why it failed, in detail, or why it is
    held; `motif` is the kind of failure, for which there are words for readers.
    """

    code: str
    statut: str
    edition: int | None = None
    raison: str | None = None
    motif: str | None = None


class Atelier:
    """Makes the month's reports in one process: fonts, style and labels are read once.

    `run` is kept in the manifests of what is issued: an edition of the run itself is told as issued however often its
    report is made again, as it is after a process died.
    """

    def __init__(self, chantier: Chantier, *, essai: bool = False, run: str | None = None) -> None:
        self.chantier = chantier
        self.essai = essai
        self.run = run
        self.dossiers = Dossiers(chantier)
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
        targets = dossiers.objectifs(lycee.uai)

        def render(edition: Edition, donnees: bytes) -> Documents:
            report = build_lycee_report(
                dossiers.lycee(lycee, edition), dossiers.libelles, dossiers.presentation, targets
            )
            documents = render_lycee(report, donnees, self._templates, self._renderer)
            keys = [one.libelle for one in report.essentiel.chiffres_cles]
            expected = attendu_lycee(lycee, self.chantier.mois, keys, donnees, dossiers.libelles, dossiers.presentation)
            check_documents(documents, expected, self._autres)
            return documents

        first = dossiers.lycee(lycee)
        donnees = donnees_csv(first, dossiers.libelles)
        facts = (lycee, targets, *first.incidents, *first.ecarts)
        named = facts_of_lycee(lycee, targets, first, _state(first.qualite))
        return self._issue(str(lycee.uai), donnees, facts, named, first.qualite, render)

    def _region(self, echecs: Mapping[str, str | None]) -> Resultat:
        dossiers = self.dossiers
        reason = dossiers.retenue()
        if reason:
            return Resultat(REGION, RETENU, raison=reason)
        held = tuple(
            (self._lycees[uai], dossiers.retenue(uai) or dossiers.echec(motif)) for uai, motif in sorted(echecs.items())
        )

        def render(edition: Edition, donnees: bytes) -> Documents:
            report = build_region_report(dossiers.region(held, edition), dossiers.libelles, dossiers.presentation)
            documents = render_region(report, donnees, self._templates, self._renderer)
            keys = [one.libelle for one in report.essentiel.chiffres_cles]
            expected = attendu_region(self.chantier.mois, keys, donnees, dossiers.libelles, dossiers.presentation)
            check_documents(documents, expected)
            return documents

        first = dossiers.region(held)
        donnees = donnees_csv_region(first, dossiers.libelles)
        named = facts_of_region(first, _state(first.qualite))
        return self._issue(REGION, donnees, (*held, *_told(first)), named, first.qualite, render)

    def _issue(
        self,
        code: str,
        donnees: bytes,
        facts: object,
        named: Mapping[str, str],
        quality: Qualite,
        render: Callable[[Edition, bytes], Documents],
    ) -> Resultat:
        store, mois = self.chantier.store, self.chantier.mois
        folder = region_folder(mois) if code == REGION else lycee_folder(mois, code)
        mark = fingerprint(donnees, facts, _state(quality))
        last = self._sound_last(folder)
        if last is not None and last.manifest["empreinte"] == mark:
            return self._issued_before(code, last)
        edition = next_edition(last, store, donnees, named)
        if self.essai:
            return Resultat(code, A_ETABLIR, edition.numero)
        documents = render(edition, donnees)
        files = {"rapport.pdf": documents.pdf, "rapport.html": documents.html, "donnees.csv": donnees}
        try:
            publish(store, folder, edition, files, {**self._facts(code, mark, quality), "faits": named})
        except EditionConflictError:
            rival = self._sound_last(folder)
            if rival is None or rival.manifest["empreinte"] != mark:
                raise
            return self._issued_before(code, rival)
        return Resultat(code, ETABLI, edition.numero)

    def _issued_before(self, code: str, edition: EditionEtablie) -> Resultat:
        """By an earlier run, or by this one, whose process died before it could tell."""
        is_own = self.run is not None and edition.manifest.get("campagne") == self.run
        return Resultat(code, ETABLI if is_own else INCHANGE, edition.numero)

    def _sound_last(self, folder: str) -> EditionEtablie | None:
        """The last edition of a report. Raises EditionDamagedError where it is not what was issued."""
        store = self.chantier.store
        last = last_edition(store, folder)
        if last is None:
            return None
        if faults := damaged_files(store, last):
            raise EditionDamagedError(*faults)
        if not self.essai:
            adopt_editions(store, folder)
        return last

    def _facts(self, code: str, mark: str, quality: Qualite) -> dict[str, Any]:
        return {
            "uai": None if code == REGION else code,
            "mois": str(self.chantier.mois),
            "statut": "partiel" if quality.est_partiel else "definitif",
            "empreinte": mark,
            "entrees": self._inputs,
            "code": __version__,
            "gabarits": self._templates_digest,
            "configuration": self.chantier.settings.empreinte,
            "campagne": self.run,
        }

    @cached_property
    def _templates_digest(self) -> str:
        return Gabarits(*self.chantier.settings.gabarits).empreinte()

    @cached_property
    def _inputs(self) -> list[dict[str, Any]]:
        """Every input file of the month: path, sha256, rows."""
        references = [
            {"path": one.nom, "sha256": one.sha256, "rows": None, "bytes": one.octets}
            for one in self.chantier.references.entrees
        ]
        references[0]["rows"] = self.chantier.references.annuaire.lues
        collected = []
        for name in self.chantier.settings.sources.donnees:
            manifest = self.chantier.store.read_json(f"{collecte_folder(name, self.chantier.mois)}/{MANIFESTE}")
            collected += [
                {"path": one["chemin"], "sha256": one["sha256"], "rows": one["lignes"], "bytes": one["octets"]}
                for one in (manifest["entrees"] if manifest else ())
            ]
        return references + collected


def _state(quality: Qualite) -> tuple[object, ...]:
    """The data's state as a report tells it; what is said of its days only where there is something to say."""
    state = (quality.est_partiel, quality.jours_manquants, quality.sources_absentes)
    found = quality.completude
    days = (str(found.verdict), found.jours_presents, found.jours_suspects, found.jours_atypiques)
    judged = found.lycees
    counts = (
        (judged.partiels, judged.retenus, judged.avec_jours_suspects, judged.avec_jours_atypiques) if judged else ()
    )
    is_plain = not (found.est_partiel or found.jours_suspects or found.jours_atypiques or any(counts))
    told = state if is_plain else (*state, days, counts)
    lacking = (found.dates_manquantes, judged.avec_dates_manquantes if judged else 0)
    return (*told, lacking) if any(lacking) else told


def _told(donnees: DonneesRegion) -> tuple[object, ...]:
    """What the regional summary says beside its figures: what it does not say makes no edition."""
    compared, register = donnees.rapprochements, donnees.annuaire
    gaps, changes = compared.ecarts if compared else (), register.mouvements if register else ()
    return (*donnees.incidents, *gaps, *changes)


def _guarded(code: str, make: Callable[[], Resultat], limit: float) -> Resultat:
    """One report's fault is its own, its slowness too: named, with what is known, while the others go on."""
    try:
        with within(limit), reading():
            return make()
    except EntReportError as error:
        return Resultat(code, ECHEC, raison="; ".join(error.faults)[:RAISON_MAX], motif=error.motif)
    except Exception as error:
        return Resultat(code, ECHEC, raison=f"{type(error).__name__}: {error}"[:RAISON_MAX], motif=AUTRE)
