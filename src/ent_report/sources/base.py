"""What every source offers to the collection: its files read as batches of good rows and rejected ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import polars as pl

from ent_report.sources.fichiers import Fichier

REJETS_SCHEMA = pl.Schema(
    {
        "jour": pl.Date,  # the row's own day; null where it cannot be told
        "regle": pl.String,
        "origine": pl.String,  # file and line
        "ligne": pl.String,  # the row as it came, as JSON, without personal data
        "uai": pl.String,
        "profil": pl.String,
    }
)


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
