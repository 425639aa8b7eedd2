"""Months that follow each other: their events are drawn by batches of sessions, counted, and written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import polars as pl

from ent_report.demo.compteurs import Compteurs
from ent_report.demo.dnma import MesureNationale
from ent_report.demo.evenements import draw_evenements
from ent_report.demo.fichiers import FichiersParJour
from ent_report.demo.hasard import Hasard
from ent_report.demo.lignes import tabulate
from ent_report.demo.monde import Moment, Monde, reach
from ent_report.demo.seances import Seances, draw_seances
from ent_report.vocabulary import Mois

_SEANCES_PAR_LOT = 20_000
_LOTS_PAR_JOUR_MAX = 10_000

Lot = tuple[int, Moment, Seances]  # its number, its month, its sessions


def write_evenements(folder: Path, monde: Monde, mois: list[Mois], mesure: MesureNationale) -> dict[Mois, Compteurs]:
    """Write the files of `mois`, which follow each other, under `folder`; return what was counted in each month.

    The ministry's `mesure` counts along, week by week.

    The first file holds the hours of the first local month that fall on the UTC day before it; the last one ends
    with the first hours of the local day after.
    """
    moments = {month: reach(monde, month) for month in [*mois, mois[-1] + 1]}
    compteurs = {month: Compteurs(monde, moments[month]) for month in mois}
    end_ms = _utc_midnight_ms((mois[-1] + 1).premier_jour)
    waiting: list[pl.DataFrame] = []
    with FichiersParJour(folder) as fichiers:
        for (numero, moment, seances), horizon_ms in _with_horizon(_lots(monde, moments, mois), end_ms):
            hasard = Hasard(monde.seed, 8, numero)
            evenements = draw_evenements(monde, moment, seances, hasard)
            for counter in compteurs.values():
                counter.add(seances, evenements)
            mesure.add(date.fromordinal(numero // _LOTS_PAR_JOUR_MAX), seances, evenements)
            known = pl.concat([*waiting, tabulate(monde, moment, seances, evenements, hasard)])
            is_settled = pl.col("instant_ms") < horizon_ms
            fichiers.write(known.filter(is_settled).sort("instant_ms", maintain_order=True))
            waiting = [known.filter(~is_settled)]
    return compteurs


def _lots(monde: Monde, moments: dict[Mois, Moment], mois: list[Mois]) -> Iterator[Lot]:
    """Sessions in order of time. The day after the last one has its first hours in the last UTC day."""
    days = [jour for month in mois for jour in month.jours]
    for jour in [*days, (mois[-1] + 1).premier_jour]:
        moment = moments[Mois.of(jour)]
        for rang, seances in enumerate(draw_seances(jour, monde, moment).batches(_SEANCES_PAR_LOT)):
            yield jour.toordinal() * _LOTS_PAR_JOUR_MAX + rang, moment, seances


def _with_horizon(lots: Iterator[Lot], end_ms: int) -> Iterator[tuple[Lot, int]]:
    """Each batch with the instant before which no later batch has an event, `end_ms` at most."""
    lot = next(lots)
    for following in lots:
        start_ms = int(following[2].debut_ms[0])
        yield lot, min(start_ms, end_ms)
        if start_ms >= end_ms:
            return
        lot = following
    yield lot, end_ms


def _utc_midnight_ms(jour: date) -> int:
    return int(datetime.combine(jour, time(), UTC).timestamp()) * 1000
