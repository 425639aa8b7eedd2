"""Medians of comparable lycées: whether they are of the figures that are published, or of masked ones too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from statistics import median

from attack.cellule import ENSEMBLE, LYCEE, Cle, Fait, Monde

Groupe = tuple[date, tuple[tuple[str, float], ...]]


def tainted_medians(monde: Monde, known: Collection[Cle], is_sensitive: Callable[[Cle, Fait], bool]) -> Iterator[Cle]:
    """Of each group whose published median is not that of its published figures, the sensitive figures in it.

    Lycées are of one group if they are shown the same medians. Reports of which an edition was replaced are left
    aside: medians alone make no new edition, so that theirs may be older.
    """
    groups: dict[Groupe, list[Cle]] = defaultdict(list)
    shown = {key: value for key, value in monde.medianes.items() if key.lieu.niveau == LYCEE}
    groups_of = _groups(shown)
    for key in shown:
        groups[(*groups_of[key.mois, key.lieu], key._replace(lieu=key.lieu._replace(code="")))].append(key)  # type: ignore[index]
    for keys in groups.values():
        published = [monde.faits[one].valeur for one in keys if one in known]
        told = shown[keys[0]]
        if not published or abs(median(published) - told) > 1e-8 * max(1.0, abs(told)):
            yield from (one for one in keys if one not in known and is_sensitive(one, monde.faits[one]))


def _groups(shown: Mapping[Cle, float]) -> dict[tuple[date, object], Groupe]:
    of: dict[tuple[date, object], list[tuple[str, float]]] = defaultdict(list)
    for key, value in shown.items():
        if key.detail == ENSEMBLE:
            of[key.mois, key.lieu].append((key.indicateur, value))
    return {(mois, lieu): (mois, tuple(sorted(values))) for (mois, lieu), values in of.items()}
