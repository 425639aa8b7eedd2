"""What every source offers to the collection: its files read as batches of good rows and rejected ones."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from typing import Protocol

import polars as pl

from ent_report.sources.fichiers import Fichier
from ent_report.sources.pseudonymes import Pseudonymes


@dataclass(frozen=True)
class Lot:
    """One batch of a file: `lues` rows read, of which some are kept (with their `jour`) and the others rejected.

    `remarques` counts what is worth telling and no reason to reject: an unmapped application, an unknown structure.
    """

    lues: int
    gardees: pl.DataFrame
    rejetees: pl.DataFrame
    remarques: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Acheve:
    """One partition, finished: rows as they are stored, in their order, and those that contradict each other."""

    gardees: pl.DataFrame
    nb_lignes: int
    rejetees: pl.DataFrame


class Source(Protocol):
    """A source of the month's data. `nom` is its folder's name and what reports call it.

    `par_jour`: its partitions are local days; otherwise months.
    """

    @property
    def nom(self) -> str: ...

    @property
    def par_jour(self) -> bool: ...

    @property
    def version(self) -> str:
        """Changes whenever the same files would be read otherwise: code, labels, register, period."""
        ...

    @property
    def cle_doublon(self) -> tuple[str, ...]:
        """The columns in which exact duplicates are equal."""
        ...

    def read(self, fichier: Fichier) -> Iterator[Lot]:
        """Read one file, a batch at a time; raises UnreadableInputError, after the batches that are sound."""
        ...

    def restore(self, stored: pl.DataFrame) -> pl.DataFrame:
        """The rows that a finished partition was made from, with their `jour`: what `finish` undoes."""
        ...

    def finish(self, gardees: pl.DataFrame) -> Acheve:
        """Turn one partition's rows, free of duplicates, into the rows to store."""
        ...


@dataclass(frozen=True)
class Contexte:
    """What a source is read against.

    `frequence`: the grain of its rows; `lycees`: UAI, or id of the platform -> UAI; `profils` and `appareils`: label in
    lower case -> ours; `services`: those of the configuration.
    """

    nom: str
    frequence: str
    lycees: Mapping[str, str]
    profils: Mapping[str, str]
    appareils: Mapping[str, str]
    services: tuple[str, ...]
    pseudonymes: Callable[[], Pseudonymes]

    @cached_property
    def uais(self) -> frozenset[str]:
        """The region's lycées."""
        return frozenset(self.lycees.values())

    @cached_property
    def empreinte(self) -> str:
        """Changes with the register and the labels."""
        known = (sorted(self.lycees.items()), dict(self.profils), dict(self.appareils))
        return hashlib.sha256(repr(known).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Definition:
    """A source as the configuration may name it; a package of this package lists its own as SOURCES.

    `rang` is its place where sources are listed; `lecture`: the module whose `build` makes it, imported when it is
    read; `peut_tarder`: a month may be made before it speaks of it, and nothing is lost by that.
    """

    nom: str
    rang: int
    lecture: str
    peut_tarder: bool = False

    def build(self, contexte: Contexte) -> Source:
        made: Source = import_module(self.lecture).build(contexte)
        return made
