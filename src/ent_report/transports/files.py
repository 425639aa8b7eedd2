"""Files that lie in folders of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from pydantic import field_validator

from ent_report.errors import UnreadableInputError
from ent_report.sources.fichiers import list_files
from ent_report.transports.base import Demande, Livraison, Provenance


class Files(Provenance):
    """`path`: a path, a folder or a glob, or several, relative to the file that says so."""

    kind: Literal["files"] = "files"
    path: tuple[str, ...]

    @field_validator("path", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class TransportFiles:
    provenance = Files

    @contextmanager
    def bring(self, provenance: Files, demande: Demande) -> Iterator[Livraison]:
        try:
            files, faults = list_files(provenance.path, demande.dossier, demande.connus)
        except UnreadableInputError as error:
            files, faults = [], list(error.faults)
        yield Livraison(tuple(files), tuple(f"{demande.entree}.path: {fault}" for fault in faults))

    def probe(self, provenance: Files, demande: Demande) -> list[str]:
        with self.bring(provenance, demande) as found:
            return list(found.fautes)


TRANSPORT = TransportFiles()
