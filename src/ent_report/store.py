"""The only place that knows the layout of files: immutable pieces, and small manifests that say which of them count.

A piece is written under a temporary name and given a new name made of its content; a manifest is then swapped in one
step. Readers take their paths from manifests, so a kill at any moment leaves the last good state readable.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from ent_report.errors import UsageError
from ent_report.vocabulary import Mois
from ent_report.writing import writing

MANIFESTE = "manifeste.json"
PURGE = "purge"
"""In the manifest of a month whose rows were deleted: when, and which days they had measured."""
ROW_GROUP_ROWS = 100_000


@dataclass(frozen=True)
class Piece:
    """One immutable Parquet file, by its path under the data directory."""

    chemin: str
    sha256: str
    lignes: int


class Store:
    """A data directory. Paths given and returned are relative to it, with `/`.

    Raises UsageError where the directory cannot be written to.
    """

    def __init__(self, racine: Path) -> None:
        self.racine = racine.resolve()
        try:
            (self.racine / ".tmp").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{racine}: cannot be used as the data directory: {error.strerror}") from error
        if not os.access(self.racine / ".tmp", os.W_OK):
            raise UsageError(f"{racine}: cannot be used as the data directory: it may not be written to")

    def path(self, relative: str) -> Path:
        return self.racine / relative

    @contextmanager
    def lock(self, nom: str) -> Iterator[None]:
        """Hold a name for this process alone; the system lets go of it if the process dies. Waits for its turn."""
        file = self.racine / ".tmp" / f"{nom}.verrou"
        with file.open("w") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield

    @contextmanager
    def scratch(self, nom: str) -> Iterator[Path]:
        """An empty folder that is removed at the end; what a killed run left under the name is removed first."""
        folder = self.racine / ".tmp" / nom
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def write_parquet(self, frame: pl.DataFrame, folder: str) -> Piece:
        """Write rows as a new piece of `folder`: the same rows give the same name and the same bytes."""
        target = self.path(folder)
        temporary = target / f".{os.getpid()}.tmp"
        with writing(target):
            target.mkdir(parents=True, exist_ok=True)
            frame.write_parquet(temporary, compression="zstd", row_group_size=ROW_GROUP_ROWS, statistics=True)
            digest = sha256_of(temporary)
            final = target / f"{digest[:16]}.parquet"
            _sync(temporary)
            temporary.replace(final)
        return Piece(f"{folder}/{final.name}", digest, frame.height)

    def read_json(self, relative: str) -> dict[str, Any] | None:
        """A manifest, or None where there is none or what is there is no whole JSON object."""
        try:
            found = json.loads(self.path(relative).read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def write_json(self, relative: str, content: object) -> None:
        self.write_bytes(relative, (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())

    def write_bytes(self, relative: str, content: bytes) -> None:
        """Put a small file in place in one step: readers see the old one or the new one."""
        target = self.path(relative)
        temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        with writing(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(content)
            _sync(temporary)
            temporary.replace(target)

    def read_pieces(self, chemins: Sequence[str]) -> pl.LazyFrame:
        """The rows of pieces, in the order of their paths."""
        return pl.scan_parquet([self.path(one) for one in chemins], hive_partitioning=False, glob=False)

    def greatest(self, chemin: str, column: str) -> object:
        """A column's greatest value in one piece, as its footer has it; None where it has no row."""
        footer = pq.ParquetFile(self.path(chemin)).metadata
        place = footer.schema.names.index(column)
        groups = [footer.row_group(n).column(place).statistics for n in range(footer.num_row_groups)]
        return max((one.max for one in groups if one is not None and one.has_min_max), default=None)

    def delete(self, folder: str, pattern: str) -> list[int]:
        """Delete the files of `folder` that a glob pattern names, and folders that this empties: the bytes of each."""
        root = self.path(folder)
        files = [path for path in sorted(root.glob(pattern)) if path.is_file()]
        sizes = [path.stat().st_size for path in files]
        with writing(root):
            for path in files:
                path.unlink()
                if path.parent != root and not any(path.parent.iterdir()):
                    path.parent.rmdir()
        return sizes

    def sweep(self, folder: str, keep: Sequence[str], *, below: bool = True) -> None:
        """Remove Parquet files in `folder`, and `below` it, that no manifest names any more, and folders that this
        empties.
        """
        kept = {self.path(one) for one in keep}
        for file in sorted(self.path(folder).glob("**/*" if below else "*"), reverse=True):
            if file.is_file() and file not in kept and (file.suffix in {".parquet", ".tmp"}):
                file.unlink()
            elif file.is_dir() and not any(file.iterdir()):
                file.rmdir()


def collecte_folder(source: str, mois: Mois, jour: str | None = None) -> str:
    folder = f"collecte/{source}/mois={mois}"
    return f"{folder}/jour={jour}" if jour else folder


def rejets_folder(source: str, mois: Mois) -> str:
    return f"rejets/{source}/mois={mois}"


def indicateurs_folder(mois: Mois) -> str:
    return f"indicateurs/mois={mois}"


def annuaire_folder(mois: Mois | None = None) -> str:
    """Of the register as it is, or as a month knew it."""
    return "references/annuaire" if mois is None else f"references/annuaire/mois={mois}"


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
