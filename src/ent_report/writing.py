"""What the system refuses to write, in one line that names the place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from ent_report.errors import StorageError


@contextmanager
def writing(target: Path) -> Iterator[None]:
    """Raise StorageError, which names `target`, for a full disk or a folder that may not be written to."""
    try:
        yield
    except (OSError, pl.exceptions.ComputeError) as error:
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0]
        raise StorageError(f"{target}: cannot be written: {reason}") from error
