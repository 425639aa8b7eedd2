"""What keeps a data directory, as its name says: a folder of this machine or an object store."""

from __future__ import annotations

from pathlib import Path

from ent_report.entrepots.adresse import Adresse
from ent_report.entrepots.local import StoreLocal
from ent_report.entrepots.objets import StoreObjets
from ent_report.entrepots.racine import Racine, is_url
from ent_report.store import Store


def open_store(racine: Racine) -> Store:
    """Raises UsageError where it cannot be used."""
    return StoreObjets(Adresse.parse(str(racine))) if is_url(racine) else StoreLocal(Path(racine))


def local_folder(racine: Racine) -> Path:
    """The folder of this machine that goes with a data directory: itself, where it is one. Raises UsageError."""
    return Adresse.parse(str(racine)).travail if is_url(racine) else Path(racine).resolve()
