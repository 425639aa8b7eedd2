"""A fault's line with those around it, as the person who mends it wants to see it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

AROUND = 3
_PLACE = re.compile(r"(?:^|\(from )(?P<path>[^:\n]+):(?P<line>\d+)")


@dataclass(frozen=True)
class LigneDeCode:
    numero: int
    texte: str
    est_fautive: bool


@dataclass(frozen=True)
class Extrait:
    """Some lines of a file; `lieu` is `file:line`."""

    lieu: str
    lignes: tuple[LigneDeCode, ...]


@dataclass(frozen=True)
class Faute:
    message: str
    extraits: tuple[Extrait, ...]


def read_faults(faults: Iterable[str], folders: Sequence[Path]) -> list[Faute]:
    """Each fault with the lines of the places that it names, where their files lie in one of the folders."""
    return [Faute(fault, tuple(_extracts(fault, folders))) for fault in faults]


def _extracts(fault: str, folders: Sequence[Path]) -> Iterator[Extrait]:
    for found in _PLACE.finditer(fault):
        path, number = Path(found["path"]).resolve(), int(found["line"])
        if path.is_file() and any(path.is_relative_to(folder) for folder in folders):
            lines = enumerate(path.read_text("utf-8", errors="replace").splitlines(), start=1)
            around = tuple(LigneDeCode(n, text, n == number) for n, text in lines if abs(n - number) <= AROUND)
            yield Extrait(f"{found['path']}:{number}", around)
