"""What keeps a data directory, as its name says: a folder of this machine or an object store."""

from __future__ import annotations

from pathlib import Path

from ent_report.entrepots.adresse import Adresse
from ent_report.entrepots.local import StoreLocal
from ent_report.entrepots.objets import StoreObjets
from ent_report.entrepots.racine import Racine, is_url
from ent_report.store import Store


def open_store(racine: Racine, *, en_lecture: bool = False) -> Store:
    """For who only reads (`en_lecture`) nothing is made on the way, and no lock can be held. Raises UsageError where it
    cannot be used.
    """
    if is_url(racine):
        return StoreObjets(Adresse.parse(str(racine)))
    return StoreLocal(Path(racine), en_lecture=en_lecture)


def local_folder(racine: Racine) -> Path:
    """The folder of this machine that goes with a data directory: itself, where it is one. Raises UsageError."""
    return Adresse.parse(str(racine)).travail if is_url(racine) else Path(racine).resolve()
