"""Whether a file is Parquet, and sound."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow as pa

from ent_report.errors import UnreadableInputError
from ent_report.sources.fichiers import Fichier, first_line

UNSOUND_PARQUET = (pa.ArrowException, pl.exceptions.PolarsError, pl.exceptions.PanicException, ValueError, OSError)
MAGIC = b"PAR1"


def is_parquet(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == MAGIC


def unsound_parquet(fichier: Fichier, error: BaseException) -> UnreadableInputError:
    """What is said of a file that begins like a Parquet file and cannot be read as one."""
    return UnreadableInputError(f"{fichier.nom}: is no sound Parquet file: {first_line(error)}")
