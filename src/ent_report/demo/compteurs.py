"""What the statistics service would have counted in one local month."""

from __future__ import annotations

from datetime import datetime, time

import numpy as np

from ent_report.demo import usages
from ent_report.demo.agenda import PROFILS
from ent_report.demo.appareils import SUPPORT_DU_MATERIEL, SUPPORTS
from ent_report.demo.evenements import Evenements
from ent_report.demo.hasard import Entiers, Masque
from ent_report.demo.monde import Moment, Monde
from ent_report.demo.population import SANS, Population
from ent_report.demo.seances import PREMIER, SECOND, Seances
from ent_report.vocabulary import PARIS, Mois

_ACTIONS = len(usages.ACTIONS)


class Compteurs:
    """Counts of a local month by lycée and profile; a user of two lycées counts in each that an event lists."""

    def __init__(self, monde: Monde, moment: Moment) -> None:
        self._population = monde.population
        self._presence = moment.presence
        self._groupes = len(monde.fiches) * len(PROFILS)
        self._debut_ms, self._fin_ms = _midnight_ms(moment.mois), _midnight_ms(moment.mois + 1)
        self._actions = np.zeros(self._groupes * _ACTIONS, dtype=np.int64)
        self._supports = np.zeros(self._groupes * len(SUPPORTS), dtype=np.int64)
        self._vus_premier: Masque = np.zeros(len(self._population), dtype=np.bool_)
        self._vus_second: Masque = np.zeros(len(self._population), dtype=np.bool_)

    def add(self, seances: Seances, evenements: Evenements) -> None:
        """Count a day's events, those of the month alone."""
        is_in = (evenements.instant_ms >= self._debut_ms) & (evenements.instant_ms < self._fin_ms)
        counted = evenements.keep(is_in & usages.EST_ACTIVE[evenements.action])
        self._count(seances, counted, self._population.lycee, seances.portee != SECOND, self._vus_premier)
        self._count(seances, counted, self._population.second_lycee, seances.portee != PREMIER, self._vus_second)

    def acces(self) -> Entiers:
        """Events by lycée, profile and action."""
        return self._actions.reshape(-1, len(PROFILS), _ACTIONS)

    def connexions_par_support(self) -> Entiers:
        """Logins by lycée, profile and kind of device."""
        return self._supports.reshape(-1, len(PROFILS), len(SUPPORTS))

    def visiteurs(self) -> Entiers:
        return self._accounts(self._vus_premier, self._vus_second)

    def comptes_charges(self) -> Entiers:
        return self._accounts(self._presence.est_charge, self._presence.est_charge)

    def comptes_actives(self) -> Entiers:
        return self._accounts(self._presence.est_active, self._presence.est_active)

    def _count(
        self, seances: Seances, evenements: Evenements, lycees: Entiers, concerned: Masque, seen: Masque
    ) -> None:
        events = evenements.keep(concerned[evenements.seance])
        groupe = _groupe(lycees[seances.utilisateur], seances.profil)[events.seance]
        is_login = events.action == usages.LOGIN
        support = SUPPORT_DU_MATERIEL[seances.materiel][events.seance]
        self._actions += np.bincount(groupe * _ACTIONS + events.action, minlength=len(self._actions))
        self._supports += np.bincount((groupe * len(SUPPORTS) + support)[is_login], minlength=len(self._supports))
        seen[seances.utilisateur[events.seance]] = True

    def _accounts(self, premier: Masque, second: Masque) -> Entiers:
        population: Population = self._population
        has_second = second & (population.second_lycee != SANS)
        here = _groupe(population.lycee, population.profil)[premier]
        there = _groupe(population.second_lycee, population.profil)[has_second]
        counts = np.bincount(here, minlength=self._groupes) + np.bincount(there, minlength=self._groupes)
        return counts.reshape(-1, len(PROFILS)).astype(np.int64)


def _groupe(lycee: Entiers, profil: Entiers) -> Entiers:
    return lycee * len(PROFILS) + profil


def _midnight_ms(mois: Mois) -> int:
    return int(datetime.combine(mois.premier_jour, time(), PARIS).timestamp()) * 1000
