"""Medians of comparable lycées: whether they are of the figures that are published, or of masked ones too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from statistics import median

from attack.cellule import ENSEMBLE, LYCEE, Cle, Detail, Fait, Lieu, Monde

Groupe = tuple[tuple[str, float], ...]
"""What tells a group of comparable lycées: the medians of its indicators without a break-down."""


def tainted_medians(monde: Monde, known: Collection[Cle], is_sensitive: Callable[[Cle, Fait], bool]) -> Iterator[Cle]:
    """Of each group whose published median is not that of its published figures, the masked sensitive figures.

    Lycées are of one group if they are shown the same medians. Reports of which an edition was replaced are left
    aside: medians alone make no new edition, so that theirs may be older.
    """
    own = {one.cle for one in monde.vus if one.colonne == "valeur" and one.est_derniere and one.valeur is not None}
    for told, keys in _compared(monde):
        if not any(_is_median(told, keys, monde, published) for published in (own, known)):
            yield from (one for one in keys if one not in known and is_sensitive(one, monde.faits[one]))


def _compared(monde: Monde) -> Iterator[tuple[float, list[Cle]]]:
    """Each published median, and the lycées' figures that it should be of."""
    shown = {key: value for key, value in monde.medianes.items() if key.lieu.niveau == LYCEE and key in monde.faits}
    groups = _groups(monde.medianes)
    found: dict[tuple[date, Groupe, str, Detail], list[Cle]] = defaultdict(list)
    for key in shown:
        found[key.mois, groups[key.mois, key.lieu], key.indicateur, key.detail].append(key)
    for keys in found.values():
        yield shown[keys[0]], keys


def _groups(medians: Mapping[Cle, float]) -> dict[tuple[date, Lieu], Groupe]:
    of: dict[tuple[date, Lieu], list[tuple[str, float]]] = defaultdict(list)
    for key, value in medians.items():
        if key.detail == ENSEMBLE:
            of[key.mois, key.lieu].append((key.indicateur, value))
    return defaultdict(tuple, {place: tuple(sorted(values)) for place, values in of.items()})


def _is_median(told: float, keys: Collection[Cle], monde: Monde, published: Collection[Cle]) -> bool:
    values = [monde.faits[one].valeur for one in keys if one in published]
    return bool(values) and abs(median(values) - told) <= 1e-8 * max(1.0, abs(told))
