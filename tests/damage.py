"""What befalls a file on a disk: what tests of sound data directories do to it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Damage = Callable[[Path], object]


def cut_off(file: Path) -> None:
    """As a copy that was interrupted."""
    file.write_bytes(file.read_bytes()[:200])


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def overwritten(file: Path) -> None:
    """As by a disk that gives other blocks: nothing of a Parquet file is left."""
    file.write_bytes(bytes(n * 37 % 251 for n in range(file.stat().st_size)))


def removed(file: Path) -> None:
    file.unlink()


def spoiled_within(file: Path) -> None:
    """Its footer is as it was: only who reads its rows sees it."""
    content = file.read_bytes()
    file.write_bytes(content[:4] + bytes(60) + content[64:])


SEEN_AT_ITS_END: tuple[Damage, ...] = (cut_off, emptied, overwritten, removed)
