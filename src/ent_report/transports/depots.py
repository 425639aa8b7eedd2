"""Drops of files on other machines: what each protocol offers of them."""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ent_report.errors import UnreadableInputError
from ent_report.transports.motifs import Motif
from ent_report.transports.urls import Lieu


class DepotError(UnreadableInputError):
    """A drop, or one file of it, cannot be had: found and expected, without the URL and without secrets."""


class TransientError(DepotError):
    """The connection was lost, or the server stumbled: another attempt may help."""


class ChangedError(DepotError):
    """A file is no more what was listed: it is being written."""


@dataclass(frozen=True)
class Acces:
    """What it may take to be let in; `dossier` is what paths are relative to, `secret` the secret itself."""

    dossier: Path
    secret: str | None = field(default=None, repr=False)
    cles_hotes: str | None = None
    point_acces: str | None = None
    region: str | None = None


@dataclass(frozen=True)
class Distant:
    """A file elsewhere: its path there, and what tells its content from another of the same name.

    `change_s`: when it changed, in seconds by the server's clock; `version_ns` is never the same for another content.
    """

    chemin: str
    octets: int
    change_s: float
    version_ns: int
    etiquette: str | None = None


class Depot(Protocol):
    """One server or bucket, connected when it is first asked for something. Each raises DepotError."""

    def find(self, motif: Motif) -> Sequence[Distant]:
        """The files that may match: the one that is named, or all below the motif's folder, as deep as it goes."""
        ...

    def fetch(self, distant: Distant, cible: Path) -> None:
        """Write a file's bytes to `cible`; ChangedError where it is another than `distant` says."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Protocole:
    """A way to drops of files; its module, named by the scheme of their URLs, has it as PROTOCOLE.

    `repos_s`: seconds since its last change after which a file is taken to be whole, if nothing else is said.
    """

    repos_s: int
    open: Callable[[Lieu, Acces], Depot]


def is_of_the_disk(error: OSError) -> bool:
    """Whether this machine could not write, which is no fault of the drop."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}
