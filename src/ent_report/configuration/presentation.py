"""A region's brand, as its configuration says it."""

from __future__ import annotations

from ent_report.configuration.settings import Settings
from ent_report.report.libelles import Presentation


def presentation_of(settings: Settings) -> Presentation:
    shown = settings.presentation
    return Presentation(
        nom_region=settings.region.nom,
        nom_ent=shown.nom_ent,
        contact=shown.contact or settings.region.nom,
        couleur=shown.couleur,
        logo=settings.logo,
    )
