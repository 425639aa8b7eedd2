"""What was collected for a month, read back as its figures are computed from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from ent_report.domaine.periodes import allocation_day
from ent_report.domaine.sessions import COLONNES_LUES
from ent_report.indicators.dnma import SOURCES as NATIONALES
from ent_report.indicators.mois import EntreesDuMois
from ent_report.mois.chantier import Chantier
from ent_report.mois.jours_mesures import missing_days
from ent_report.sources.exports.formats import EXPORTS
from ent_report.store import Store
from ent_report.vocabulary import Mois


def read_inputs(chantier: Chantier, mois: Mois, manifests: Mapping[str, Mapping[str, Any]]) -> EntreesDuMois:
    """A month's collected rows; those of the events as they are asked for, a day at a time."""
    calendrier = chantier.references.calendrier
    tables = {
        name: chantier.store.read_rows([one["chemin"] for one in manifest["fichiers"]])
        for name, manifest in manifests.items()
        if name != "evenements"
    }
    exports = {name: rows for name, rows in tables.items() if name in EXPORTS}
    events = manifests.get("evenements")
    return EntreesDuMois(
        mois,
        None if events is None else _days(chantier.store, events),
        exports,
        _losses(chantier, manifests, exports),
        chantier.references.eleves,
        len(calendrier.jours_de_classe(mois)) if calendrier.est_connu(mois) else None,
        events is not None and bool(missing_days(chantier, mois, events) or events["bilan"]["fautes"]),
        events is not None and bool(events["bilan"]["fautes"]),
        {name: rows for name, rows in tables.items() if name in NATIONALES},
    )


def _days(store: Store, manifest: Mapping[str, Any]) -> Iterator[pl.DataFrame]:
    for piece in sorted(manifest["fichiers"], key=lambda one: one["jour"]):
        yield store.read_rows([piece["chemin"]], lambda rows: rows.select(COLONNES_LUES))


def _losses(
    chantier: Chantier, manifests: Mapping[str, Mapping[str, Any]], exports: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Cells of the exports whose rows were refused, and that no other row of their day gives: source, uai, profil."""
    schema = {"source": pl.String, "uai": pl.String, "profil": pl.String}
    found = [pl.DataFrame(schema=schema)]
    for name, rows in exports.items():
        pieces = [one["chemin"] for one in manifests[name]["rejets"]]
        if pieces:
            known = rows.select("uai", "profil", allocation_day(chantier.settings.sources.donnees[name].frequence))
            rejects = chantier.store.read_rows(pieces).drop_nulls("uai")
            lost = rejects.join(known, on=["uai", "profil", "jour"], how="anti")
            found.append(lost.select(pl.lit(name).alias("source"), "uai", "profil").unique())
    return pl.concat(found)
