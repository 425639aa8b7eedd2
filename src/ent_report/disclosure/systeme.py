"""Linked tables as a linear system: cells, and the sums that they stand in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

Entiers = npt.NDArray[np.int64]
Reels = npt.NDArray[np.float64]
Masque = npt.NDArray[np.bool_]

_MESURES = ("reserve", "hausse", "largeur", "poids")


@dataclass(frozen=True)
class Systeme:
    """Cells 0 to nb - 1, and the places (cellule, somme, signe) of their sums, in the order of the cells.

    Of each cell `reserve` and `hausse` are how far it may be below and above its value, `largeur` the interval to be
    left for it, `poids` what hiding it costs, `lieu` the number of its place, `marge` whether it is but a difference.
    """

    cellule: Entiers
    somme: Entiers
    signe: Reels
    reserve: Reels
    hausse: Reels
    largeur: Reels
    poids: Reels
    lieu: Entiers
    marge: Masque

    @classmethod
    def of(cls, cells: pl.DataFrame, members: pl.DataFrame) -> Systeme:
        """`cells` in their order (n, reserve, hausse, largeur, poids); `members`: n, cle, signe."""
        rank = cells.select("n", rang=pl.int_range(pl.len(), dtype=pl.Int64))
        numbered = members.select("n", pl.col("cle").rank("dense").cast(pl.Int64).alias("somme"), "signe")
        placed = numbered.join(rank, on="n").sort("rang", "somme")
        place = cells.select(pl.struct("niveau", "code").rank("dense")).to_series()
        return cls(
            cellule=placed["rang"].to_numpy().astype(np.int64),
            somme=placed["somme"].to_numpy().astype(np.int64),
            signe=placed["signe"].to_numpy().astype(np.float64),
            lieu=place.to_numpy().astype(np.int64),
            marge=(cells["poids"] == 0).to_numpy(),
            **{name: cells[name].cast(pl.Float64).to_numpy() for name in _MESURES},
        )

    @property
    def nb(self) -> int:
        return len(self.reserve)

    def of_cells(self, wanted: Masque) -> Systeme:
        """The same cells, in the sums of which some are wanted; all others keep their value."""
        kept = wanted[self.cellule]
        return replace(self, cellule=self.cellule[kept], somme=self.somme[kept], signe=self.signe[kept])

    def with_plain_bounds(self) -> Systeme:
        """The same system, each sum of one cell and a difference alone told as that cell's bound instead."""
        nb_sums = int(self.somme.max()) + 1 if len(self.somme) else 0
        is_gap = self.marge[self.cellule]
        count, gaps = np.bincount(self.somme, minlength=nb_sums), np.bincount(self.somme, is_gap, nb_sums)
        plain = ((count == 2) & (gaps == 1))[self.somme]
        room = np.zeros(nb_sums)
        room[self.somme[plain & is_gap]] = self.reserve[self.cellule[plain & is_gap]]
        reserve, hausse = self.reserve.copy(), self.hausse.copy()
        great, small = (plain & ~is_gap & (self.signe * sign > 0) for sign in (1, -1))
        np.minimum.at(reserve, self.cellule[great], room[self.somme[great]])
        np.minimum.at(hausse, self.cellule[small], room[self.somme[small]])
        kept = ~plain
        return replace(
            self,
            cellule=self.cellule[kept],
            somme=self.somme[kept],
            signe=self.signe[kept],
            reserve=reserve,
            hausse=hausse,
        )

    def places_of(self, cells: Entiers) -> tuple[Entiers, Entiers]:
        """Where some cells stand: for each of their places in sums the rank of its cell among them, and its index."""
        first, after = np.searchsorted(self.cellule, cells), np.searchsorted(self.cellule, cells, side="right")
        rank = np.repeat(np.arange(len(cells)), after - first)
        ends = np.cumsum(after - first)
        return rank, np.arange(len(rank)) + (after - ends)[rank]

    def places(self) -> Iterator[Entiers]:
        """The cells of each place, those in no sum left out."""
        yield from _groups(np.unique(self.cellule), self.lieu)

    def components(self) -> Iterator[Entiers]:
        """The cells that hang together through the sums of this system, a group each, those in no sum left out."""
        yield from _groups(np.unique(self.cellule), self._labels())

    def _labels(self) -> Entiers:
        label = np.arange(self.nb)
        sums, place = np.unique(self.somme, return_inverse=True)
        while True:
            lowest = np.full(len(sums), self.nb)
            np.minimum.at(lowest, place, label[self.cellule])
            before = label.copy()
            np.minimum.at(label, self.cellule, lowest[place])
            label = label[label]
            if np.array_equal(before, label):
                return label


def _groups(cells: Entiers, label: Entiers) -> Iterator[Entiers]:
    order = cells[np.argsort(label[cells], kind="stable")]
    cuts = np.flatnonzero(np.diff(label[order])) + 1
    yield from (np.sort(group) for group in np.split(order, cuts) if len(group))
