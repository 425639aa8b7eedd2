"""Editions: a report is issued once, never changed, and replaced only by the next edition, which says why."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2

from ent_report.errors import EntReportError
from ent_report.report.donnees import Changement, Edition
from ent_report.report.format import en_mots
from ent_report.store import Store, sha256_of
from ent_report.vocabulary import Etat, Mois

MANIFEST = "manifest.json"
_FOLDER = re.compile(r"edition-([0-9]{2,})")


class EditionConflictError(EntReportError):
    """Another run issued this edition first: nothing of this one was kept."""

    exit_status = 3


class EditionDamagedError(EntReportError):
    """An issued edition is not what it was: nothing is issued after it until it is put back."""

    exit_status = 3


@dataclass(frozen=True)
class EditionEtablie:
    """An issued edition as it lies in the store: its number, folder and manifest."""

    numero: int
    dossier: str
    manifest: Mapping[str, Any]


def lycee_folder(mois: Mois, uai: str) -> str:
    return f"rapports/{mois}/etablissements/{uai}"


def region_folder(mois: Mois) -> str:
    return f"rapports/{mois}/region"


def last_edition(store: Store, dossier: str) -> EditionEtablie | None:
    """The last edition of a report. Raises EditionDamagedError where its manifest cannot be read."""
    root = store.path(dossier)
    numbers = [int(m[1]) for one in root.iterdir() if (m := _FOLDER.fullmatch(one.name))] if root.is_dir() else []
    if not numbers:
        return None
    folder = f"{dossier}/edition-{max(numbers):02d}"
    manifest = store.read_json(f"{folder}/{MANIFEST}")
    if manifest is None:
        raise EditionDamagedError(f"{folder}/{MANIFEST}: is gone or is no JSON object: put it back from a backup")
    return EditionEtablie(max(numbers), folder, manifest)


def fingerprint(donnees: bytes, *facts: object) -> str:
    """What makes an edition: the report's own figures, and the facts that stand beside them.

    The layout does not, nor do the medians of comparable lycées: a correction at one lycée would replace the reports of
    all the others.
    """
    rows = csv.reader(io.StringIO(donnees.decode("utf-8-sig")), delimiter=";")
    header = next(rows)
    own = [place for place, name in enumerate(header) if name != "mediane_comparables"]
    figures = [[row[place] for place in own] for row in rows]
    return hashlib.sha256(repr((figures, facts)).encode()).hexdigest()


def next_edition(last: EditionEtablie | None, store: Store, donnees: bytes) -> Edition:
    """The edition that follows, with the published figures that differ from the one that it replaces."""
    if last is None:
        return Edition(1, None, None, ())
    data = f"{last.dossier}/donnees.csv"
    try:
        before = store.path(data).read_bytes()
    except OSError as error:
        raise EditionDamagedError(f"{data}: cannot be read: {error.strerror}: put it back from a backup") from error
    changes = tuple(changed_figures(before, donnees))
    reason = "Des chiffres ont été corrigés" if changes else "L’état des données a changé"
    return Edition(last.numero + 1, last.numero, reason, changes)


def changed_figures(before: bytes, after: bytes) -> list[Changement]:
    """The published figures that differ between two `donnees.csv`, in the order of the later one."""
    old, new = _published(before), _published(after)
    return [
        Changement(
            new.get(key, old.get(key, ("", "")))[0], old.get(key, ("", "n.d."))[1], new.get(key, ("", "n.d."))[1]
        )
        for key in [*new, *(key for key in old if key not in new)]
        if old.get(key, ("", ""))[1] != new.get(key, ("", ""))[1]
    ]


def _published(donnees: bytes) -> dict[tuple[str, ...], tuple[str, str]]:
    """Each figure's key -> its label and value; one that is not shown has its state for a value."""
    rows = csv.DictReader(io.StringIO(donnees.decode("utf-8-sig")), delimiter=";")
    key = ("indicateur", "libelle", "profil", "service", "appareil", "jour")
    return {
        tuple(row[name] for name in key): (row["libelle"], row["valeur"] or en_mots(Etat(row["etat"]))) for row in rows
    }


def publish(store: Store, dossier: str, edition: Edition, files: Mapping[str, bytes], facts: Mapping[str, Any]) -> str:
    """Issue an edition in one step and return its folder: all its files are there, or none.

    Raises EditionConflictError if that edition exists by now.
    """
    parent = store.path(dossier)
    parent.mkdir(parents=True, exist_ok=True)
    name = f"edition-{edition.numero:02d}"
    _clear_leftovers(parent)
    temporary = parent / f".{name}.{os.getpid()}"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    try:
        for file, content in files.items():
            _write(temporary / file, content)
        manifest = _manifest(edition, files, facts)
        _write(temporary / MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())
        temporary.rename(parent / name)
    except OSError as error:
        shutil.rmtree(temporary, ignore_errors=True)
        if (parent / name).exists():
            raise EditionConflictError(f"{dossier}/{name}: was issued by another run meanwhile") from error
        raise EntReportError(f"{dossier}/{name}: cannot be written: {error.strerror}") from error
    return f"{dossier}/{name}"


def _clear_leftovers(parent: Path) -> None:
    """Remove what runs that were killed had begun to write here."""
    for folder in parent.glob(".edition-*.*"):
        process = folder.name.rpartition(".")[2]
        if process.isdigit() and not Path(f"/proc/{process}").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


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
    return {"name": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content), "pages": pages}


def nb_pages(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


def damaged_files(store: Store, edition: EditionEtablie) -> list[str]:
    """The files of an edition that are gone or are not what its manifest says, a line each."""
    faults = []
    for file in edition.manifest["fichiers"]:
        path = store.path(f"{edition.dossier}/{file['name']}")
        if not path.is_file():
            faults.append(f"{edition.dossier}/{file['name']}: is gone")
        elif sha256_of(path) != file["sha256"]:
            faults.append(f"{edition.dossier}/{file['name']}: its bytes are not those that were issued")
    return faults
