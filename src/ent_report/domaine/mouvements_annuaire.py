"""What changed in the register between two months: lycées that opened, are gone, were renamed or moved.

The register does not say what becomes of a lycée that is gone: a merger is probable where another one stands in its
place, and never more than that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import polars as pl

from ent_report.vocabulary import Mois

Ligne = Mapping[str, str | None]

_LIEU = ("nom_commune", "libelle_departement", "libelle_academie")
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_CEDEX = re.compile(r"_cedex(_[0-9]+)?$")


class Nature(StrEnum):
    """In the order in which they are told."""

    OUVERTURE = "ouverture"
    FERMETURE = "fermeture"
    FUSION_PROBABLE = "fusion_probable"
    RENOMMAGE = "renommage"
    DEPLACEMENT = "deplacement"


@dataclass(frozen=True)
class Mouvement:
    """One change of one lycée. `nom` and `commune` are the present ones, or the last that were known.

    `avec_uai`, `avec_nom`: of a probable merger, the lycée that stands in the same place; `avant`, `apres`: the former
    and the present name or place.
    """

    nature: Nature
    uai: str
    nom: str
    commune: str | None
    avec_uai: str | None = None
    avec_nom: str | None = None
    avant: str | None = None
    apres: str | None = None


@dataclass(frozen=True)
class MouvementsAnnuaire:
    """The changes since the month `depuis`, by nature and UAI."""

    depuis: Mois
    mouvements: tuple[Mouvement, ...]


@dataclass(frozen=True)
class Registre:
    """A month's register: `lycees` has a row for each open lycée under the national names
    (ent_report.contracts.annuaire); `refuses`: UAIs of rows that were refused, of which nothing is known.
    """

    lycees: pl.DataFrame
    refuses: frozenset[str] = frozenset()


def compare_registers(avant: Registre, apres: Registre) -> tuple[Mouvement, ...]:
    """The changes from one month's register to another's, in order of nature and UAI.

    A lycée whose row was refused in one of them neither opened nor closed for that.
    """
    before, after = _by_uai(avant.lycees), _by_uai(apres.lycees)
    opened = after.keys() - before.keys() - avant.refuses
    gone = before.keys() - after.keys() - apres.refuses
    found = [_movement(Nature.OUVERTURE, after[uai]) for uai in opened]
    found += [_gone(before[uai], after, opened) for uai in gone]
    for uai in before.keys() & after.keys():
        found += _changes(before[uai], after[uai])
    order = list(Nature)
    return tuple(sorted(found, key=lambda one: (order.index(one.nature), one.uai)))


def _by_uai(register: pl.DataFrame) -> dict[str, Ligne]:
    return {str(row["identifiant_de_l_etablissement"]): row for row in register.iter_rows(named=True)}


def _movement(nature: Nature, lycee: Ligne, **more: str | None) -> Mouvement:
    uai, name = _text(lycee, "identifiant_de_l_etablissement"), _text(lycee, "nom_etablissement")
    return Mouvement(nature, uai, name, lycee["nom_commune"], **more)


def _gone(lycee: Ligne, after: Mapping[str, Ligne], opened: Collection[str]) -> Mouvement:
    successor = _successor(lycee, after, opened)
    if successor is None:
        return _movement(Nature.FERMETURE, lycee)
    uai, name = successor["identifiant_de_l_etablissement"], _text(successor, "nom_etablissement")
    return _movement(Nature.FUSION_PROBABLE, lycee, avec_uai=uai, avec_nom=name)


def _successor(lycee: Ligne, after: Mapping[str, Ligne], opened: Collection[str]) -> Ligne | None:
    """The one lycée that stands where this one stood: at its address, else alone in its commune and postal code; one
    that opened since before one that was there. Among several nothing can be told: a district of Paris has a dozen.
    """
    near = [one for one in after.values() if _may_be_one(lycee, one)]
    for is_near in (_same_address, _same_commune):
        here = [one for one in near if is_near(lycee, one)]
        new = [one for one in here if one["identifiant_de_l_etablissement"] in opened]
        for candidates in (new, here):
            if len(candidates) == 1:
                return candidates[0]
    return None


def _may_be_one(lycee: Ligne, other: Ligne) -> bool:
    """A public lycée and a private one do not merge."""
    sectors = {_folded(one["statut_public_prive"]) for one in (lycee, other)} - {""}
    return len(sectors) <= 1


def _same_commune(lycee: Ligne, other: Ligne) -> bool:
    places = [(_folded(one["code_postal"]), _folded_commune(one)) for one in (lycee, other)]
    return all(places[0]) and places[0] == places[1]


def _same_address(lycee: Ligne, other: Ligne) -> bool:
    streets = [_folded(one["adresse_1"]) for one in (lycee, other)]
    return bool(streets[0]) and streets[0] == streets[1] and _folded_commune(lycee) == _folded_commune(other) != ""


def _changes(before: Ligne, after: Ligne) -> Iterator[Mouvement]:
    """Of name and place; how they are written (capitals, accents, « CEDEX ») is no change."""
    old_name, name = (_text(one, "nom_etablissement") for one in (before, after))
    if _folded(old_name) != _folded(name):
        yield _movement(Nature.RENOMMAGE, after, avant=old_name, apres=name)
    changed = [column for column in _LIEU if _moved(before, after, column)]
    if changed:
        old_place, place = (", ".join(_text(one, column) for column in changed) for one in (before, after))
        yield _movement(Nature.DEPLACEMENT, after, avant=old_place, apres=place)


def _moved(before: Ligne, after: Ligne, column: str) -> bool:
    """Whether a place that both registers know is another one."""
    fold = _folded_commune if column == "nom_commune" else lambda one: _folded(one[column])
    old, new = fold(before), fold(after)
    return bool(old) and bool(new) and old != new


def _text(lycee: Ligne, column: str) -> str:
    return lycee[column] or ""


def _folded_commune(lycee: Ligne) -> str:
    return _CEDEX.sub("", _folded(lycee["nom_commune"]))


@lru_cache(maxsize=10_000)
def _folded(text: str | None) -> str:
    plain = unicodedata.normalize("NFKD", (text or "").lower())
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return _SEPARATORS.sub("_", bare.replace("œ", "oe").replace("æ", "ae")).strip("_")
