"""What editions that were replaced add: their relations, between other figures than the last ones show."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from attack.cellule import Cle, Fait, Monde, Vu
from attack.liens import Lien
from attack.taux import TAUX

_UN_PEU_AVANT = 0.5  # s: manifests tell whole seconds


def replaced_links(monde: Monde, links: Sequence[Lien], known: Collection[Cle]) -> Iterator[Lien]:
    """The relations as they stood before each replacement, `known` being what can be read today.

    A figure that no file showed then is taken for what it is now; where the sum does not come out so, it was another.
    """
    for moment in moments(monde.vus):
        then = shown_at(monde.vus, moment)
        for link in links:
            if link.nature.startswith("taux"):
                continue
            hidden = tuple(one for one in link.termes if one[0] not in then and one[0] not in known)
            today = [key for key, _ in link.termes if key not in known]
            if hidden and len(hidden) < len(today) and _comes_out(link, monde.faits, then):
                yield Lien(f"{link.nature}, édition remplacée", hidden, link.lieu)
        yield from _rates(monde, then, known)


def moments(vus: Iterable[Vu]) -> list[float]:
    """As few moments as see every replaced edition in force, in seconds."""
    found: list[float] = []
    for until, since in sorted({(one.jusqua, one.depuis) for one in vus if one.jusqua != float("inf")}):
        if not found or found[-1] < since:
            found.append(until - _UN_PEU_AVANT)
    return found


def shown_at(vus: Iterable[Vu], moment: float) -> dict[Cle, float]:
    """What the editions in force showed; of a figure that two reports show, the one of its own month counts."""
    current = [one for one in vus if one.valeur is not None and one.depuis <= moment < one.jusqua]
    current.sort(key=lambda one: one.colonne == "valeur")
    return {one.cle: one.valeur for one in current if one.valeur is not None}


def _comes_out(link: Lien, facts: Mapping[Cle, Fait], then: Mapping[Cle, float]) -> bool:
    now = sum(weight * facts[key].valeur for key, weight in link.termes)
    before = sum(weight * then.get(key, facts[key].valeur) for key, weight in link.termes)
    return abs(now - before) < 1e-6


def _rates(monde: Monde, then: Mapping[Cle, float], known: Collection[Cle]) -> Iterator[Lien]:
    for key, value in then.items():
        rate = TAUX.get(key.indicateur)
        if rate is None or rate.denominateur is None or key in known:
            continue
        terms = {key._replace(indicateur=rate.numerateur): rate.echelle}
        terms[key._replace(indicateur=rate.denominateur)] = -value
        if terms.keys() <= monde.faits.keys():
            rest = sum(weight * then.get(one, monde.faits[one].valeur) for one, weight in terms.items())
            hidden = tuple((one, w) for one, w in terms.items() if one not in then and one not in known)
            if abs(rest) < 1e-6 * max(1.0, monde.faits[key._replace(indicateur=rate.numerateur)].valeur):
                yield Lien(f"taux {key.indicateur}, édition remplacée", hidden, key.lieu)
