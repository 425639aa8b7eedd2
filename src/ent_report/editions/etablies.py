"""Editions as they lie in the store: their folders, numbers and manifests, and whether they are what was issued."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ent_report.editions.empreintes import recorded, reports_folder, sha256
from ent_report.errors import EntReportError
from ent_report.store import Store
from ent_report.vocabulary import Mois

MANIFEST = "manifest.json"
_FOLDER = re.compile(r"edition-([0-9]{2,})")
_TYPES: dict[str, tuple[type, ...]] = {
    "uai": (str, type(None)),
    "mois": (str,),
    "edition": (int,),
    "remplace": (dict, type(None)),
    "statut": (str,),
    "empreinte": (str,),
    "entrees": (list,),
    "code": (str,),
    "gabarits": (str,),
    "configuration": (str,),
    "fichiers": (list,),
    "etabli_le": (str,),
}
_OF_A_FILE = {"name", "sha256", "bytes", "pages"}


class EditionDamagedError(EntReportError):
    """An issued edition is not what it was: nothing is issued after it until it is put back."""

    exit_status = 3
    motif = "edition"


@dataclass(frozen=True)
class EditionEtablie:
    """An issued edition as it lies in the store: its number, folder and manifest."""

    numero: int
    dossier: str
    manifest: Mapping[str, Any]


def lycee_folder(mois: Mois, uai: str) -> str:
    return f"{reports_folder(mois)}/etablissements/{uai}"


def region_folder(mois: Mois) -> str:
    return f"{reports_folder(mois)}/region"


def edition_folder(dossier: str, numero: int) -> str:
    return f"{dossier}/edition-{numero:02d}"


def edition_numbers(store: Store, dossier: str) -> list[int]:
    """The numbers of a report's editions, ascending, whether whole or not."""
    found = (_FOLDER.fullmatch(one) for one in store.folders(dossier, MANIFEST))
    return sorted(int(one[1]) for one in found if one)


def last_edition(store: Store, dossier: str) -> EditionEtablie | None:
    """The last edition of a report. Raises EditionDamagedError where its manifest cannot be read or lacks a key."""
    numbers = edition_numbers(store, dossier)
    return read_edition(store, dossier, numbers[-1]) if numbers else None


def read_edition(store: Store, dossier: str, numero: int) -> EditionEtablie:
    """Raises EditionDamagedError where its manifest cannot be read or lacks a key."""
    folder = edition_folder(dossier, numero)
    manifest = store.read_json(f"{folder}/{MANIFEST}")
    if manifest is None:
        raise EditionDamagedError(f"{folder}/{MANIFEST}: is gone or is no JSON object: put it back from a backup")
    if fault := _shape_fault(manifest):
        raise EditionDamagedError(f"{folder}/{MANIFEST}: {fault}: put it back from a backup")
    return EditionEtablie(numero, folder, manifest)


def _shape_fault(manifest: Mapping[str, Any]) -> str | None:
    """What a manifest lacks of all that it must have."""
    wrong = [name for name, types in _TYPES.items() if not isinstance(manifest.get(name, ...), types)]
    if wrong:
        return f"found no sound {', '.join(wrong)}, expected {', '.join(_TYPES)}"
    if not all(isinstance(one, dict) and one.keys() >= _OF_A_FILE for one in manifest["fichiers"]):
        return f"fichiers: found one without its {', '.join(sorted(_OF_A_FILE))}"
    return None


def damaged_files(store: Store, edition: EditionEtablie) -> list[str]:
    """The files of an edition that are gone or are not what was issued, a line each."""
    faults = []
    known = recorded(store, edition.dossier)
    if known is not None and sha256(store.read_bytes(f"{edition.dossier}/{MANIFEST}")) != known:
        faults.append(f"{edition.dossier}/{MANIFEST}: its bytes are not those that empreintes.json keeps")
    for file in edition.manifest["fichiers"]:
        path = f"{edition.dossier}/{file['name']}"
        if not store.exists(path):
            faults.append(f"{path}: is gone")
        elif store.sha256(path) != file["sha256"]:
            faults.append(f"{path}: its bytes are not those that were issued")
    return faults
