"""How narrowly each figure of a component is known: its least and greatest value that all that is published allows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from attack.cellule import Cle, Fait, Seuils
from attack.encadrement import Matrice, tighten
from attack.probleme import Probleme

_EPSILON = 1e-5
_TOURS = 40
_AMPLE = 20.0
"""How many times the width that is asked for an interval is followed: beyond it, it is as good as open."""


@dataclass(frozen=True)
class Intervalle:
    """In figures, rounded in for counts. One that is wide enough was followed only until it was."""

    bas: float
    haut: float


def intervals(
    problem: Probleme,
    cells: Sequence[Cle],
    rows: Sequence[int],
    facts: Mapping[Cle, Fait],
    sensitive: Collection[Cle],
    limits: Seuils,
    seed: int = 1,
) -> dict[Cle, Intervalle]:
    """The interval of each of the sensitive cells of one component."""
    matrix = Matrice(problem, cells, rows)
    low, high = (np.array([side[one] for one in cells]) for side in (problem.bas, problem.haut))
    low, high = (np.where(np.abs(one) < _EPSILON, 0.0, one) for one in tighten(matrix, low, high))
    values = np.array([facts[one].valeur for one in cells], dtype=float)
    widths = np.array([limits.width(one) for one in values])
    whole = np.array([one.indicateur != "duree_totale_s" for one in cells])
    wanted = np.array([n for n, one in enumerate(cells) if one in sensitive])
    outer = _Portee(values, widths, whole)
    outer.see(low)
    outer.see(high)
    narrow = {cells[n]: Intervalle(*outer.interval(n)) for n in wanted if not outer.is_wide(n)}
    wanted = np.array([n for n in wanted if cells[n] not in narrow], dtype=int)
    if not wanted.size:
        return narrow
    solver = Composante(matrix, low, high)
    reach = _Portee(values, widths, whole)
    _certify(solver, reach, wanted, widths, np.random.default_rng(seed))
    for n in wanted:
        if not reach.is_wide(n):
            _follow(solver, reach, n, _AMPLE * widths[n])
    return narrow | {cells[n]: Intervalle(*reach.interval(n)) for n in wanted}


class _Portee:
    """The least and greatest deviation of each cell among all solutions that were seen."""

    def __init__(self, values: np.ndarray, widths: np.ndarray, whole: np.ndarray) -> None:
        self.values, self.widths, self.whole = values, widths, whole
        self.low, self.high = np.zeros_like(values), np.zeros_like(values)

    def see(self, deviations: np.ndarray) -> None:
        np.minimum(self.low, deviations, out=self.low)
        np.maximum(self.high, deviations, out=self.high)

    def interval(self, n: int) -> tuple[float, float]:
        low, high = self.values[n] + self.low[n], self.values[n] + self.high[n]
        if self.whole[n]:
            return float(np.ceil(low - _EPSILON)), float(np.floor(high + _EPSILON))
        return float(low), float(high)

    def is_wide(self, n: int) -> bool:
        low, high = self.interval(n)
        return high - low >= self.widths[n] - _EPSILON


def _certify(
    solver: Composante, reach: _Portee, wanted: np.ndarray, widths: np.ndarray, random: np.random.Generator
) -> None:
    """Show many cells to be wide with one problem: push them all apart at once, none further than it needs."""
    left = wanted
    for _ in range(_TOURS):
        weights = np.zeros_like(widths)
        weights[left] = random.uniform(0.5, 1.5, left.size) * _directions(solver, reach, left, random)
        reach.see(solver.maximise(weights, wanted, widths + 1.0))
        before, left = left.size, np.array([n for n in left if not reach.is_wide(n)], dtype=int)
        if not left.size or before - left.size < max(1, before // 100):
            return


def _directions(solver: Composante, reach: _Portee, left: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Up or down, by where there is more room that was not seen yet; either way where there is as much."""
    up = np.minimum(solver.high[left] - reach.high[left], reach.widths[left])
    down = np.minimum(reach.low[left] - solver.low[left], reach.widths[left])
    return np.where(random.random(left.size) * (up + down + _EPSILON) < up, 1.0, -1.0)


def _follow(solver: Composante, reach: _Portee, n: int, ample: float) -> None:
    for sign in (1.0, -1.0):
        weights = np.zeros_like(reach.values)
        weights[n] = sign
        reach.see(solver.maximise(weights, np.array([n]), np.full_like(reach.values, ample)))
        if reach.is_wide(n):
            return


class Composante:
    """The linear problem of one component; only its objective and some limits change between solutions."""

    def __init__(self, matrix: Matrice, low: np.ndarray, high: np.ndarray) -> None:
        self.low, self.high = low, high
        self._highs = highspy.Highs()
        self._highs.silent()
        self._highs.setOptionValue("threads", 1)
        self._highs.passModel(_model(matrix, low, high))
        self._columns = np.arange(len(low), dtype=np.int32)

    def maximise(self, weights: np.ndarray, held: np.ndarray, room: np.ndarray) -> np.ndarray:
        """The deviations that maximise their weighted sum, those that are `held` within `room` of 0."""
        low, high = self.low.copy(), self.high.copy()
        low[held], high[held] = np.maximum(low[held], -room[held]), np.minimum(high[held], room[held])
        highs, size = self._highs, len(self._columns)
        highs.changeColsBounds(size, self._columns, low, high)
        highs.changeColsCost(size, self._columns, -weights)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"the attacker's problem: found {highs.getModelStatus()}, expected an optimum")
        return np.clip(np.array(highs.getSolution().col_value), low, high)


def _model(matrix: Matrice, low: np.ndarray, high: np.ndarray) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.tailles
    model.col_cost_ = np.zeros_like(low)
    model.col_lower_, model.col_upper_ = low, high
    model.row_lower_, model.row_upper_ = matrix.moins, matrix.plus
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.searchsorted(matrix.ligne, np.arange(matrix.tailles[0] + 1)).astype(np.int32)
    model.a_matrix_.index_ = matrix.colonne.astype(np.int32)
    model.a_matrix_.value_ = matrix.poids
    return model
