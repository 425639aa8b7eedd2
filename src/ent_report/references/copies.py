"""A reference's files: where they lie on this machine, else the last good copy of them, which every process reads."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ent_report.configuration.settings import Settings
from ent_report.sources.fichiers import Fichier
from ent_report.sources.inventaire import take_inventory
from ent_report.store import Store
from ent_report.transports.files import is_local

NOTE = "copie.json"


@dataclass(frozen=True)
class Copie:
    """The files of a reference as they were last fetched, on `jour`; none where nothing usable ever came.

    `est_ancienne`: when they were last asked for there was nothing newer to be had, and why is in `fautes` or
    `remarques`, a line each.
    """

    jour: date | None
    fichiers: tuple[Fichier, ...]
    est_ancienne: bool = False
    fautes: tuple[str, ...] = ()
    remarques: tuple[str, ...] = ()


def given_files(settings: Settings, nom: str, store: Store) -> Copie:
    """A reference's files: those that lie on this machine, else its copy."""
    provenance, key = settings.references.donnees[nom], f"references.{nom}"
    if not is_local(provenance):
        unfetched = f"{key}: was not fetched yet, expected a copy in the store: check, collect and run fetch it"
        return read_copy(store, nom) or Copie(None, (), fautes=(unfetched,))
    found = take_inventory(provenance.path, settings.dossier)
    return Copie(None, tuple(found.fichiers), fautes=tuple(f"{key}.path: {fault}" for fault in found.fautes))


def read_copy(store: Store, nom: str) -> Copie | None:
    """The copy of a reference, or None where it was never fetched, or its files are gone."""
    note = store.read_json(f"{copies_folder(nom)}/{NOTE}")
    if note is None:
        return None
    fichiers = [_fichier(store, one) for one in note["fichiers"]]
    if any(one is None for one in fichiers):
        return None
    return Copie(
        date.fromisoformat(note["jour"]) if note["jour"] else None,
        tuple(one for one in fichiers if one),
        note["est_ancienne"],
        tuple(note["fautes"]),
        tuple(note["remarques"]),
    )


def write_copy(store: Store, nom: str, copie: Copie) -> None:
    """Put a copy in place in one step, its files before its note; files of the copy before it are removed."""
    folder = copies_folder(nom)
    pieces = [_piece(store, folder, one) for one in copie.fichiers]
    note = {
        "jour": copie.jour.isoformat() if copie.jour else None,
        "est_ancienne": copie.est_ancienne,
        "fichiers": pieces,
        "fautes": list(copie.fautes),
        "remarques": list(copie.remarques),
    }
    store.write_json(f"{folder}/{NOTE}", note)
    _tidy(store, folder, [str(one["chemin"]) for one in pieces])


def copies_folder(nom: str) -> str:
    return f"references/copies/{nom}"


def _fichier(store: Store, piece: dict[str, Any]) -> Fichier | None:
    path = store.path(piece["chemin"])
    if not path.is_file() or path.stat().st_size != piece["octets"]:
        return None
    return Fichier(path, piece["nom"], piece["sha256"], piece["octets"], path.stat().st_mtime_ns)


def _piece(store: Store, folder: str, fichier: Fichier) -> dict[str, Any]:
    relative = f"{folder}/{fichier.sha256[:16]}{Path(fichier.nom).suffix}"
    store.put_file(fichier.chemin, relative)
    return {"nom": fichier.nom, "chemin": relative, "sha256": fichier.sha256, "octets": fichier.octets}


def _tidy(store: Store, folder: str, keep: Sequence[str]) -> None:
    names = {NOTE, *(Path(one).name for one in keep)}
    for one in store.entries(folder):
        if one.nom not in names:
            store.delete(folder, glob.escape(one.nom))
