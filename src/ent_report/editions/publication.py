"""Editions: a report is issued once, never changed, and replaced only by the next edition, which says why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pypdfium2

from ent_report.editions.causes import reason
from ent_report.editions.chiffres_modifies import changed_figures
from ent_report.editions.empreintes import record_edition, recorded, sha256
from ent_report.editions.etablies import (
    MANIFEST,
    EditionDamagedError,
    EditionEtablie,
    damaged_files,
    edition_folder,
    edition_numbers,
    read_edition,
)
from ent_report.errors import EntReportError
from ent_report.report.donnees import Edition
from ent_report.store import FolderExistsError, Store


class EditionConflictError(EntReportError):
    """Another run issued this edition first: nothing of this one was kept."""

    exit_status = 3
    motif = "concurrence"


def next_edition(last: EditionEtablie | None, store: Store, donnees: bytes, faits: Mapping[str, str]) -> Edition:
    """The edition that follows, with why and with the published figures that differ from the one that it replaces.

    `faits`: digests of what stands beside the figures, by name (ent_report.editions.faits).
    """
    if last is None:
        return Edition(1, None, None, ())
    data = f"{last.dossier}/donnees.csv"
    try:
        before = store.read_bytes(data)
    except OSError as error:
        raise EditionDamagedError(f"{data}: cannot be read: {error.strerror}: put it back from a backup") from error
    changes = tuple(changed_figures(before, donnees))
    why = reason(last.manifest.get("faits"), faits, are_figures_changed=bool(changes))
    return Edition(last.numero + 1, last.numero, why, changes)


def publish(store: Store, dossier: str, edition: Edition, files: Mapping[str, bytes], facts: Mapping[str, Any]) -> str:
    """Issue an edition in one step and return its folder: all its files are there, or none. In a local
    folder they are read-only.

    Raises EditionConflictError if that edition exists by now, EditionDamagedError if it was issued once and is gone.
    """
    folder = edition_folder(dossier, edition.numero)
    if recorded(store, folder) is not None and edition.numero not in edition_numbers(store, dossier):
        raise EditionDamagedError(f"{folder}: was issued and is gone: put it back from a backup")
    manifest = (json.dumps(_manifest(edition, files, facts), ensure_ascii=False, indent=1) + "\n").encode()
    try:
        store.put_folder(folder, {**files, MANIFEST: manifest})
    except FolderExistsError as error:
        raise EditionConflictError(f"{folder}: was issued by another run meanwhile") from error
    except OSError as error:
        raise EntReportError(f"{folder}: cannot be written: {error.strerror}") from error
    record_edition(store, folder, manifest)
    return folder


def adopt_editions(store: Store, dossier: str) -> None:
    """Keep the hashes of editions of which none was kept: a run that was killed had issued them, or they were lost.

    One that is not what its manifest says is left as it is.
    """
    for number in edition_numbers(store, dossier):
        if recorded(store, edition_folder(dossier, number)) is None:
            edition = read_edition(store, dossier, number)
            if not damaged_files(store, edition):
                record_edition(store, edition.dossier, store.read_bytes(f"{edition.dossier}/{MANIFEST}"))


def _manifest(edition: Edition, files: Mapping[str, bytes], facts: Mapping[str, Any]) -> dict[str, Any]:
    replaced = None
    if edition.remplace is not None:
        replaced = {
            "edition": edition.remplace,
            "raison": edition.raison,
            "chiffres_modifies": [vars(one) for one in edition.changements],
        }
    return {
        **facts,
        "edition": edition.numero,
        "remplace": replaced,
        "fichiers": [_described(name, content) for name, content in files.items()],
        "etabli_le": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _described(name: str, content: bytes) -> dict[str, Any]:
    pages = nb_pages(content) if name.endswith(".pdf") else None
    return {"name": name, "sha256": sha256(content), "bytes": len(content), "pages": pages}


def nb_pages(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
