"""One input file: how it is called, what its bytes are, and whether they are Parquet."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import pyarrow as pa

from ent_report.errors import UnreadableInputError

UNSOUND_PARQUET = (pa.ArrowException, pl.exceptions.PolarsError, pl.exceptions.PanicException, ValueError, OSError)
PARQUET_MAGIC = b"PAR1"

Empreinte = tuple[str, int, int]
"""A file's name, size in bytes and time of change in nanoseconds."""


@dataclass(frozen=True)
class Fichier:
    """One input file; `nom` is how messages and manifests call it, `sha256` is of its bytes as they lie.

    `apporter` puts a file from elsewhere at `chemin` before it is read, and raises UnreadableInputError if it cannot;
    one of this machine lies where it is.
    """

    chemin: Path
    nom: str
    sha256: str
    octets: int
    modifie_ns: int
    apporter: Callable[[], None] = field(default=lambda: None, compare=False, repr=False)


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0] or type(error).__name__


def unsound_parquet(fichier: Fichier, error: BaseException) -> UnreadableInputError:
    """What is said of a file that begins like a Parquet file and cannot be read as one."""
    return UnreadableInputError(f"{fichier.nom}: is no sound Parquet file: {first_line(error)}")


def is_parquet(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == PARQUET_MAGIC
