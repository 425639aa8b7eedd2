"""The requests to an object store, and its answers: bytes, a missing file, a lost race, or why there is none."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError, PreconditionError

from ent_report.entrepots.adresse import Adresse
from ent_report.errors import StorageError
from ent_report.reponses_s3 import short
from ent_report.store import Entree

if TYPE_CHECKING:
    from obstore import ObjectMeta, PutMode

LOST = (AlreadyExistsError, PreconditionError)
"""Raised by a conditional writing where another process was faster."""
SMALL_BYTES = 100_000
"""What is smaller is written at once or not at all, so that a lease which is held now is held until it is there."""


class Client:
    """The objects of one data directory, by their paths in it. Raises FileNotFoundError, StorageError."""

    def __init__(self, adresse: Adresse) -> None:
        self._adresse = adresse
        self._patient = adresse.open()
        self.prompt = adresse.open(est_prompt=True)

    def read(self, chemin: str) -> bytes:
        with self.told(chemin):
            return bytes(obstore.get(self._patient, chemin).bytes())

    def end(self, chemin: str, length: int) -> bytes:
        """The last bytes of an object."""
        with self.told(chemin):
            return bytes(obstore.get(self._patient, chemin, options={"range": {"suffix": length}}).bytes())

    def sha256(self, chemin: str) -> str:
        digest = hashlib.sha256()
        with self.told(chemin):
            for part in obstore.get(self._patient, chemin):
                digest.update(part)
        return digest.hexdigest()

    def head(self, chemin: str) -> ObjectMeta | None:
        """None where there is no such object."""
        try:
            with self.told(chemin):
                return obstore.head(self._patient, chemin)
        except FileNotFoundError:
            return None

    def put(self, chemin: str, content: bytes | Path, mode: PutMode) -> None:
        """Raises one of LOST too, where `mode` sets a condition."""
        is_small = isinstance(content, bytes) and len(content) < SMALL_BYTES
        with self.told(chemin):
            obstore.put(self.prompt if is_small else self._patient, chemin, content, mode=mode)

    def remove(self, chemins: Sequence[str]) -> None:
        with self.told(next(iter(chemins), "")):
            obstore.delete(self._patient, chemins)

    def below(self, folder: str) -> Iterator[ObjectMeta]:
        """All objects below a folder, in no order."""
        with self.told(folder):
            for chunk in obstore.list(self._patient, prefix=folder):
                yield from chunk

    def level(self, folder: str) -> list[Entree]:
        """What lies in a folder, in order of the names."""
        with self.told(folder):
            found = obstore.list_with_delimiter(self._patient, folder)
        folders = [Entree(one.rpartition("/")[2], est_dossier=True) for one in found["common_prefixes"]]
        files = [Entree(one["path"].rpartition("/")[2], est_dossier=False) for one in found["objects"]]
        return sorted([*folders, *files])

    @contextmanager
    def told(self, chemin: str) -> Iterator[None]:
        """What the library raises, as a line; a lost race and a missing object are for who asked."""
        try:
            yield
        except LOST:
            raise
        except (NotFoundError, FileNotFoundError) as error:
            raise FileNotFoundError(errno.ENOENT, "found no such object", f"{self._adresse}/{chemin}") from error
        except BaseError as error:
            raise StorageError(f"{self._adresse}/{chemin}: found no usable answer: {short(error)}") from error
