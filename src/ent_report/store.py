"""The only place that knows the layout of files: immutable pieces, and small manifests that say which of them count.

A piece is put in place under a name made of its content; a manifest is then swapped in one step. Readers take their
paths from manifests, so a kill at any moment leaves the last good state readable. Where the files lie, in a folder of
this machine or in an object store, is known to `entrepots` alone, which opens each (`entrepots.choix.open_store`).
"""

from __future__ import annotations

import json
import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from ent_report.errors import UnsoundPieceError
from ent_report.vocabulary import Mois

MANIFESTE = "manifeste.json"
PURGE = "purge"
"""In the manifest of a month whose rows were deleted: when, and which days they had measured."""
ROW_GROUP_ROWS = 100_000
UNSOUND = (pl.exceptions.PolarsError, pl.exceptions.PanicException, ValueError, OSError)
"""What reading a Parquet file raises that is gone or damaged, beside faults of other kinds."""
_WITHOUT_ANSWER = "object-store error"
"""How Polars begins to say that an object store gave no answer."""
CHANGED = "is no sound Parquet file: its bytes are not those that were written"


class FolderExistsError(Exception):
    """A folder was to be put in place where there is one by now."""


@dataclass(frozen=True, order=True)
class Entree:
    """What lies in a folder, by its name."""

    nom: str
    est_dossier: bool


@dataclass(frozen=True)
class Piece:
    """One immutable Parquet file, by its path under the data directory."""

    chemin: str
    sha256: str
    lignes: int


