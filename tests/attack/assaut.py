"""The attack on all that is issued: every sensitive figure that can be read, computed or narrowed down too far."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from attack.bornes import bounds
from attack.cellule import Cle, Fait, Monde, Seuils, Vu
from attack.intervalles import Intervalle, intervals
from attack.lecture import plain, read_published
from attack.liens import sums
from attack.probleme import components, state_problem
from attack.taux import rates
from attack.verite import SOMMES_CACHEES, read_facts, read_register

MONTRE, DEDUIT, RESSERRE = "montre", "deduit", "resserre"


@dataclass(frozen=True)
class Breche:
    """A sensitive figure that is not kept: `nature`: how it is had, `par`: from what; it is known to lie in bas to haut."""

    cle: Cle
    fait: Fait
    nature: str
    par: str
    bas: float
    haut: float

    def __str__(self) -> str:
        known = f"[{self.bas:g}, {self.haut:g}]" if self.bas != self.haut else f"{self.bas:g}"
        return f"{self.cle} = {self.fait.valeur:g} (base {self.fait.base}): {self.nature}, {self.par}: {known}"


@dataclass(frozen=True)
class Constat:
    """`sensibles`: how many figures were attacked; `decalages`: values of last editions that are not the exact ones."""

    breches: tuple[Breche, ...]
    sensibles: int
    masques: int
    decalages: tuple[Vu, ...]

    def counts(self) -> Counter[tuple[str, str, str]]:
        """By nature, by what and of which figure."""
        return Counter((one.nature, one.par, figure(one.cle)) for one in self.breches)


def figure(key: Cle) -> str:
    """The indicator and what it is broken down by."""
    parts = [name for name, value in key.detail._asdict().items() if value is not None]
    return f"{key.lieu.niveau} {key.indicateur} {' x '.join(parts)}".rstrip()


def attack_published(data_dir: Path, limits: Seuils | None = None) -> Constat:
    """Attack all files under `rapports/` of a data directory, against the exact figures in its `indicateurs/`."""
    return attack(read_world(data_dir), limits or Seuils())


def read_world(data_dir: Path) -> Monde:
    facts, lycees = read_facts(data_dir), read_register(data_dir)
    region = next(key.lieu.code for key in facts if key.lieu.niveau == "region")
    academies = {plain(name): name for _, name in lycees.values() if name}
    return Monde(facts, read_published(data_dir, region, academies), lycees, region)


def attack(monde: Monde, limits: Seuils | None = None) -> Constat:
    limits = limits or Seuils()
    shown = _shown(monde)
    listed = {one.cle for one in monde.vus if one.cle in monde.faits}
    listed |= {k._replace(indicateur=SOMMES_CACHEES[k.indicateur]) for k in listed if k.indicateur in SOMMES_CACHEES}
    masked = {one.cle for one in monde.vus if one.valeur is None and one.etat != "interrompu"}
    sensitive = {key: fact for key, fact in monde.faits.items() if limits.is_sensitive(key, fact)}
    problem = state_problem(
        monde.faits,
        shown.keys(),
        masked,
        [*sums(monde, listed), *rates(monde, shown)],
        (one for one in bounds(monde) if listed.issuperset(one.petits + one.grands)),
    )
    found = [
        Breche(key, fact, *_where(shown[key]), fact.valeur, fact.valeur)
        for key, fact in sensitive.items()
        if key in shown
    ]
    found += [
        Breche(key, sensitive[key], DEDUIT, why, sensitive[key].valeur, sensitive[key].valeur)
        for key, why in problem.deduits.items()
        if key in sensitive
    ]
    for cells, rows in components(problem):
        own = sensitive.keys() & set(cells)
        if own:
            ranges = intervals(problem, cells, rows, monde.faits, own, limits)
            found += [
                _narrow(key, sensitive[key], one) for key, one in ranges.items() if _is_narrow(key, one, monde, limits)
            ]
    return Constat(
        tuple(sorted(found, key=lambda one: str(one.cle))),
        sum(key in listed for key in sensitive),
        len(listed - shown.keys()),
        tuple(_shifted(monde)),
    )


def _is_narrow(key: Cle, one: Intervalle, monde: Monde, limits: Seuils) -> bool:
    return one.haut - one.bas < limits.width(monde.faits[key].valeur) - 1e-5


def _narrow(key: Cle, fact: Fait, one: Intervalle) -> Breche:
    nature = DEDUIT if one.bas == one.haut else RESSERRE
    return Breche(key, fact, nature, "plusieurs relations", one.bas, one.haut)


def _shown(monde: Monde) -> dict[Cle, list[Vu]]:
    """The figures whose exact value stands in an issued file, of whatever edition."""
    found: dict[Cle, list[Vu]] = defaultdict(list)
    for one in monde.vus:
        fact = monde.faits.get(one.cle)
        if fact is not None and one.valeur is not None and _is_same(one.valeur, fact.valeur):
            found[one.cle].append(one)
    return found


def _is_same(shown: float, exact: float) -> bool:
    return abs(shown - exact) <= 1e-8 * max(1.0, abs(exact))


def _where(seen: Sequence[Vu]) -> tuple[str, str]:
    """How a figure is shown: plainly where the report of its month has it, else by which file gives it away."""
    last = [one for one in seen if one.est_derniere]
    if any(one.colonne == "valeur" and one.cle.lieu.code in one.rapport for one in last):
        return MONTRE, "son rapport"
    if not last:
        return MONTRE, "une édition remplacée"
    return MONTRE, "le rapport de la région" if any(one.colonne == "valeur" for one in last) else last[0].colonne


def _shifted(monde: Monde) -> Iterable[Vu]:
    for one in monde.vus:
        fact = monde.faits.get(one.cle)
        is_current = one.est_derniere and one.colonne == "valeur" and one.valeur is not None
        if is_current and one.valeur and (fact is None or not _is_same(one.valeur, fact.valeur)):
            yield one
