"""The region's lycées, for who asks nothing else of the references."""

from __future__ import annotations

from contextlib import suppress

from ent_report.configuration.settings import Settings
from ent_report.domaine.lycees import Lycee
from ent_report.errors import InputsUnusableError, UnsoundPieceError
from ent_report.references.copies import given_files
from ent_report.sources.annuaire_lycees import lycee_of, reading_of
from ent_report.store import MANIFESTE, Store, annuaire_folder


def read_lycees(settings: Settings, store: Store) -> tuple[Lycee, ...]:
    """In order of UAI: as the register was last understood, where it is the same and sound; otherwise it is read.

    Raises InputsUnusableError where the register cannot be used.
    """
    register = given_files(settings, "annuaire", store)
    if not register.fichiers:
        raise InputsUnusableError(*register.fautes)
    known = store.read_json(f"{annuaire_folder()}/{MANIFESTE}")
    readings = [reading_of(one, settings.region.code, settings.region.nom) for one in register.fichiers]
    if known and readings == [known.get("lecture")]:
        with suppress(UnsoundPieceError):
            rows = store.read_rows([known["table"]["chemin"]])
            return tuple(lycee_of(row) for row in rows.iter_rows(named=True))
    from ent_report.references.fichiers import register_of  # noqa: PLC0415  its contract takes half a second to import

    return register_of(settings, register.fichiers).lycees
