"""One month of one region: its lycées, its settings, and what the store knows of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from ent_report.configuration.settings import Settings, load_settings
from ent_report.domaine.sessions import Territoire
from ent_report.entrepots.racine import Racine
from ent_report.errors import InputsUnusableError
from ent_report.references.region import References, read_references
from ent_report.store import MANIFESTE, PURGE, Store, collecte_folder, indicateurs_folder
from ent_report.vocabulary import NON_CLASSE, Mois, Niveau

HISTORIQUE_MOIS = 13
PUBLIC = "indicateurs.parquet"


@dataclass(frozen=True)
class Chantier:
    """One month of one region, with all that its steps need."""

    settings: Settings
    store: Store
    mois: Mois
    references: References

    @property
    def fenetre(self) -> list[Mois]:
        """The thirteen months that end with this one, oldest first."""
        return [self.mois - n for n in reversed(range(HISTORIQUE_MOIS))]

    @cached_property
    def territoire(self) -> Territoire:
        codes = self.references.codes.with_columns(region=pl.lit(self.settings.region.code))
        services = tuple(dict.fromkeys([*self.settings.services["services"], NON_CLASSE]))
        return Territoire(codes, services, self.settings.applications)


def open_month(config: Path, data_dir: Racine, mois: Mois) -> Chantier:
    """Load the configuration and the references, those from elsewhere as `fetch` has brought them.

    Raises ConfigurationError, UsageError, InputsUnusableError.
    """
    settings, store = load_settings(config), Store(data_dir)
    return Chantier(settings, store, mois, read_references(settings, mois, store))


def usable_manifests(chantier: Chantier, mois: Mois) -> dict[str, dict[str, Any]]:
    """The manifests of the sources that gave at least one row."""
    found = {}
    for name in chantier.settings.sources.donnees:
        manifest = chantier.store.read_json(f"{collecte_folder(name, mois)}/{MANIFESTE}")
        if manifest and manifest["bilan"]["gardees"]:
            found[name] = manifest
    return found


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


def is_spill_over(mois: Mois, manifest: Mapping[str, Any]) -> bool:
    """Whether a month's events are only what its neighbours' files say of its first and last day.

    A file of a UTC day holds an hour or two of the local day after it.
    """
    present = {piece["jour"] for piece in manifest["fichiers"]}
    return present <= {mois.premier_jour.isoformat(), mois.dernier_jour.isoformat()}


def missing_days(chantier: Chantier, mois: Mois, manifest: Mapping[str, Any]) -> list[date]:
    """Days of the month that were not measured in the whole region, where there should be some event: class days, and
    all those after the last day that was measured, since the month may not be over.
    """
    present = measured_days(chantier.store, manifest)
    last = max(present, default=mois.premier_jour - timedelta(days=1))
    calendrier = chantier.references.calendrier
    return [day for day in mois.jours if day not in present and (day > last or calendrier.est_jour_de_classe(day))]


def read_figures(store: Store, mois: Sequence[Mois], uai: str | None = None) -> pl.DataFrame:
    """The indicators' tables of several months, those that exist, for one lycée or for all levels."""
    pieces = []
    for one in mois:
        known = store.read_json(f"{indicateurs_folder(one)}/{MANIFESTE}")
        if known:
            pieces.append(known["table"]["chemin"])
    rows = store.read_pieces(pieces)
    if uai is not None:
        rows = rows.filter(pl.col("niveau") == Niveau.ETABLISSEMENT.value, pl.col("code") == uai)
    return rows.collect()


def read_comparables(store: Store, mois: Mois) -> pl.DataFrame:
    known = store.read_json(f"{indicateurs_folder(mois)}/{MANIFESTE}")
    if known is None:
        raise InputsUnusableError(f"{mois}: its indicators were not computed yet")
    return store.read_pieces([known["comparables"]["chemin"]]).collect()


def read_rapprochements(store: Store, mois: Mois) -> pl.DataFrame:
    """The comparisons of the month's sources (ent_report.indicators.rapprochements)."""
    known = store.read_json(f"{indicateurs_folder(mois)}/{MANIFESTE}")
    if known is None:
        raise InputsUnusableError(f"{mois}: its indicators were not computed yet")
    return store.read_pieces([known["rapprochements"]["chemin"]]).collect()
