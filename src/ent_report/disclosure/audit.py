"""The attack: which masked figures can be worked out, or nearly, by somebody who holds all that is published.

The attacker's problem of Fischetti and Salazar-Gonzalez (Solving the cell suppression problem on tabular data with
linear constraints, Management Science 47, 2001): the least and the greatest value that a hidden cell may have, given
all published sums and the hidden cells' own bounds. Every other table that fits what is published is a witness for all
the cells that it moves, so that few programs answer for many cells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ent_report.disclosure.programme import Programme
from ent_report.disclosure.systeme import Entiers, Masque, Reels, Systeme

TOLERANCE = 1e-6
_ASSEZ = 1e9  # more than any count: adds up, as infinity would not
_ENSEMBLE_MIN = 5
_PART = 0.4  # of the cells in doubt, moved at once: all of them would stand in each other's way
_BAISSE = 0.8  # how often one that can fall far enough does: it makes room for those that can only rise
_PROGRES, _TOURS_VAINS = 0.01, 5
_GRAINE = 20_01


@dataclass
class Marges:
    """How far below and above its value each cell is known to be possible: of what is hidden, ever more."""

    moins: Reels
    plus: Reels

    def witness(self, cells: Entiers, moves: Reels) -> None:
        np.maximum.at(self.plus, cells, moves)
        np.maximum.at(self.moins, cells, -moves)

    def lacking(self, systeme: Systeme, cells: Entiers) -> Reels:
        """How much narrower than it must be the interval is that is known of each cell; 0 or less for what is safe."""
        return np.asarray(systeme.largeur[cells] - self.plus[cells] - self.moins[cells] - TOLERANCE)


class Attaque:
    """An attack on what is hidden now. `margins` goes on to the next one: as more is hidden, a witness stays one."""

    def __init__(self, systeme: Systeme, cache: Masque, margins: Marges) -> None:
        self._hidden = systeme.of_cells(cache).with_plain_bounds()
        self._margins = margins
        self._is_summed = np.zeros(systeme.nb, dtype=np.bool_)
        self._is_summed[self._hidden.cellule] = True
        self._needy = cache & (systeme.largeur > 0)
        self._sure = _at_least(self._hidden, cache) >= systeme.largeur - TOLERANCE

    def doubtful(self) -> Entiers:
        """The cells that no witness answers for yet: most of them are exposed.

        Most are answered for by their own place's cells, in small programs; only the others by all that hangs together.
        """
        for groups in (self._hidden.places(), self._hidden.components()):
            for group in groups:
                cells = self._open(group)
                if len(cells):
                    _witness_many(Programme(self._hidden, group), group, cells, self._hidden, self._margins)
        return self._open(np.flatnonzero(self._needy))

    def measure(self, cell: int, near: Entiers) -> None:
        """Look for the margins of one cell among the hidden ones near it: no wider than they are."""
        group = np.unique(near[self._is_summed[near]])
        place = np.searchsorted(group, cell)
        if place < len(group) and group[place] == cell:
            program, need = Programme(self._hidden, group), float(self._hidden.largeur[cell])
            _measure_one(program, int(place), cell, need, self._margins)

    def _open(self, group: Entiers) -> Entiers:
        cells = group[self._needy[group] & ~self._sure[group]]
        return cells[self._margins.lacking(self._hidden, cells) > 0]


def _at_least(hidden: Systeme, cache: Masque) -> Reels:
    """An interval that each hidden cell certainly has: other hidden cells of its sums, in no other sum, make way."""
    degree = np.bincount(hidden.cellule, minlength=hidden.nb)
    own = degree[hidden.cellule] == 1
    down_parts, up_parts = _others(hidden, own & (hidden.signe > 0))
    down_totals, up_totals = _others(hidden, own & (hidden.signe < 0))
    is_part = hidden.signe > 0
    up = np.where(is_part, down_parts + up_totals, up_parts + down_totals)
    down = np.where(is_part, up_parts + down_totals, down_parts + up_totals)
    width_up, width_down = hidden.hausse.copy(), hidden.reserve.copy()
    np.minimum.at(width_up, hidden.cellule, up)
    np.minimum.at(width_down, hidden.cellule, down)
    return np.where(cache, width_up + width_down, 0.0)


def _others(hidden: Systeme, able: Masque) -> tuple[Reels, Reels]:
    """How far the other `able` places of each place's sum go down, and up, together."""
    nb_sums = int(hidden.somme.max()) + 1 if len(hidden.somme) else 0
    found = []
    for room in (hidden.reserve, hidden.hausse):
        mine = np.where(able, np.minimum(room[hidden.cellule], _ASSEZ), 0.0)
        total: Reels = np.bincount(hidden.somme, mine, nb_sums).astype(np.float64)
        found.append(total[hidden.somme] - mine)
    return found[0], found[1]


def _witness_many(program: Programme, group: Entiers, cells: Entiers, hidden: Systeme, margins: Marges) -> None:
    """Move many cells of a component at once, in directions drawn by lot, as long as that answers for more of them."""
    place, need = np.searchsorted(group, cells), hidden.largeur[cells]
    random = np.random.default_rng(_GRAINE)
    program.bounds(place, -np.minimum(hidden.reserve[cells], need), np.minimum(hidden.hausse[cells], need))
    idle, left = 0, len(cells)
    while left and idle < _TOURS_VAINS:
        is_open = margins.lacking(hidden, cells) > 0
        falls = random.random(len(cells)) < np.where(hidden.reserve[cells] >= need, _BAISSE, 1 - _BAISSE)
        chosen = is_open & (random.random(len(cells)) < (_PART if left > _ENSEMBLE_MIN else 1.0))
        cost = np.zeros(len(group))
        cost[place] = chosen * np.where(falls, 1.0, -1.0) / need
        moves = program.minimize(cost)
        if moves is not None:
            margins.witness(group, moves)
        before, left = left, int((margins.lacking(hidden, cells) > 0).sum())
        idle = 0 if before - left > _PROGRES * before else idle + 1


def _measure_one(program: Programme, at: int, cell: int, need: float, margins: Marges) -> None:
    for sign in (-1.0, 1.0):
        if margins.plus[cell] + margins.moins[cell] >= need - TOLERANCE:
            return
        program.within(at, need)
        cost = np.zeros(len(program.cells))
        cost[at] = sign
        moves = program.minimize(cost)
        if moves is not None:
            margins.witness(program.cells, moves)
        program.free(np.array([at]))
