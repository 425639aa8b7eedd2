"""Who comes on one local day, when, and with what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, time

import numpy as np

from ent_report.demo import agenda, appareils
from ent_report.demo.hasard import Entiers, Hasard, Masque
from ent_report.demo.monde import Moment, Monde
from ent_report.demo.population import ENSEIGNANT, SANS
from ent_report.vocabulary import PARIS, Mois

LES_DEUX, PREMIER, SECOND = range(3)

_HEURE_MS = 3_600_000
_PARTS_POUR_MILLE = (500, 190, 230, 70, 10)
_EVENEMENTS_PAR_SEANCE_X100 = 540
_HABITUEL_POUR_CENT = 70
_PORTEES = (50, 30, 20)


@dataclass(frozen=True)
class Seances:
    """One value a session, in order of time. `portee` says which of a user's lycées its events list.

    `est_premiere` marks the session in which an account is activated. Instants are milliseconds UTC.
    """

    utilisateur: Entiers
    profil: Entiers
    debut_ms: Entiers
    materiel: Entiers
    portee: Entiers
    est_premiere: Masque

    def __len__(self) -> int:
        return len(self.utilisateur)

    def batches(self, size: int) -> Iterator[Seances]:
        for start in range(0, len(self), size):
            part = slice(start, start + size)
            yield Seances(*(getattr(self, one.name)[part] for one in fields(self)))


def draw_seances(jour: date, monde: Monde, moment: Moment) -> Seances:
    """The day's sessions; `moment` is the day's month, whose accounts left to activate are updated."""
    hasard = Hasard(monde.seed, 7, jour.toordinal())
    users, debut_ms = _draw_visiteurs(jour, monde, moment, hasard)
    by_time = np.argsort(debut_ms, kind="stable")
    users, debut_ms = users[by_time], debut_ms[by_time]
    population, n = monde.population, len(users)
    is_usual = hasard.below(100, n) < _HABITUEL_POUR_CENT
    other = hasard.weighted(appareils.POIDS.sum(axis=0), n)
    has_changed = (users == monde.changeant) & (jour >= monde.courant.premier_jour.replace(day=15))
    return Seances(
        utilisateur=users,
        profil=np.where(has_changed, ENSEIGNANT, population.profil[users]),
        debut_ms=debut_ms,
        materiel=np.where(is_usual, population.materiel[users], other),
        portee=np.where(population.second_lycee[users] == SANS, PREMIER, hasard.weighted(_PORTEES, n)),
        est_premiere=_activate(users, moment),
    )


def _draw_visiteurs(jour: date, monde: Monde, moment: Moment, hasard: Hasard) -> tuple[Entiers, Entiers]:
    """Users and the starts of their sessions."""
    starts = _heures_ms(jour)
    users, debuts = [], []
    for profil, n in enumerate(_volumes(jour, monde, moment, hasard)):
        actifs = moment.actifs[profil]
        if not len(actifs):
            continue
        users.append(actifs[hasard.weighted(moment.poids[profil], n)])
        heures = hasard.weighted(agenda.heures(jour, profil), n)
        debuts.append(starts[heures, hasard.below(2, n)] + hasard.below(_HEURE_MS, n))
    marges = _marges_ms(jour, starts)
    users.append(users[0][hasard.below(len(users[0]), len(marges))])
    if moment.mois == monde.courant:
        users.append(np.array([monde.changeant], dtype=np.int64))
        marges.append(int(starts[10, 0]))
    return np.concatenate(users), np.concatenate([*debuts, marges])


def _volumes(jour: date, monde: Monde, moment: Moment, hasard: Hasard) -> list[int]:
    """How many sessions each profile has: at least one, so that no day of the smallest region is empty."""
    humeur = 930 + int(hasard.below(140, 1)[0])
    seances_x1000 = monde.events_per_day * 100 * _croissance(moment.mois, monde.courant) // _EVENEMENTS_PAR_SEANCE_X100
    return [
        max(1, seances_x1000 * part * humeur * agenda.frequentation(jour, profil) // 10**12)
        for profil, part in enumerate(_PARTS_POUR_MILLE)
    ]


def _croissance(mois: Mois, courant: Mois) -> int:
    """Thousandths of the month's own use: it grows from year to year, and a little from month to month."""
    if mois.annee_scolaire != courant.annee_scolaire:
        return 860
    return 970 if mois < courant else 1000


def _heures_ms(jour: date) -> Entiers:
    """When each local hour starts, for both readings of a repeated hour: 24 rows, 2 columns."""
    instants = [
        [int(datetime.combine(jour, time(heure, fold=fold), PARIS).timestamp()) * 1000 for fold in (0, 1)]
        for heure in range(24)
    ]
    return np.array(instants, dtype=np.int64)


def _marges_ms(jour: date, starts: Entiers) -> list[int]:
    """Instants that every calendar must hold: around midnight, in a repeated hour, at a month's very ends."""
    marges = [int(starts[23, 0]) + 50 * 60_000]
    if jour.day == 1:
        marges.append(int(starts[0, 0]))
    if jour == Mois.of(jour).dernier_jour:
        marges.append(int(starts[23, 0]) + _HEURE_MS - 1)
    repeated = np.flatnonzero(starts[:, 1] > starts[:, 0])
    return marges + [int(instant) + _HEURE_MS // 2 for heure in repeated for instant in starts[heure]]


def _activate(users: Entiers, moment: Moment) -> Masque:
    """Mark the first session of each account that had yet to activate; `users` are in order of time."""
    due = np.flatnonzero(moment.a_activer[users])
    activated, first = np.unique(users[due], return_index=True)
    moment.a_activer[activated] = False
    est_premiere = np.zeros(len(users), dtype=np.bool_)
    est_premiere[due[first]] = True
    return est_premiere
