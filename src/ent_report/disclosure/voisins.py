"""Where cells that could make way for an exposed one are looked for: near by first, since programs grow with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from ent_report.disclosure.systeme import Entiers, Masque
from ent_report.vocabulary import Niveau

_LIEUX_MAX = 40
NEAR = 1  # which of them is wide enough to look for what makes way, and no wider


@dataclass(frozen=True)
class Voisinage:
    """Of each cell its place's number, whether that is a lycée, and whether it is a day's or an hour's."""

    lieu: Entiers
    est_lycee: Masque
    est_moment: Masque

    @classmethod
    def of(cls, cells: pl.DataFrame, lieu: Entiers) -> Voisinage:
        """`cells`: niveau, jour, heure; `lieu`: the number of each one's place."""
        moment = cells.select(pl.any_horizontal(pl.col("jour", "heure").is_not_null())).to_series()
        return cls(
            lieu,
            (cells["niveau"] == Niveau.ETABLISSEMENT.value).to_numpy(),
            moment.to_numpy(),
        )

    def around(self, cell: int, cache: Masque) -> Iterator[Entiers]:
        """Its own place; then the places above and the lycées where most is hidden already; then all."""
        own = self.lieu == self.lieu[cell]
        yield np.flatnonzero(own)
        hidden = np.bincount(self.lieu, cache & self.est_lycee)
        others = np.argsort(-hidden, kind="stable")[:_LIEUX_MAX]
        near = ~self.est_lycee | np.isin(self.lieu, others)
        yield np.flatnonzero(own | (near & (self.est_moment == self.est_moment[cell])))
        yield np.arange(len(self.lieu))
