"""The region's lycées as the register gives them, and which of them are comparable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from ent_report.vocabulary import Uai


class TypeLycee(StrEnum):
    """What a lycée teaches, from `code_nature`, or from its three voies where the code is absent."""

    GENERAL_TECHNOLOGIQUE = "general_technologique"
    POLYVALENT = "polyvalent"
    PROFESSIONNEL = "professionnel"
    EREA = "erea"
    INCONNU = "inconnu"


@dataclass(frozen=True)
class Lycee:
    """One lycée of the region. `None` is what the register does not say; `nb_eleves` is in pupils."""

    uai: Uai
    nom: str
    type: TypeLycee
    commune: str | None
    code_departement: str | None
    departement: str | None
    academie: str | None
    secteur: str | None
    mail: str | None
    nb_eleves: int | None
    identifiants_ent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Objectifs:
    """What a lycée has set itself, if anything. `axes`: an axis of use, by its code -> its share of all pages, in
    percent; `services`: the codes of those that it has chosen to activate.
    """

    axes: Mapping[str, float] = field(default_factory=dict)
    services: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupeComparable:
    """Lycées of one type and one size band: `nb_eleves_min` included, `nb_eleves_max` excluded, None = open."""

    type: TypeLycee
    nb_eleves_min: int | None
    nb_eleves_max: int | None


def groupe_comparable(lycee: Lycee, bornes: tuple[int, ...]) -> GroupeComparable:
    """The group that a lycée is compared with; `bornes` are the size bands' limits, ascending, in pupils.

    A lycée of unknown size stands in the band that has neither limit.
    """
    if lycee.nb_eleves is None:
        return GroupeComparable(lycee.type, None, None)
    for low, high in pairwise((None, *bornes, None)):
        if high is None or lycee.nb_eleves < high:
            return GroupeComparable(lycee.type, low, high)
    raise AssertionError("the last band is open")
