"""What an unrounded rate says of two counts that are not shown: they are multiples of its reduced fraction's terms."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from attack.cellule import Cle, Monde
from attack.encadrement import Matrice, tighten
from attack.probleme import Probleme, components
from attack.taux import TAUX

_EPSILON = 1e-5


@dataclass(frozen=True)
class Multiple:
    """A count that is not shown, and the least and greatest multiple that it can be, given what else is published."""

    cle: Cle
    taux: str
    bas: float
    haut: float


def multiples(monde: Monde, problem: Probleme, shown: Collection[Cle]) -> Iterator[Multiple]:
    """Both terms of each published rate of two counts that are not shown, where they can be few."""
    pairs = list(_pairs(monde, problem, shown))
    touched = {key for _, *terms in pairs for key in terms}
    limits = _outer(monde, problem, touched)
    for rate, *terms in pairs:
        numbers = [round(monde.faits[key].valeur) for key in terms]
        common = math.gcd(*numbers)
        first = max(math.ceil(limits[key][0] * common / n - _EPSILON) for key, n in zip(terms, numbers, strict=True))
        last = min(limits[key][1] * common / n + _EPSILON for key, n in zip(terms, numbers, strict=True))
        for key, number in zip(terms, numbers, strict=True):
            if math.isfinite(last):
                yield Multiple(key, rate, first * number / common, math.floor(last) * number / common)


def _pairs(monde: Monde, problem: Probleme, shown: Collection[Cle]) -> Iterator[tuple[str, Cle, Cle]]:
    for key in shown:
        rate = TAUX.get(key.indicateur)
        if rate is None or rate.denominateur is None or not rate.est_entier:
            continue
        terms = key._replace(indicateur=rate.numerateur), key._replace(indicateur=rate.denominateur)
        if all(one in problem.bas and monde.faits[one].valeur > 0 for one in terms):
            yield key.indicateur, *terms


def _outer(monde: Monde, problem: Probleme, wanted: set[Cle]) -> Mapping[Cle, tuple[float, float]]:
    """The limits of the counts, as one relation after the other gives them."""
    found: dict[Cle, tuple[float, float]] = {}
    for cells, rows in components(problem) if wanted else ():
        if not wanted.isdisjoint(cells):
            found |= _limits(monde, problem, cells, rows)
    return found


def _limits(
    monde: Monde, problem: Probleme, cells: Sequence[Cle], rows: Sequence[int]
) -> dict[Cle, tuple[float, float]]:
    sides = (np.array([side[one] for one in cells], dtype=float) for side in (problem.bas, problem.haut))
    low, high = tighten(Matrice(problem, cells, rows), *sides)
    values = [monde.faits[one].valeur for one in cells]
    return {key: (value + low[n], value + high[n]) for n, (key, value) in enumerate(zip(cells, values, strict=True))}
