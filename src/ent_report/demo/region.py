"""A whole fictional region under one folder: register, events, exports, national measure and configuration."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from ent_report.demo.annuaire import write_annuaire
from ent_report.demo.configuration import CONFIGURATION, is_fictional, write_configuration
from ent_report.demo.dnma import MesureNationale, write_dnma
from ent_report.demo.exports import write_exports
from ent_report.demo.lycees import Fiche, invent_hors_perimetre, invent_lycees
from ent_report.demo.monde import Monde, invent_monde
from ent_report.demo.periode import write_evenements
from ent_report.vocabulary import Mois

_EVENEMENTS_PAR_LYCEE_ET_JOUR = 1_050


def fabricate(
    folder: Path,
    *,
    mois: Mois,
    lycees: int = 24,
    events_per_day: int | None = None,
    seed: int = 1,
    mois_d_historique: bool = True,
    fiches: Sequence[Fiche] | None = None,
) -> Path:
    """Write a fictional region's inputs under `folder`, and return the path of its configuration.

    There are `lycees` lycées in service, and `events_per_day` events in the region on an ordinary class day. The
    month is preceded by the one before and the same month of the year before, unless `mois_d_historique` is false.
    The inputs of an earlier call are replaced. The same arguments give the same bytes. Raises ValueError for fewer
    than one lycée or event, FileExistsError where `folder` holds a region that is not a demonstration's.
    """
    volume = lycees * _EVENEMENTS_PAR_LYCEE_ET_JOUR if events_per_day is None else events_per_day
    if lycees < 1 or volume < 1:
        raise ValueError(f"a region needs lycées and events: found {lycees} lycées and {volume} events a day")
    register = list(fiches) if fiches is not None else invent_lycees(lycees, seed)
    monde = invent_monde(register, events_per_day=volume, courant=mois, seed=seed)
    entrees = folder / "entrees"
    _clear(folder, entrees)
    configuration = write_configuration(folder, monde.fiches)
    write_annuaire(entrees / "annuaire.csv", [*monde.fiches, *invent_hors_perimetre(lycees, seed)])
    for periode in [[mois - 12], [mois - 1, mois]] if mois_d_historique else [[mois]]:
        _write_periode(entrees, monde, periode)
    return configuration


def _write_periode(entrees: Path, monde: Monde, periode: list[Mois]) -> None:
    mesure = MesureNationale(monde)
    for mois, compteurs in write_evenements(entrees / "evenements", monde, periode, mesure).items():
        write_exports(entrees, mois, monde.fiches, compteurs)
    write_dnma(entrees, monde, periode, mesure)


def _clear(folder: Path, entrees: Path) -> None:
    """Remove what an earlier call made, and never anything else."""
    if (entrees.exists() or (folder / CONFIGURATION).exists()) and not is_fictional(folder):
        raise FileExistsError(f"{folder} holds a region that is not a demonstration's: choose another folder")
    if entrees.exists():
        shutil.rmtree(entrees)
    entrees.mkdir(parents=True)
