"""The state of a month's data, as its reports tell it: what was read of it, and to which day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from ent_report.indicators.dnma import SOURCES as NATIONALES
from ent_report.langue import LANGUE
from ent_report.mois.chantier import Chantier
from ent_report.mois.jours_mesures import measured_days, missing_days
from ent_report.report.donnees import Qualite
from ent_report.report.format import quantite
from ent_report.store import MANIFESTE, Store, collecte_folder


def region_quality(chantier: Chantier) -> Qualite:
    """The region's, but for its completeness (ent_report.mois.completude)."""
    manifests = {
        name: manifest
        for name in chantier.settings.sources.donnees
        if (manifest := chantier.store.read_json(f"{collecte_folder(name, chantier.mois)}/{MANIFESTE}"))
    }
    usable = {name: one for name, one in manifests.items() if one["bilan"]["gardees"]}
    configured = tuple(chantier.settings.sources.donnees)
    events = usable.get("evenements")
    bilans = [one["bilan"] for one in manifests.values()]
    incomplete = sum(len(one["fautes"]) for one in bilans)
    return Qualite(
        arretees_au=_closed_on(chantier, events),
        jours_mesures=len(measured_days(chantier.store, events)) if events else 0,
        jours_manquants=tuple(missing_days(chantier, chantier.mois, events)) if events else (),
        sources=configured,
        sources_absentes=tuple(name for name in configured if name not in usable),
        lignes_lues=sum(one["lues"] for one in bilans),
        lignes_rejetees=sum(one["rejetees"] for one in bilans),
        lignes_en_double=sum(one["doublons"] for one in bilans),
        remarques=_remarks(incomplete),
        fichiers_incomplets=incomplete,
        semaines_nationales=_national_weeks(chantier.store, usable),
        copies_anciennes=chantier.references.anciennes,
    )


def _national_weeks(store: Store, manifests: Mapping[str, Any]) -> tuple[date, ...]:
    """The weeks of the month of which one of the national datasets has a row."""
    pieces = [one["chemin"] for name in NATIONALES if name in manifests for one in manifests[name]["fichiers"]]
    if not pieces:
        return ()
    weeks = [store.read_rows([piece], lambda rows: rows.select(pl.col("semaine").unique())) for piece in pieces]
    return tuple(pl.concat(weeks)["semaine"].unique().sort())


def _closed_on(chantier: Chantier, events: Mapping[str, Any] | None) -> date:
    """The last day that the data speaks of: from the data alone, so that the same data gives the same report."""
    if events is None:
        return chantier.mois.dernier_jour
    spoken_of = measured_days(chantier.store, events) or {date.fromisoformat(one["jour"]) for one in events["fichiers"]}
    return max(spoken_of)


def _remarks(incomplete: int) -> tuple[str, ...]:
    told = quantite(incomplete).accord(*LANGUE.rapports.fichiers_incomplets)
    return (told.format(nombre=incomplete),) if incomplete else ()
