"""The region's accounts: who is where, how keen, with which device, and when they activated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ent_report.demo import appareils
from ent_report.demo.agenda import PROFILS
from ent_report.demo.hasard import Entiers, Hasard, Masque
from ent_report.demo.lycees import Fiche, Role
from ent_report.vocabulary import Mois

ELEVE, PARENT, ENSEIGNANT, PERSONNEL, AUTRE = range(len(PROFILS))
SANS = -1

_COMPTES_MINUSCULE = (6, 5, 3, 1, 1)
_DEUX_LYCEES_POUR_MILLE = np.array([8, 42, 160, 80, 60], dtype=np.int64)
_ASSIDUITE = np.array([1, 1, 2, 3, 4, 6, 9, 14], dtype=np.int64)

# Ten-thousandths of the accounts that end the school year activated, before the lycée's own touch.
_ACTIVATION = np.array([9_300, 6_300, 9_700, 8_800, 4_500], dtype=np.int64)
# Thousandths of them that are activated at the end of each month, from August to July.
_PROGRESSION = (700, 840, 900, 930, 945, 960, 970, 978, 985, 990, 996, 1000)
_ANNEE_PASSEE = 930  # thousandths: fewer activated a year before


@dataclass(frozen=True)
class Population:
    """One value an account. `rang_activation` is drawn from 0 to 9999: the lowest activate first."""

    lycee: Entiers
    profil: Entiers
    second_lycee: Entiers
    poids: Entiers
    rang_activation: Entiers
    est_recent: Masque
    materiel: Entiers
    division: Entiers
    taux_final: Entiers

    def __len__(self) -> int:
        return len(self.lycee)


@dataclass(frozen=True)
class Presence:
    """What the accounts are in one month: loaded, activated by its end, activated in the month itself."""

    est_charge: Masque
    est_active: Masque
    est_active_ce_mois: Masque


def populate(fiches: list[Fiche], seed: int) -> Population:
    sizes = np.array([_comptes(fiche) for fiche in fiches], dtype=np.int64)
    places = np.repeat(np.arange(sizes.size), sizes.ravel())
    lycee, profil = places // len(PROFILS), places % len(PROFILS)
    n = len(places)
    hasard = Hasard(seed, 3)
    vitalite = 4 + Hasard(seed, 4).below(7, len(fiches))
    taux_final = _taux_final(len(fiches), seed)
    return Population(
        lycee=lycee,
        profil=profil,
        second_lycee=_second_lycee(fiches, lycee, profil, hasard),
        poids=_ASSIDUITE[hasard.below(len(_ASSIDUITE), n)] * vitalite[lycee],
        rang_activation=hasard.below(10_000, n),
        est_recent=hasard.below(25, n) == 0,
        materiel=hasard.weighted_by(profil, appareils.POIDS),
        division=hasard.below(10**6, n),
        taux_final=taux_final[lycee, profil],
    )


def presence(population: Population, fiches: list[Fiche], mois: Mois, courant: Mois) -> Presence:
    """The accounts' state in `mois`, when `courant` is the month that the demonstration is about."""
    absent = Role.NOUVEAU if mois < courant else Role.FERME
    is_there = np.array([fiche.role is not absent for fiche in fiches])
    is_past_year = mois.annee_scolaire != courant.annee_scolaire
    est_charge = is_there[population.lycee] & ~(population.est_recent & is_past_year)
    drift = _ANNEE_PASSEE if is_past_year else 1000
    seuil = population.taux_final * drift // 1000
    est_active = est_charge & (population.rang_activation < seuil * _progression(mois) // 1000)
    before = population.rang_activation < seuil * _progression_avant(mois) // 1000
    is_new = np.array([fiche.role is Role.NOUVEAU for fiche in fiches])[population.lycee]
    return Presence(est_charge, est_active, est_active & (~before | is_new))


def cohorte(population: Population, mois: Mois) -> Entiers:
    """A third of the pupils and of the parents leaves each summer: their accounts get other users."""
    annee = int(mois.annee_scolaire[:4])
    is_renewed = population.profil <= PARENT
    return np.where(is_renewed, (annee + np.arange(len(population)) % 3) // 3, 0).astype(np.int64)


def _comptes(fiche: Fiche) -> tuple[int, ...]:
    if fiche.role is Role.MINUSCULE:
        return _COMPTES_MINUSCULE
    eleves = fiche.nb_eleves
    return eleves, eleves * 8 // 5, eleves // 11 + 4, eleves // 30 + 3, eleves // 90 + 1


def _second_lycee(fiches: list[Fiche], lycee: Entiers, profil: Entiers, hasard: Hasard) -> Entiers:
    ordinary = np.array([rang for rang, fiche in enumerate(fiches) if fiche.role is Role.ORDINAIRE], dtype=np.int64)
    is_shared = hasard.below(1000, len(lycee)) < _DEUX_LYCEES_POUR_MILLE[profil]
    other = ordinary[hasard.below(len(ordinary), len(lycee))]
    return np.where(is_shared & np.isin(lycee, ordinary) & (other != lycee), other, SANS)


def _taux_final(n_fiches: int, seed: int) -> Entiers:
    touch = 820 + Hasard(seed, 5).below(220, n_fiches * len(PROFILS)).reshape(n_fiches, len(PROFILS))
    taux: Entiers = np.minimum(_ACTIVATION * touch // 1000, 9_950)
    return taux


def _progression(mois: Mois) -> int:
    return _PROGRESSION[(mois.numero - 8) % 12]


def _progression_avant(mois: Mois) -> int:
    """August opens the school year: those activated then were so before."""
    return _progression(mois) if mois.numero == 8 else _progression(mois - 1)
