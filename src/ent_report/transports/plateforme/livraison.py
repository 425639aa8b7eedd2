"""Events asked for at the platform's API, a local day at a time; a day counts when the platform says it is all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, timedelta

from ent_report.sources.inventaire import take_inventory
from ent_report.transports.base import DemandeEntree, Livraison
from ent_report.transports.patience import RequeteError
from ent_report.transports.plateforme import Plateforme
from ent_report.transports.plateforme.api import ATTEMPTS, Api, open_api
from ent_report.transports.plateforme.jours import end_of, fetch_day, how_far, milliseconds
from ent_report.transports.plateforme.reception import Reception
from ent_report.vocabulary import PARIS, Mois

ENTREE = "sources.evenements"
EMPTY_ASKED_AGAIN = timedelta(days=7)
PROBE_MS = 60_000


@contextmanager
def bring(provenance: Plateforme, demande: DemandeEntree) -> Iterator[Livraison]:
    """Fetch the days that are asked for and lack, and deliver all whole days of the window.

    An empty day is delivered with the month in question alone: it says nothing of any other.
    """
    if demande.entree != ENTREE:
        yield Livraison((), (_only_events(demande),))
        return
    reception = Reception(demande.reception, demande.pseudonymes().empreinte)
    collecte = _Collecte(provenance, demande, reception)
    collecte.run()
    names = [
        reception.name(day)
        for day, events in reception.days().items()
        if Mois.of(day) in demande.mois and (events or Mois.of(day) == demande.mois[-1])
    ]
    found = take_inventory(names, demande.reception, demande.connus)
    faults = tuple(f"{demande.entree}: {one}" for one in (*collecte.fautes, *found.fautes))
    yield Livraison(tuple(found.fichiers), faults, tuple(collecte.remarques))


def probe(provenance: Plateforme, demande: DemandeEntree) -> list[str]:
    """Ask for one minute of the day before."""
    if demande.entree != ENTREE:
        return [_only_events(demande)]
    start = milliseconds(demande.maintenant - timedelta(days=1))
    try:
        with _api(provenance, demande, tentatives=1) as api:
            api.events(start, start + PROBE_MS)
    except RequeteError as error:
        return [f"{demande.entree}: {provenance.url}: {error}"]
    return []


def _only_events(demande: DemandeEntree) -> str:
    return f"{demande.entree}.kind: found 'plateforme', which brings events alone, expected it in [{ENTREE}]"


def _api(provenance: Plateforme, demande: DemandeEntree, tentatives: int = ATTEMPTS) -> AbstractContextManager[Api]:
    credential = demande.secrets.get(provenance.secret, "")
    if not credential:
        raise RequeteError(
            f"{provenance.secret}: found nothing in the environment, expected the credential of the platform's API",
            est_ferme=True,
        )
    return open_api(provenance.url, credential, provenance.types, provenance.delai_s, tentatives)


class _Collecte:
    """One delivery's fetching: `fautes` and `remarques` are a line each."""

    def __init__(self, provenance: Plateforme, demande: DemandeEntree, reception: Reception) -> None:
        self._provenance = provenance
        self._demande = demande
        self._reception = reception
        self.fautes: list[str] = []
        self.remarques: list[str] = []

    def run(self) -> None:
        days = self._wanted()
        if not days:
            return
        lacking = list(days)
        try:
            with _api(self._provenance, self._demande) as api:
                for day in days:
                    self._try(api, day)
                    lacking.remove(day)
        except RequeteError as error:
            told = ", ".join(self._told(day) for day in lacking)
            self.fautes.append(f"{self._provenance.url}: {error}; not fetched: {told}")

    def _told(self, day: date) -> str:
        found = how_far(self._reception, day)
        return f"{day} ({found})" if found else str(day)

    def _wanted(self) -> list[date]:
        """The days to ask for: those of the month that are over and lack, or the one that is asked for, and those
        that are under way.
        """
        demande, held = self._demande, self._reception.days()
        asked = [demande.jour] if demande.jour else demande.mois[-1].jours
        over = [day for day in asked if demande.maintenant >= self._asked_from(day)]
        if demande.jour and not over:
            moment = self._asked_from(demande.jour).astimezone(PARIS)
            self.fautes.append(
                f"{demande.jour}: is asked for from {moment.isoformat(timespec='minutes')} on, not before"
            )
        wanted = {day for day in over if self._lacks(day, held.get(day))}
        if not demande.jour:
            wanted |= {day for day in self._reception.begun() if Mois.of(day) in demande.mois}
        return sorted(wanted)

    def _lacks(self, day: date, events: int | None) -> bool:
        """An empty day is believed when the platform had a week for being late."""
        return events is None or (events == 0 and self._demande.maintenant < end_of(day) + EMPTY_ASKED_AGAIN)

    def _asked_from(self, day: date) -> datetime:
        return end_of(day) + timedelta(hours=self._provenance.retard_h)

    def _try(self, api: Api, day: date) -> None:
        api.reprises.clear()
        try:
            fetch_day(api, self._reception, day, self._demande.pseudonymes())
        except RequeteError as error:
            if error.est_ferme:
                raise
            found = how_far(self._reception, day) or "nothing was fetched"
            self.fautes.append(f"{day}: {found}: {error}; the next run goes on from there")
        else:
            self.remarques += [f"{day}: asked again: {why}" for why in api.reprises]
