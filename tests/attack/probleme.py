"""The attacker's problem: how far the masked figures can be moved while all that is published still holds.

A. Fischetti and J.-J. Salazar-Gonzalez, « Solving the cell suppression problem on tabular data with linear
constraints » (2001): the unknowns are deviations from the exact figures, so that sums which hold only nearly bind the
masked figures as tightly as exact ones do.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from attack.bornes import Borne
from attack.cellule import Cle, Fait
from attack.liens import Lien

_ZERO = 1e-9


@dataclass
class Probleme:
    """`bas`, `haut`: how far each unknown may move; `lignes`: weighted deviations that lie within two limits."""

    bas: dict[Cle, float]
    haut: dict[Cle, float]
    lignes: list[tuple[dict[Cle, float], float, float]] = field(default_factory=list)
    deduits: dict[Cle, str] = field(default_factory=dict)


def state_problem(
    facts: Mapping[Cle, Fait],
    known: Collection[Cle],
    masked: Collection[Cle],
    links: Iterable[Lien],
    bounds: Iterable[Borne],
) -> Probleme:
    """`known`: figures whose exact value is shown; `masked`: those of which a file says that they are not 0.

    Relations with one unknown left are used up: what they determine is in `deduits`, with what determined it.
    """
    problem = Probleme({}, {})
    rows = _used_up(problem, known, links)
    unknown = {key for terms in rows for key in terms}
    sides = [
        one for one in bounds if not all(key in known or key in problem.deduits for key in one.petits + one.grands)
    ]
    unknown |= {
        key for one in sides for key in one.petits + one.grands if key not in known and key not in problem.deduits
    }
    for key in unknown:
        value = facts[key].valeur
        problem.bas[key] = (min(1.0, value) if key in masked else 0.0) - value
        problem.haut[key] = float("inf")
    problem.lignes += [(terms, 0.0, 0.0) for terms in rows]
    for one in sides:
        _add_bound(problem, facts, one)
    return problem


def _used_up(problem: Probleme, known: Collection[Cle], links: Iterable[Lien]) -> list[dict[Cle, float]]:
    """The relations with two unknowns and more; those with one determine it, and so may leave others with one."""
    told = [(link.nature, _unknown(link, known)) for link in links]
    rows = [(nature, terms) for nature, terms in told if terms]
    of: dict[Cle, list[int]] = defaultdict(list)
    for n, (_, terms) in enumerate(rows):
        for key in terms:
            of[key].append(n)
    waiting = deque(n for n, (_, terms) in enumerate(rows) if len(terms) == 1)
    while waiting:
        nature, terms = rows[waiting.popleft()]
        for key in list(terms):
            problem.deduits[key] = nature
            for other in of[key]:
                rows[other][1].pop(key, None)
                if len(rows[other][1]) == 1:
                    waiting.append(other)
    return [terms for _, terms in rows if terms]


def _unknown(link: Lien, known: Collection[Cle]) -> dict[Cle, float]:
    terms: dict[Cle, float] = defaultdict(float)
    for key, weight in link.termes:
        if key not in known:
            terms[key] += weight
    return {key: weight for key, weight in terms.items() if abs(weight) > _ZERO}


def _add_bound(problem: Probleme, facts: Mapping[Cle, Fait], bound: Borne) -> None:
    terms: dict[Cle, float] = {}
    room = 0.0
    for side, sign in ((bound.petits, 1.0), (bound.grands, -1.0)):
        for key in side:
            room -= sign * facts[key].valeur
            if key in problem.bas:
                terms[key] = terms.get(key, 0.0) + sign
    if len(terms) == 1:
        ((key, sign),) = terms.items()
        if sign > 0:
            problem.haut[key] = min(problem.haut[key], room)
        else:
            problem.bas[key] = max(problem.bas[key], -room)
    elif terms:
        problem.lignes.append((terms, float("-inf"), room))


def components(problem: Probleme) -> list[tuple[list[Cle], list[int]]]:
    """The unknowns that depend on each other, and the numbers of the rows that bind them."""
    parent = {key: key for key in problem.bas}

    def root(key: Cle) -> Cle:
        while parent[key] is not key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for terms, _, _ in problem.lignes:
        first, *others = (root(key) for key in terms)
        for other in others:
            parent[other] = first
            first = root(first)
    cells: dict[Cle, list[Cle]] = defaultdict(list)
    rows: dict[Cle, list[int]] = defaultdict(list)
    for key in problem.bas:
        cells[root(key)].append(key)
    for n, (terms, _, _) in enumerate(problem.lignes):
        rows[root(next(iter(terms)))].append(n)
    return [(cells[key], rows[key]) for key in cells]
