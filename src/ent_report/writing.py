"""Files of this machine put in place in one step, and what the system refuses to write, in one line that names it."""

from __future__ import annotations

import os
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


@contextmanager
def putting(target: Path) -> Iterator[Path]:
    """A file beside `target` to be written, which then takes its place: readers see the old one or the new one, whole.

    Raises StorageError.
    """
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    with writing(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        sync(temporary)
        temporary.replace(target)


def sync(path: Path) -> None:
    """Have the system write a file's bytes to the disk."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
