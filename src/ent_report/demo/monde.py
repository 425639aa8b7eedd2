"""The fictional region as the days' draws need it: its people, its lycées' choices, and its state in each month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ent_report.demo.agenda import PROFILS
from ent_report.demo.hasard import Entiers, Hasard, Masque
from ent_report.demo.lycees import Fiche
from ent_report.demo.population import PERSONNEL, Population, Presence, cohorte, populate, presence
from ent_report.demo.usages import ACTIONS, FACULTATIVES, MODULE_DE_L_ACTION, MODULES, REPLI
from ent_report.vocabulary import Mois

_SERVICE_FERME_POUR_CENT = 22
_ENTRAIN_POUR_CENT = (88, 113)
_GOUT_POUR_CENT = (25, 100)
_ECART_GOUT_POUR_CENT = (-12, 13)


@dataclass(frozen=True)
class Monde:
    """`remplacement[lycee, action]` is what is done there instead: the action itself where the lycée offers it.

    `changeant` is the account whose profile changes in the middle of the month.
    """

    seed: int
    courant: Mois
    fiches: tuple[Fiche, ...]
    population: Population
    remplacement: Entiers
    changeant: int
    events_per_day: int


@dataclass(frozen=True)
class Moment:
    """The region in one month. `a_activer` is emptied as the accounts come for the first time.

    `poids` are the activated accounts' chances to come; `gout_pour_cent[lycee, action]` how readily it is done there.
    """

    mois: Mois
    presence: Presence
    cohorte: Entiers
    actifs: tuple[Entiers, ...]
    poids: tuple[Entiers, ...]
    gout_pour_cent: Entiers
    a_activer: Masque


def invent_monde(fiches: list[Fiche], *, events_per_day: int, courant: Mois, seed: int) -> Monde:
    population = populate(fiches, seed)
    now = presence(population, fiches, courant, courant)
    return Monde(
        seed=seed,
        courant=courant,
        fiches=tuple(fiches),
        population=population,
        remplacement=_remplacement(len(fiches), seed),
        changeant=_changeant(population, now),
        events_per_day=events_per_day,
    )


def reach(monde: Monde, mois: Mois) -> Moment:
    state = presence(monde.population, list(monde.fiches), mois, monde.courant)
    population = monde.population
    numero = mois.annee * 12 + mois.numero
    entrain = _between(_ENTRAIN_POUR_CENT, Hasard(monde.seed, 9, numero), len(monde.fiches))
    actifs = [np.flatnonzero(state.est_active & (population.profil == profil)) for profil in range(len(PROFILS))]
    return Moment(
        mois=mois,
        presence=state,
        cohorte=cohorte(population, mois),
        actifs=tuple(whose.astype(np.int64) for whose in actifs),
        poids=tuple(population.poids[whose] * entrain[population.lycee[whose]] for whose in actifs),
        gout_pour_cent=_gout_pour_cent(monde, numero),
        a_activer=state.est_active_ce_mois.copy(),
    )


def _gout_pour_cent(monde: Monde, numero_du_mois: int) -> Entiers:
    """Each lycée has its habits, which drift a little from month to month."""
    size = len(monde.fiches) * len(MODULES)
    habit = _between(_GOUT_POUR_CENT, Hasard(monde.seed, 10), size)
    drift = _between(_ECART_GOUT_POUR_CENT, Hasard(monde.seed, 11, numero_du_mois), size)
    by_module = np.maximum(habit + drift, 0).reshape(len(monde.fiches), len(MODULES))
    gout: Entiers = by_module[:, MODULE_DE_L_ACTION]
    return gout


def _between(bornes: tuple[int, int], hasard: Hasard, n: int) -> Entiers:
    return np.add(bornes[0], hasard.below(bornes[1] - bornes[0], n), dtype=np.int64)


def _remplacement(n_lycees: int, seed: int) -> Entiers:
    table = np.tile(np.arange(len(ACTIONS), dtype=np.int64), (n_lycees, 1))
    drawn = Hasard(seed, 6).below(100, n_lycees * len(FACULTATIVES)).reshape(n_lycees, len(FACULTATIVES))
    for rang, module in enumerate(FACULTATIVES):
        of_module = np.array([action.module == module for action in ACTIONS])
        closed = drawn[:, rang] < _SERVICE_FERME_POUR_CENT
        table[np.ix_(closed, of_module)] = REPLI
    return table


def _changeant(population: Population, now: Presence) -> int:
    """The first active of the first lycée's administrative staff: there is room for one more among its teachers."""
    whose = now.est_active & (population.lycee == 0) & (population.profil == PERSONNEL)
    return int(np.argmax(whose))
