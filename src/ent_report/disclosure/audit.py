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
_TOURS_VAINS = 8
_GRAINE = 20_01


@dataclass
class Marges:
    """How far below and above its value each cell is known to be possible."""

    moins: Reels
    plus: Reels

    def witness(self, cells: Entiers, moves: Reels) -> None:
        np.maximum.at(self.plus, cells, moves)
        np.maximum.at(self.moins, cells, -moves)


def exposed(systeme: Systeme, cache: Masque) -> tuple[Entiers, Marges]:
    """The cells whose interval is narrower than their `largeur`, and the margins found, which are exact for these.

    `cache`: which cells are hidden. A cell that needs an interval and is not hidden is exposed too.
    """
    hidden = systeme.of_cells(cache).with_plain_bounds()
    margins = Marges(np.zeros(systeme.nb), np.zeros(systeme.nb))
    needed = np.where(cache, systeme.largeur, 0.0)
    found = np.minimum(_at_least(hidden, cache), needed)
    # Most are answered for by their own place's cells, in small programs; only the others by all that hangs together.
    for groups in (hidden.places(), hidden.components()):
        for group in groups:
            reached = np.maximum(found[group], margins.plus[group] + margins.moins[group])
            doubtful = group[reached < needed[group] - TOLERANCE]
            if len(doubtful):
                _measure(hidden, group, doubtful, margins)
    reached = np.maximum(found, margins.plus + margins.moins)
    open_cells = (systeme.largeur > 0) & (~cache | (reached < needed - TOLERANCE))
    return np.flatnonzero(open_cells), margins


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


def _measure(hidden: Systeme, group: Entiers, doubtful: Entiers, margins: Marges) -> None:
    """Find the margins of some cells of a component: first many at once, then one by one what is still in doubt."""
    program = Programme(hidden, group)
    place = np.searchsorted(group, doubtful)
    need = hidden.largeur[doubtful]
    random = np.random.default_rng(_GRAINE)
    low, high = np.minimum(hidden.reserve[doubtful], need), np.minimum(hidden.hausse[doubtful], need)
    program.bounds(place, -low, high)
    idle = 0
    while idle < _TOURS_VAINS:
        still = _doubtful(doubtful, need, margins)
        chosen = still & (random.random(len(doubtful)) < _PART)
        if still.sum() < _ENSEMBLE_MIN:
            break
        cost = np.zeros(len(group))
        falls = random.random(len(doubtful)) < np.where(hidden.reserve[doubtful] >= need, _BAISSE, 1 - _BAISSE)
        cost[place] = chosen * np.where(falls, 1.0, -1.0) / need
        moves = program.minimize(cost)
        if moves is not None:
            margins.witness(group, moves)
        idle = idle + 1 if _doubtful(doubtful, need, margins).sum() == still.sum() else 0
    program.free(place)
    for at, cell in zip(place, doubtful, strict=True):
        _measure_one(program, int(at), int(cell), float(hidden.largeur[cell]), margins)


def _doubtful(cells: Entiers, need: Reels, margins: Marges) -> Masque:
    return np.asarray(margins.plus[cells] + margins.moins[cells] < need - TOLERANCE)


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
