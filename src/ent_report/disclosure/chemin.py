"""What else to hide for one exposed cell: the cheapest cells that can make way for it, over all sums at once.

The linear program of Robertson (Cell suppression at Statistics Canada, 1993) and Kelly, Golden and Assad (Cell
suppression: disclosure protection for sensitive tabular data, Networks 22, 1992): move the cell by what it lacks and
let the others follow at the least cost; those that move are hidden with it. Hidden ones move for nothing.
"""

from __future__ import annotations

import numpy as np

from ent_report.disclosure.audit import TOLERANCE
from ent_report.disclosure.programme import Programme
from ent_report.disclosure.systeme import Entiers, Masque, Systeme

_CACHEE = 1e-4  # what moving a hidden cell costs: nearly nothing, so that no useless circuit is drawn


def cells_to_hide(
    systeme: Systeme, cache: Masque, cell: int, besoins: tuple[float, float], voisins: Entiers
) -> Entiers | None:
    """The cells to hide so that `cell` may be more than it is, or less, by what it needs in that direction; None where
    nothing makes way for it.

    `voisins`: the cells that may be chosen, `cell` among them; all others keep their value.
    """
    program = Programme(systeme, voisins, both_ways=True)
    price = np.where(cache[voisins], _CACHEE, systeme.poids[voisins])
    cost = np.concatenate([price, price])
    at = int(np.flatnonzero(voisins == cell)[0])
    found = []
    for where, other, besoin, limit in (
        (at, at + len(voisins), besoins[1], systeme.hausse[cell]),
        (at + len(voisins), at, besoins[0], systeme.reserve[cell]),
    ):
        if limit < besoin:
            continue
        program.bounds(np.array([where, other]), np.array([besoin, 0.0]), np.array([besoin, 0.0]))
        moves = program.minimize(cost)
        if moves is not None:
            moved = np.abs(moves) > TOLERANCE
            found.append((float(price[moved].sum()), voisins[moved]))
    return min(found, key=lambda one: one[0])[1] if found else None
