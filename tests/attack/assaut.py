"""The attack on all that is issued: every sensitive figure that can be read, computed or narrowed down too far."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from attack.bornes import bounds
from attack.cellule import Cle, Fait, Monde, Seuils, Vu
from attack.editions import replaced_links
from attack.fractions import Multiple, multiples
from attack.intervalles import intervals
from attack.lecture import plain, read_published
from attack.liens import Lien, sums
from attack.medianes import tainted_medians
from attack.probleme import Probleme, components, state_problem
from attack.taux import rates, terms
from attack.verite import SOMMES_CACHEES, read_facts, read_register

MONTRE, DEDUIT, RESSERRE, MEDIANE = "montre", "deduit", "resserre", "mediane"
_EPSILON = 1e-5


@dataclass(frozen=True)
class Breche:
    """A sensitive figure that is not kept. `nature`: how it is had, `par`: from what; it lies in `bas` to `haut`."""

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
    seen, medians = read_published(data_dir, region, academies)
    return Monde(facts, seen, lycees, region, medians)


def attack(monde: Monde, limits: Seuils | None = None) -> Constat:
    limits = limits or Seuils()
    shown = _shown(monde)
    listed = _listed(monde, shown)
    sensitive = {key: fact for key, fact in monde.faits.items() if limits.is_sensitive(key, fact)}
    problem, few = _state(monde, shown, listed)
    found = [
        *_read(sensitive, shown),
        *_determined(sensitive, problem.deduits),
        *_narrowed(problem, monde.faits, sensitive, limits),
        *_by_fractions(few, sensitive, limits),
        *_by_medians(monde, shown, limits),
    ]
    return Constat(
        tuple(sorted(found, key=lambda one: str(one.cle))),
        sum(key in listed for key in sensitive),
        len(listed - shown.keys()),
        tuple(_shifted(monde)),
    )


def _listed(monde: Monde, shown: Collection[Cle]) -> set[Cle]:
    """The figures of which it is told that there are such, by a line of theirs or by a rate made of them."""
    listed = {one.cle for one in monde.vus if one.cle in monde.faits}
    listed |= {term for key in shown for term in terms(key) if term in monde.faits}
    return listed | {
        key._replace(indicateur=SOMMES_CACHEES[key.indicateur]) for key in listed if key.indicateur in SOMMES_CACHEES
    }


def _state(monde: Monde, shown: Collection[Cle], listed: Collection[Cle]) -> tuple[Probleme, list[Multiple]]:
    """The problem, once rates have given away all counts that can be but one multiple; and those that can be few."""
    masked = {one.cle for one in monde.vus if one.valeur is None and one.etat != "interrompu"}
    links = [*sums(monde, listed), *rates(monde, shown)]
    links += replaced_links(monde, links, shown)
    limits = [one for one in bounds(monde) if all(key in listed for key in one.petits + one.grands)]
    while True:
        problem = state_problem(monde.faits, shown, masked, links, limits)
        few = list(multiples(monde, problem, shown))
        alone = [Lien(f"fraction {one.taux}", ((one.cle, 1.0),), one.cle.lieu) for one in few if one.bas == one.haut]
        if not alone:
            return problem, few
        links = [*alone, *links]


def _read(sensitive: Mapping[Cle, Fait], shown: Mapping[Cle, Sequence[Vu]]) -> Iterator[Breche]:
    for key, fact in sensitive.items():
        if key in shown:
            yield Breche(key, fact, MONTRE, _where(shown[key]), fact.valeur, fact.valeur)


def _determined(sensitive: Mapping[Cle, Fait], deduits: Mapping[Cle, str]) -> Iterator[Breche]:
    for key, nature in deduits.items():
        if key in sensitive:
            value = sensitive[key].valeur
            yield Breche(key, sensitive[key], DEDUIT, nature, value, value)


def _narrowed(
    problem: Probleme, facts: Mapping[Cle, Fait], sensitive: Mapping[Cle, Fait], limits: Seuils
) -> Iterator[Breche]:
    for cells, rows in components(problem):
        own = sensitive.keys() & set(cells)
        for key, one in intervals(problem, cells, rows, facts, own, limits).items() if own else ():
            if one.haut - one.bas < limits.width(facts[key].valeur) - _EPSILON:
                nature = DEDUIT if one.bas == one.haut else RESSERRE
                yield Breche(key, facts[key], nature, "plusieurs relations", one.bas, one.haut)


def _by_fractions(few: Iterable[Multiple], sensitive: Mapping[Cle, Fait], limits: Seuils) -> Iterator[Breche]:
    for one in few:
        if one.cle in sensitive and one.haut - one.bas < limits.width(sensitive[one.cle].valeur):
            yield Breche(one.cle, sensitive[one.cle], RESSERRE, f"fraction {one.taux}", one.bas, one.haut)


def _by_medians(monde: Monde, shown: Collection[Cle], limits: Seuils) -> Iterator[Breche]:
    for key in tainted_medians(monde, shown, limits.is_sensitive):
        fact = monde.faits[key]
        is_it = _is_same(monde.medianes[key], fact.valeur)
        low, high = (fact.valeur, fact.valeur) if is_it else (0.0, float("inf"))
        yield Breche(key, fact, MEDIANE, "est la médiane" if is_it else "compte dans la médiane", low, high)


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


def _where(seen: Sequence[Vu]) -> str:
    """How a figure is shown: plainly where the report of its month has it, else by which file gives it away."""
    last = [one for one in seen if one.est_derniere]
    if any(one.colonne == "valeur" and one.cle.lieu.code in one.ou for one in last):
        return "son rapport"
    if not last:
        return "une édition remplacée"
    return "le rapport de la région" if any(one.colonne == "valeur" for one in last) else last[0].colonne


def _shifted(monde: Monde) -> Iterable[Vu]:
    for one in monde.vus:
        fact = monde.faits.get(one.cle)
        is_current = one.est_derniere and one.colonne == "valeur" and one.valeur is not None
        if is_current and one.valeur and (fact is None or not _is_same(one.valeur, fact.valeur)):
            yield one
