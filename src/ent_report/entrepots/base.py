"""What every kind of data directory offers: files by their path under it, with `/`, on this machine or elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Protocol

import polars as pl


class FolderExistsError(Exception):
    """A folder was to be put in place where there is one by now."""


@dataclass(frozen=True, order=True)
class Entree:
    """What lies in a folder, by its name."""

    nom: str
    est_dossier: bool


class Entrepot(Protocol):
    """A data directory. What cannot be written is a StorageError; a file that is not there, a FileNotFoundError."""

    @property
    def travail(self) -> Path:
        """A folder of this machine for what a process needs while it works."""
        ...

    def read(self, relative: str) -> bytes: ...

    def write(self, relative: str, content: bytes) -> None:
        """Put a small file in place in one step: readers see the old one or the new one."""
        ...

    def update(self, relative: str, verrou: str, change: Callable[[], bytes]) -> None:
        """Put what `change` makes of a file as it is now in its place; nobody else's change of it is lost.

        `change` may be called again, where another process was faster.
        """
        ...

    def put_file(self, source: Path, relative: str) -> None:
        """Put a copy of a file of this machine in place in one step."""
        ...

    def put_piece(self, folder: str, write: Callable[[Path], object]) -> tuple[str, str]:
        """Put a Parquet file that `write` makes under a name made of its content; its path and its sha256."""
        ...

    def put_folder(self, folder: str, files: Mapping[str, bytes]) -> None:
        """Put a folder in place, its last file as the sign that it is whole: readers see all its files or none.

        Raises FolderExistsError where there is one by now; nothing of this one is left then.
        """
        ...

    def folders(self, parent: str, signe: str) -> list[str]:
        """The names of folders that were put in place in `parent`, each with its file `signe`."""
        ...

    def path(self, relative: str) -> Path:
        """Where a file lies on this machine; of one elsewhere that never changes, where a copy lies."""
        ...

    def exists(self, relative: str) -> bool: ...

    def all_there(self, chemins: Collection[str]) -> bool: ...

    def sha256(self, relative: str) -> str: ...

    def entries(self, folder: str) -> list[Entree]:
        """What lies in a folder, in order of the names; nothing where there is no such folder."""
        ...

    def walk(self, folder: str) -> Iterator[str]:
        """The paths of all files below a folder, in no order."""
        ...

    def delete(self, folder: str, pattern: str) -> list[int]:
        """Delete the files of a folder that a glob pattern names, and folders that this empties: the bytes of each."""
        ...

    def sweep(self, folder: str, keep: Collection[str], *, below: bool) -> None:
        """Remove the Parquet files in a folder, and `below` it, that are not to be kept, and what killed runs left."""
        ...

    def scan(self, chemins: Sequence[str]) -> pl.LazyFrame: ...

    def footer(self, chemin: str) -> Path | BytesIO:
        """A Parquet file, or as much of its end as its footer takes."""
        ...

    def lock(self, nom: str) -> AbstractContextManager[None]:
        """Hold a name for this process alone, and wait for it; one that a dead process held is free again."""
        ...

    def folder(self, relative: str) -> AbstractContextManager[Path]:
        """A folder for those who read and write files of this machine; to be held under a lock."""
        ...
