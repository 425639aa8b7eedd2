"""The fictional region's register: its lycées, and the establishments that a report must leave out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from ent_report.demo import noms
from ent_report.demo.hasard import Hasard
from ent_report.demo.identifiants import uuids
from ent_report.domaine.lycees import TypeLycee
from ent_report.vocabulary import Uai


class Role(StrEnum):
    """What an establishment is there to show."""

    ORDINAIRE = "ordinaire"
    MINUSCULE = "minuscule"  # fewer than 5 of the staff, a handful of users
    NOUVEAU = "nouveau"  # nothing before the month
    FERME = "ferme"  # in the register as closed; it still has events in the older months
    COLLEGE = "college"
    AUTRE_REGION = "autre_region"


@dataclass(frozen=True)
class Fiche:
    """One establishment of the register. `nb_eleves` is what it has; `effectif_publie` what the register says."""

    uai: Uai
    nom: str
    type: TypeLycee
    role: Role
    departement: noms.Departement
    commune: str
    nb_eleves: int
    effectif_publie: int | None
    est_public: bool
    identifiant_ent: str | None
    latitude: int
    longitude: int

    @property
    def structure(self) -> str:
        """How the platform's events name it."""
        return self.identifiant_ent or self.uai


_GT, _POLYVALENT, _PRO, _EREA = (
    TypeLycee.GENERAL_TECHNOLOGIQUE,
    TypeLycee.POLYVALENT,
    TypeLycee.PROFESSIONNEL,
    TypeLycee.EREA,
)
_TAILLES = {_GT: (780, 1480), _POLYVALENT: (650, 1560), _PRO: (290, 680), _EREA: (80, 150)}
_APPELLATIONS = {
    _GT: "Lycée général et technologique",
    _POLYVALENT: "Lycée polyvalent",
    _PRO: "Lycée professionnel",
    _EREA: "EREA",
}
_PREMIERS = (_GT, _POLYVALENT, _PRO, _GT, _PRO, _EREA)
_SUIVANTS = (_GT,) * 5 + (_POLYVALENT,) * 3 + (_PRO,) * 2
_ROLES = {2: Role.MINUSCULE, 3: Role.NOUVEAU}
_TAILLES_IMPOSEES = {Role.MINUSCULE: 6, Role.NOUVEAU: 320, Role.FERME: 40}
_RANG_SANS_EFFECTIF = 7
_RANG_NOM_LONG = 6


def invent_lycees(lycees: int, seed: int) -> list[Fiche]:
    """The region's lycées in service, `lycees` of them, then the closed one."""
    fiches = [_invent(rang, _ROLES.get(rang, Role.ORDINAIRE), _type_at(rang), seed) for rang in range(lycees)]
    if lycees > _RANG_NOM_LONG:
        fiches[_RANG_NOM_LONG] = replace(fiches[_RANG_NOM_LONG], nom=noms.NOM_LONG, type=_POLYVALENT)
    return [*fiches, _invent(lycees, Role.FERME, _PRO, seed)]


def invent_hors_perimetre(lycees: int, seed: int) -> list[Fiche]:
    """A collège of the region and a lycée of another one; `lycees` is the number of those in service."""
    return [
        _invent(lycees + 1, Role.COLLEGE, TypeLycee.INCONNU, seed),
        _invent(lycees + 2, Role.AUTRE_REGION, _GT, seed),
    ]


def _type_at(rang: int) -> TypeLycee:
    return _PREMIERS[rang] if rang < len(_PREMIERS) else _SUIVANTS[rang % len(_SUIVANTS)]


def _invent(rang: int, role: Role, type_lycee: TypeLycee, seed: int) -> Fiche:
    hasard = Hasard(seed, 1, rang)
    departement = noms.DEPARTEMENTS[rang % len(noms.DEPARTEMENTS)]
    smallest, largest = _TAILLES.get(type_lycee, (300, 600))
    drawn = smallest + int(hasard.below(largest - smallest, 1)[0])
    nb_eleves = _TAILLES_IMPOSEES.get(role, drawn)
    north, east = (int(shift) - 220 for shift in hasard.below(440, 2))
    return Fiche(
        uai=Uai.of_digits(f"{departement.code}{11 + rang:04d}"),
        nom=f"{_APPELLATIONS.get(type_lycee, 'Collège')} {noms.invent_nom_lycee(rang)}",
        type=type_lycee,
        role=role,
        departement=departement,
        commune=noms.invent_commune(rang),
        nb_eleves=nb_eleves,
        effectif_publie=None if rang == _RANG_SANS_EFFECTIF else nb_eleves,
        est_public=rang % 12 != 11,
        identifiant_ent=None if rang % 6 == 4 else _identifiant_ent(rang, seed),
        latitude=departement.latitude + north,
        longitude=departement.longitude + east,
    )


def _identifiant_ent(rang: int, seed: int) -> str:
    high, low = Hasard(seed, 2, rang).words(2)
    return str(uuids(np.array([high]), np.array([low]))[0])
