"""One input file: how it is called, and what its bytes are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

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
