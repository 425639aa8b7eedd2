"""What people do in their sessions: the events."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ent_report.demo import usages
from ent_report.demo.hasard import Entiers, Hasard, Masque
from ent_report.demo.monde import Moment, Monde
from ent_report.demo.seances import Seances
from ent_report.vocabulary import Mois

_SANS_LOGIN_POUR_CENT = 7
_POIDS_PAGES = (60, 140, 150, 130, 110, 90, 75, 60, 45, 35, 25, 20, 15, 12, 10, 8, 5, 4, 3, 2, 1)
# Exactly 30 minutes is still the same visit; a little more is not.
_PAUSES_S = np.array([4, 8, 12, 20, 30, 45, 60, 90, 120, 180, 300, 480, 900, 1500, 1800, 1830, 2400], dtype=np.int64)
_POIDS_PAUSES = (60, 110, 130, 150, 140, 110, 90, 70, 50, 35, 24, 14, 7, 3, 1, 1, 3)
_PAUSE_JUSTE_S = 1800

# From this month the platform drops consecutive accesses to the same application.
_ACCES_DEDOUBLONNES = Mois(2026, 6)


@dataclass(frozen=True)
class Evenements:
    """One value an event, session by session; `seance` is the session's position. Instants are milliseconds UTC."""

    instant_ms: Entiers
    action: Entiers
    seance: Entiers

    def keep(self, kept: Masque) -> Evenements:
        return Evenements(self.instant_ms[kept], self.action[kept], self.seance[kept])


def draw_evenements(monde: Monde, moment: Moment, seances: Seances, hasard: Hasard) -> Evenements:
    n, est_premiere = len(seances), seances.est_premiere
    has_login = est_premiere | (hasard.below(100, n) >= _SANS_LOGIN_POUR_CENT)
    pages = np.maximum(hasard.weighted(_POIDS_PAGES, n), np.where(has_login, 0, 1))
    sizes = pages + has_login + est_premiere
    seance = np.repeat(np.arange(n, dtype=np.int64), sizes)
    starts = np.cumsum(sizes) - sizes
    rang = np.arange(len(seance), dtype=np.int64) - starts[seance]

    action = _draw_pages(monde, moment, seances, seance, hasard)
    action[(rang == est_premiere[seance]) & has_login[seance]] = usages.LOGIN
    action[(rang == 0) & est_premiere[seance]] = usages.ACTIVATION
    instant_ms = seances.debut_ms[seance] + _elapsed_ms(rang, starts[seance], hasard)
    evenements = Evenements(instant_ms, action, seance)
    return evenements if moment.mois < _ACCES_DEDOUBLONNES else evenements.keep(~_est_repete(evenements))


def _draw_pages(monde: Monde, moment: Moment, seances: Seances, seance: Entiers, hasard: Hasard) -> Entiers:
    """What the lycée has little taste for is drawn again, once; what it has closed is replaced."""
    lycee = monde.population.lycee[seances.utilisateur][seance]
    profil = seances.profil[seance]
    first = hasard.weighted_by(profil, usages.POIDS)
    is_disliked = hasard.below(100, len(seance)) >= moment.gout_pour_cent[lycee, first]
    first[is_disliked] = hasard.weighted_by(profil[is_disliked], usages.POIDS)
    return monde.remplacement[lycee, first]


def _elapsed_ms(rang: Entiers, start: Entiers, hasard: Hasard) -> Entiers:
    """Since the session's first event, whose own pause counts for nothing."""
    pauses_s = _PAUSES_S[hasard.weighted(_POIDS_PAUSES, len(rang))]
    thousandths = np.where(pauses_s == _PAUSE_JUSTE_S, 0, hasard.below(1000, len(rang)))
    pauses_ms = np.where(rang == 0, 0, pauses_s * 1000 + thousandths)
    cumul: Entiers = np.cumsum(pauses_ms)
    return np.subtract(cumul, cumul[start], dtype=np.int64)


def _est_repete(evenements: Evenements) -> Masque:
    action, seance = evenements.action, evenements.seance
    same = (action[1:] == action[:-1]) & (seance[1:] == seance[:-1]) & usages.EST_ACCES[action[1:]]
    return np.concatenate([[False], same])
