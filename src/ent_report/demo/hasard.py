"""Seeded whole numbers, the same on any machine and with any version of numpy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Entiers = npt.NDArray[np.int64]
Mots = npt.NDArray[np.uint64]
Masque = npt.NDArray[np.bool_]


class Hasard:
    """A stream of draws for one purpose, named by whole numbers: the seed, then what the draws are for.

    Only PCG64's raw words are used: numpy promises that they never change, and promises nothing of its
    distributions. Nothing is drawn in floating point, whose last bit can differ between processors.
    """

    def __init__(self, *graine: int) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(graine))

    def words(self, n: int) -> Mots:
        return np.asarray(self._bits.random_raw(n), dtype=np.uint64)

    def below(self, borne: int, n: int) -> Entiers:
        """`n` whole numbers from 0 to `borne` excluded."""
        return (self.words(n) % np.uint64(borne)).astype(np.int64)

    def weighted(self, poids: Entiers | Sequence[int], n: int) -> Entiers:
        """`n` positions in `poids`, each as likely as its weight; a weight of 0 is never drawn."""
        cumul = np.cumsum(np.asarray(poids, dtype=np.int64))
        return np.searchsorted(cumul, self.below(int(cumul[-1]), n), side="right").astype(np.int64)

    def weighted_by(self, codes: Entiers, poids: Entiers) -> Entiers:
        """For each code one position in its row of `poids`."""
        drawn = np.zeros(len(codes), dtype=np.int64)
        for code, row in enumerate(poids):
            whose = np.flatnonzero(codes == code)
            drawn[whose] = self.weighted(row, len(whose))
        return drawn

    def order(self, n: int) -> Entiers:
        """The numbers from 0 to `n` excluded, shuffled."""
        return np.argsort(self.words(n), kind="stable").astype(np.int64)
