"""Which days of a month its events were measured on, and which are missing, as its collection's manifest says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from ent_report.mois.chantier import Chantier
from ent_report.store import PURGE, Store
from ent_report.vocabulary import Mois


def measured_days(store: Store, manifest: Mapping[str, Any]) -> set[date]:
    """The local days of which the events' files were there. A file of a UTC day holds the first hour or two of the
    local day after it: these alone do not make a day.
    """
    if PURGE in manifest:
        return {date.fromisoformat(day) for day in manifest[PURGE]["jours_mesures"]}
    found = set()
    for piece in manifest["fichiers"]:
        day, last = date.fromisoformat(piece["jour"]), store.greatest(piece["chemin"], "instant")
        if isinstance(last, datetime) and last.date() >= day:
            found.add(day)
    return found


def missing_days(chantier: Chantier, mois: Mois, manifest: Mapping[str, Any]) -> list[date]:
    """Days of the month that were not measured in the whole region, where there should be some event: class days, and
    all those after the last day that was measured, since the month may not be over.
    """
    present = measured_days(chantier.store, manifest)
    last = max(present, default=mois.premier_jour - timedelta(days=1))
    calendrier = chantier.references.calendrier
    return [day for day in mois.jours if day not in present and (day > last or calendrier.est_jour_de_classe(day))]


def is_spill_over(mois: Mois, manifest: Mapping[str, Any]) -> bool:
    """Whether a month's events are only what its neighbours' files say of its first and last day.

    A file of a UTC day holds an hour or two of the local day after it.
    """
    present = {piece["jour"] for piece in manifest["fichiers"]}
    return present <= {mois.premier_jour.isoformat(), mois.dernier_jour.isoformat()}
