"""One report issued, where it differs from its last edition, with all that it was made from in its manifest."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from ent_report import __version__
from ent_report.editions.etablies import (
    EditionDamagedError,
    EditionEtablie,
    damaged_files,
    last_edition,
    lycee_folder,
    region_folder,
)
from ent_report.editions.faits import Faits, fingerprint
from ent_report.editions.publication import EditionConflictError, adopt_editions, next_edition, publish
from ent_report.editions.resultats import A_ETABLIR, ETABLI, INCHANGE, REGION, Resultat
from ent_report.mois.chantier import Chantier
from ent_report.render.gabarits import Gabarits
from ent_report.render.lycee import Documents
from ent_report.report.donnees import Edition, Qualite
from ent_report.store import MANIFESTE, collecte_folder


class Emission:
    """Issues the month's reports. `essai`: nothing is issued, it is told what would be.

    `run` is kept in the manifests of what is issued: an edition of the run itself is told as issued however often its
    report is made again, as it is after a process died.
    """

    def __init__(self, chantier: Chantier, *, essai: bool, run: str | None) -> None:
        self._chantier = chantier
        self._essai = essai
        self._run = run

    def issue(
        self, code: str, donnees: bytes, faits: Faits, quality: Qualite, render: Callable[[Edition], Documents]
    ) -> Resultat:
        """Issue the report of a UAI, or of the region, whose data file is `donnees`; it is only rendered where it must.

        Raises EditionDamagedError, EditionConflictError where a rival run issued other figures meanwhile.
        """
        store, mois = self._chantier.store, self._chantier.mois
        folder = region_folder(mois) if code == REGION else lycee_folder(mois, code)
        mark = fingerprint(donnees, *faits.tous)
        last = self._sound_last(folder)
        if last is not None and last.manifest["empreinte"] == mark:
            return self._issued_before(code, last)
        edition = next_edition(last, store, donnees, faits.nommes)
        if self._essai:
            return Resultat(code, A_ETABLIR, edition.numero)
        documents = render(edition)
        files = {"rapport.pdf": documents.pdf, "rapport.html": documents.html, "donnees.csv": donnees}
        try:
            publish(store, folder, edition, files, {**self._facts(code, mark, quality), "faits": faits.nommes})
        except EditionConflictError:
            rival = self._sound_last(folder)
            if rival is None or rival.manifest["empreinte"] != mark:
                raise
            return self._issued_before(code, rival)
        return Resultat(code, ETABLI, edition.numero)

    def _issued_before(self, code: str, edition: EditionEtablie) -> Resultat:
        """By an earlier run, or by this one, whose process died before it could tell."""
        is_own = self._run is not None and edition.manifest.get("campagne") == self._run
        return Resultat(code, ETABLI if is_own else INCHANGE, edition.numero)

    def _sound_last(self, folder: str) -> EditionEtablie | None:
        """The last edition of a report. Raises EditionDamagedError where it is not what was issued."""
        store = self._chantier.store
        last = last_edition(store, folder)
        if last is None:
            return None
        if faults := damaged_files(store, last):
            raise EditionDamagedError(*faults)
        if not self._essai:
            adopt_editions(store, folder)
        return last

    def _facts(self, code: str, mark: str, quality: Qualite) -> dict[str, Any]:
        return {
            "uai": None if code == REGION else code,
            "mois": str(self._chantier.mois),
            "statut": "partiel" if quality.est_partiel else "definitif",
            "empreinte": mark,
            "entrees": self._inputs,
            "code": __version__,
            "gabarits": self._templates_digest,
            "configuration": self._chantier.settings.empreinte,
            "campagne": self._run,
        }

    @cached_property
    def _templates_digest(self) -> str:
        return Gabarits(*self._chantier.settings.gabarits).empreinte()

    @cached_property
    def _inputs(self) -> list[dict[str, Any]]:
        """Every input file of the month: path, sha256, rows."""
        references = [
            {"path": one.nom, "sha256": one.sha256, "rows": None, "bytes": one.octets}
            for one in self._chantier.references.entrees
        ]
        references[0]["rows"] = self._chantier.references.annuaire.lues
        collected = []
        for name in self._chantier.settings.sources.donnees:
            manifest = self._chantier.store.read_json(f"{collecte_folder(name, self._chantier.mois)}/{MANIFESTE}")
            collected += [
                {"path": one["chemin"], "sha256": one["sha256"], "rows": one["lignes"], "bytes": one["octets"]}
                for one in (manifest["entrees"] if manifest else ())
            ]
        return references + collected
