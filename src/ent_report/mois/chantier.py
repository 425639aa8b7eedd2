"""One month of one region: its lycées, its settings, and what the store knows of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from ent_report.configuration.settings import Settings, load_settings
from ent_report.domaine.sessions import Territoire
from ent_report.entrepots.choix import open_store
from ent_report.entrepots.racine import Racine
from ent_report.references.region import References, read_references
from ent_report.store import MANIFESTE, Store, collecte_folder
from ent_report.vocabulary import NON_CLASSE, Mois

HISTORIQUE_MOIS = 13


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
    settings, store = load_settings(config), open_store(data_dir)
    return Chantier(settings, store, mois, read_references(settings, mois, store))


def usable_manifests(chantier: Chantier, mois: Mois) -> dict[str, dict[str, Any]]:
    """The manifests of the sources that gave at least one row."""
    found = {}
    for name in chantier.settings.sources.donnees:
        manifest = chantier.store.read_json(f"{collecte_folder(name, mois)}/{MANIFESTE}")
        if manifest and manifest["bilan"]["gardees"]:
            found[name] = manifest
    return found