class Store(ABC):
    """A data directory. Paths given and returned are relative to it, with `/`.

    What cannot be written is a StorageError; a file that is not there, a FileNotFoundError. `travail` is a folder of
    this machine for what a process needs while it works.
    """

    travail: Path

    @contextmanager
    def scratch(self, nom: str) -> Iterator[Path]:
        """An empty folder of this machine that is removed at the end; what a killed run left under the name is removed
        first.
        """
        folder = self.travail / ".tmp" / nom
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def write_parquet(self, frame: pl.DataFrame, folder: str) -> Piece:
        """Write rows as a new piece of `folder`: the same rows give the same name and the same bytes."""

        def write(path: Path) -> None:
            frame.write_parquet(path, compression="zstd", row_group_size=ROW_GROUP_ROWS, statistics=True)

        chemin, digest = self.put_piece(folder, write)
        return Piece(chemin, digest, frame.height)

    def read_json(self, relative: str) -> dict[str, Any] | None:
        """A manifest, or None where there is none or what is there is no whole JSON object."""
        try:
            found = json.loads(self.read_bytes(relative).decode("utf-8"))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def write_json(self, relative: str, content: object) -> None:
        self.write_bytes(relative, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())

    def greatest(self, chemin: str, column: str) -> object:
        """A column's greatest value in one piece, as its footer has it; None where it has no row.

        Raises UnsoundPieceError.
        """
        import pyarrow.parquet as pq  # noqa: PLC0415  a fifth of a second, which most commands need not take

        with self._naming_unsound([chemin]):
            footer = pq.read_metadata(self.footer(chemin))
        place = footer.schema.names.index(column)
        groups = [footer.row_group(n).column(place).statistics for n in range(footer.num_row_groups)]
        return max((one.max for one in groups if one is not None and one.has_min_max), default=None)

    def read_rows(
        self, chemins: Sequence[str], query: Callable[[pl.LazyFrame], pl.LazyFrame] = lambda rows: rows
    ) -> pl.DataFrame:
        """What a query makes of the rows of pieces. Raises UnsoundPieceError, which names one."""
        with self._naming_unsound(chemins):
            return query(self.read_pieces(chemins)).collect()

    @contextmanager
    def _naming_unsound(self, chemins: Sequence[str]) -> Iterator[None]:
        """Where reading fails, the pieces are held to their names, which are made of their bytes."""
        try:
            yield
        except UNSOUND as error:
            if str(error).startswith(_WITHOUT_ANSWER):
                raise
            for one in chemins:
                if fault := self.damage(one):
                    undo = "put it back, or delete it: the next run makes it again if what it is made of is there"
                    raise UnsoundPieceError(f"{one}: {fault}; {undo}") from error
            raise

    def damage(self, chemin: str) -> str | None:
        """What is wrong with a piece, all of which is read; None where nothing is."""
        try:
            digest = self.sha256(chemin)
        except FileNotFoundError:
            return "is gone"
        return None if digest.startswith(PurePosixPath(chemin).stem) else CHANGED

    @abstractmethod
    def path(self, relative: str) -> Path:
        """Where a file lies on this machine; of an unchanging one in an object store, where its copy lies."""

    @abstractmethod
    def lock(self, nom: str) -> AbstractContextManager[None]:
        """Hold a name for this process alone, and wait for it; one that a dead process held is free again."""

    @abstractmethod
    def reception(self, nom: str) -> AbstractContextManager[Path]:
        """A folder of this machine with what was brought for an input and stays; to be held under a lock."""

    @abstractmethod
    def read_bytes(self, relative: str) -> bytes: ...

    @abstractmethod
    def write_bytes(self, relative: str, content: bytes) -> None:
        """Put a small file in place in one step: readers see the old one or the new one."""

    @abstractmethod
    def update(self, relative: str, verrou: str, change: Callable[[], bytes]) -> None:
        """Put what `change` makes of a file as it is now in its place: of several processes, no change is lost.
        `change` may be called again; what else it writes goes with the file. `verrou` names the lock, if one is needed.
        """

    @abstractmethod
    def put_file(self, source: Path, relative: str) -> None:
        """Put a copy of a file of this machine in place in one step."""

    @abstractmethod
    def put_piece(self, folder: str, write: Callable[[Path], object]) -> tuple[str, str]:
        """Put a Parquet file that `write` makes under a name made of its content; its path and its sha256."""

    @abstractmethod
    def put_folder(self, folder: str, files: Mapping[str, bytes]) -> None:
        """Put a folder in place; it is there with all its files or not at all, and is whole once its last one is there.

        Raises FolderExistsError where there is one by now; nothing of this one is left then.
        """

    @abstractmethod
    def folders(self, parent: str, signe: str) -> list[str]:
        """The names of the folders that were put in place in `parent`, the last file of each being `signe`."""

    @abstractmethod
    def exists(self, relative: str) -> bool:
        """Whether there is such a file."""

    @abstractmethod
    def unsound(self, chemins: Collection[str]) -> list[str]:
        """Those pieces that are gone or, as far as a look at their ends tells, damaged."""

    @abstractmethod
    def sha256(self, relative: str) -> str: ...

    @abstractmethod
    def entries(self, folder: str) -> list[Entree]:
        """What lies in a folder, in order of the names; nothing where there is no such folder."""

    @abstractmethod
    def walk(self, folder: str) -> Iterator[str]:
        """The paths of all files below a folder, in no order."""

    @abstractmethod
    def read_pieces(self, chemins: Sequence[str]) -> pl.LazyFrame:
        """The rows of pieces, in the order of their paths."""

    @abstractmethod
    def footer(self, chemin: str) -> Path | BytesIO:
        """A Parquet file, or as much of its end as its footer takes."""

    @abstractmethod
    def delete(self, folder: str, pattern: str) -> list[int]:
        """Delete the files of a folder that a glob pattern names, and folders that this empties: the bytes of each."""

    @abstractmethod
    def sweep(self, folder: str, keep: Collection[str], *, below: bool = True) -> None:
        """Remove the Parquet files in `folder`, and `below` it, that are not to be kept, folders that this empties, and
        what killed runs left.
        """


def collecte_folder(source: str, mois: Mois, jour: str | None = None) -> str:
    folder = f"collecte/{source}/mois={mois}"
    return f"{folder}/jour={jour}" if jour else folder


def rejets_folder(source: str, mois: Mois) -> str:
    return f"rejets/{source}/mois={mois}"


def reception_folder(nom: str) -> str:
    """Of what was brought for an input from elsewhere and stays, by its own name, such as `evenements`."""
    return f"reception/{nom}"


def indicateurs_folder(mois: Mois) -> str:
    return f"indicateurs/mois={mois}"


def annuaire_folder(mois: Mois | None = None) -> str:
    """Of the register as it is, or as a month knew it."""
    return "references/annuaire" if mois is None else f"references/annuaire/mois={mois}"
