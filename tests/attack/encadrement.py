"""Outer limits of the unknowns, one relation at a time: cheap, and enough to show most figures that are too narrow.

Each relation bounds each of its unknowns by the limits of the others, again and again (feasibility-based bound
tightening, e.g. T. Achterberg and others, « Presolve reductions in mixed integer programming », 2020).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attack.cellule import Cle
from attack.probleme import Probleme

_TOURS = 40
_GAIN = 1e-3


class Matrice:
    """The relations of one component, entry by entry: `ligne`, `colonne`, `poids`; and each row's two limits."""

    def __init__(self, problem: Probleme, cells: Sequence[Cle], rows: Sequence[int]) -> None:
        places = {key: n for n, key in enumerate(cells)}
        chosen = [problem.lignes[n] for n in rows]
        self.tailles = (len(rows), len(cells))
        self.ligne = np.repeat(np.arange(len(rows)), [len(terms) for terms, _, _ in chosen])
        self.colonne = np.array([places[key] for terms, _, _ in chosen for key in terms], dtype=int)
        self.poids = np.array([one for terms, _, _ in chosen for one in terms.values()], dtype=float)
        self.moins = np.array([least for _, least, _ in chosen], dtype=float)
        self.plus = np.array([most for _, _, most in chosen], dtype=float)


def tighten(matrix: Matrice, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Limits within which every solution lies, at least as narrow as those given."""
    low, high = low.copy(), high.copy()
    for _ in range(_TOURS):
        before = low.copy(), high.copy()
        _tighten_once(matrix, low, high)
        if not (np.any(low > before[0] + _GAIN) or np.any(high < before[1] - _GAIN)):
            break
    return low, high


def _tighten_once(matrix: Matrice, low: np.ndarray, high: np.ndarray) -> None:
    weight, row, column = matrix.poids, matrix.ligne, matrix.colonne
    positive = weight > 0
    least = weight * np.where(positive, low[column], high[column])
    most = weight * np.where(positive, high[column], low[column])
    room_up = matrix.plus[row] - _without_own(least, row, matrix.tailles[0])
    room_down = matrix.moins[row] - _without_own(most, row, matrix.tailles[0])
    np.minimum.at(high, column, np.where(positive, room_up, room_down) / weight)
    np.maximum.at(low, column, np.where(positive, room_down, room_up) / weight)


def _without_own(activity: np.ndarray, row: np.ndarray, rows: int) -> np.ndarray:
    """For each entry the sum of the others of its row; infinite where one of them is."""
    is_open = ~np.isfinite(activity)
    finite = np.where(is_open, 0.0, activity)
    total = np.bincount(row, finite, rows)[row] - finite
    others_open = np.bincount(row, is_open, rows)[row] - is_open
    sign = np.sign(activity[is_open][0]) if is_open.any() else 1.0
    return np.where(others_open > 0, sign * np.inf, total)
