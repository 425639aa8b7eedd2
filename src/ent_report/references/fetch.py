"""The first step of a month: references that do not lie on this machine, fetched, and kept where they can be used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from ent_report.configuration.entrees import Entrees
from ent_report.configuration.settings import Settings, load_settings
from ent_report.entrepots.choix import open_store
from ent_report.entrepots.racine import Racine
from ent_report.errors import InputsUnusableError, UnreadableInputError
from ent_report.references.copies import Copie, read_copy, write_copy
from ent_report.references.fichiers import faults_of_reference
from ent_report.sources.fichiers import Fichier
from ent_report.store import Store
from ent_report.transports.base import Livraison
from ent_report.transports.files import is_local
from ent_report.vocabulary import PARIS, Mois


def fetch_for_month(config: Path, data_dir: Racine, mois: Mois, secrets: Mapping[str, str]) -> None:
    """As `fetch_references`. Raises ConfigurationError, UsageError."""
    fetch_references(load_settings(config), open_store(data_dir), mois, secrets)


def fetch_references(settings: Settings, store: Store, mois: Mois, secrets: Mapping[str, str]) -> None:
    """Bring the copies of the month's references up to date; those that lie on this machine have none.

    What goes wrong is kept with the copy, so that whoever reads it can tell: nothing is raised for it.
    """
    inputs = Entrees(settings, store, (mois,), secrets)
    today = datetime.now(PARIS).date()
    for nom, provenance in settings.references.donnees.items():
        if not is_local(provenance):
            with store.lock(f"reference-{nom}"), inputs.bring(f"references.{nom}") as brought:
                write_copy(store, nom, _next_copy(settings, mois, nom, brought, read_copy(store, nom), today))


def _next_copy(
    settings: Settings, mois: Mois, nom: str, brought: Livraison, before: Copie | None, today: date
) -> Copie:
    """What stands in the store from now on: what was brought, or what was there before it."""
    if before is not None and not before.fichiers:
        before = None
    if before and brought.fautes and not brought.est_ancienne:
        return _kept(before, today, remarques=(*brought.remarques, *brought.fautes))
    unusable = _faults_of(settings, mois, nom, brought.fichiers) if brought.fichiers else []
    if unusable and before:
        told = [f"{fault}; the copy of {before.jour} is kept" for fault in unusable]
        return replace(before, est_ancienne=True, fautes=(*brought.fautes, *told), remarques=brought.remarques)
    if unusable or not brought.fichiers:
        return Copie(None, (), fautes=(*brought.fautes, *unusable), remarques=brought.remarques)
    day = _day_of(brought, before) if brought.est_ancienne else today
    return Copie(day, brought.fichiers, brought.est_ancienne, brought.fautes, brought.remarques)


def _kept(before: Copie, today: date, remarques: Sequence[str]) -> Copie:
    """The copy before, since the way to another is shut: worth telling, and no loss."""
    days = (today - before.jour).days if before.jour else 0
    age = f"the copy of {before.jour} is taken, {days} day{'' if days == 1 else 's'} old"
    return replace(before, est_ancienne=True, fautes=(), remarques=tuple(f"{one}; {age}" for one in remarques))


def _day_of(brought: Livraison, before: Copie | None) -> date:
    """When an earlier delivery came: as its copy says, else as its files do."""
    if before is not None and before.jour is not None:
        return before.jour
    latest = max(one.modifie_ns for one in brought.fichiers)
    return datetime.fromtimestamp(latest / 1e9, UTC).astimezone(PARIS).date()


def _faults_of(settings: Settings, mois: Mois, nom: str, fichiers: Sequence[Fichier]) -> list[str]:
    """Why files cannot be used as the reference, or none."""
    try:
        for one in fichiers:
            one.apporter()
        return faults_of_reference(settings, mois, nom, fichiers)
    except (UnreadableInputError, InputsUnusableError) as error:
        return list(error.faults)
