"""What a month's figures take from the months before it: the series that may have stopped, and who usually comes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from ent_report.indicators.completude import usually_active
from ent_report.indicators.interruptions import JOURS_DE_CLASSE_MIN, series_of
from ent_report.indicators.table import COLUMNS
from ent_report.mois.chantier import HISTORIQUE_MOIS, Chantier
from ent_report.mois.tables import read_manifest
from ent_report.store import Store
from ent_report.vocabulary import Mois

JOURS_D_HABITUDE_MIN = 5
"""A month with fewer measured class days tells no habit."""


def whole_months(chantier: Chantier, mois: Mois) -> list[date]:
    """First days of the thirteen months that end with `mois` in which services do not rest: their class days are known
    and enough. Empty where `mois` itself is none of them, since then nothing is said of its series.
    """
    calendrier = chantier.references.calendrier
    found = [
        month
        for month in (mois - n for n in reversed(range(HISTORIQUE_MOIS)))
        if calendrier.est_connu(month) and len(calendrier.jours_de_classe(month)) >= JOURS_DE_CLASSE_MIN
    ]
    return [month.premier_jour for month in found] if mois in found else []


def past_series(chantier: Chantier, mois: Mois) -> pl.DataFrame:
    """The series (ent_report.indicators.interruptions) of the whole months before `mois`."""
    pieces = [one["table"]["chemin"] for one in _known_before(chantier, mois).values()]
    if not pieces:
        return series_of(pl.DataFrame(schema=dict(COLUMNS))).collect()
    return chantier.store.read_rows(pieces, series_of)


def past_digests(chantier: Chantier, mois: Mois) -> list[tuple[str, str]]:
    """The whole months before `mois`, and the digest of the series of each."""
    known = _known_before(chantier, mois)
    return [(str(month), one.get("series", one["table"]["sha256"])) for month, one in known.items()]


def series_digest(table: pl.DataFrame) -> str:
    """Of what the months after read of this one: another correction of its figures leaves theirs as they are."""
    rows = series_of(table).collect().rows()
    return hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()


def _known_before(chantier: Chantier, mois: Mois) -> dict[Mois, dict[str, Any]]:
    """The whole months before `mois` whose figures are in the store, and what is known of each."""
    before = [Mois.of(day) for day in whole_months(chantier, mois) if day < mois.premier_jour]
    known = [(month, read_manifest(chantier.store, month)) for month in before]
    return {month: one for month, one in known if one and chantier.store.exists(one["table"]["chemin"])}


def read_habits(store: Store, mois: Mois, fenetre: Sequence[Mois]) -> frozenset[str]:
    """The lycées that were usually active in the nearest earlier month known."""
    entry = _habits(store, mois, fenetre)
    return usually_active(store.read_rows([entry["chemin"]])) if entry else frozenset()


def habits_digest(store: Store, mois: Mois, fenetre: Sequence[Mois]) -> str | None:
    """Of what `read_habits` reads; None where it reads nothing."""
    entry = _habits(store, mois, fenetre)
    return entry["sha256"] if entry else None


def _habits(store: Store, mois: Mois, fenetre: Sequence[Mois]) -> Mapping[str, Any] | None:
    """The manifest's entry of the verdicts of the nearest earlier month that tells what is usual.

    `fenetre`: the months that a run knows; beyond them, the answer would depend on what lies in the store.
    """
    for earlier in sorted((one for one in fenetre if one < mois), reverse=True):
        known = read_manifest(store, earlier)
        if known and known.get("classe_mesures", 0) >= JOURS_D_HABITUDE_MIN:
            entry: Mapping[str, Any] = known["verdicts"]
            return entry
    return None
