"""How a region looks and what it calls things, as its reports take it from its configuration."""

from __future__ import annotations

from ent_report.configuration.settings import Settings
from ent_report.indicators.dnma import SOURCES as NATIONALES
from ent_report.report.libelles import Libelles, Presentation


def presentation_of(settings: Settings) -> Presentation:
    shown = settings.presentation
    return Presentation(
        nom_region=settings.region.nom,
        nom_ent=shown.nom_ent,
        contact=shown.contact or settings.region.nom,
        couleur=shown.couleur,
        logo=settings.logo,
    )


def every_label(settings: Settings) -> Libelles:
    """How a region calls things, those included that it has no source of."""
    tables = settings.tables
    return Libelles.from_tables(tables["indicateurs"], tables["services"], tables["libelles"])


def labels_of(settings: Settings) -> Libelles:
    """How a region calls things; it has no word for the national measure where it does not have that."""
    found = every_label(settings)
    is_national = any(name in NATIONALES for name in settings.sources.donnees)
    return found if is_national else found.without_source("dnma")
