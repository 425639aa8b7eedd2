"""The request page as a region's configuration makes it; nothing else of the region is read."""

from __future__ import annotations

from pathlib import Path

from ent_report.configuration.presentation import presentation_of
from ent_report.configuration.settings import load_settings
from ent_report.guichet.pages import Pages
from ent_report.guichet.reglages import Guichet
from ent_report.render.html import Templates


def read_site(config: Path, prefixe: str = "") -> tuple[Pages, Guichet]:
    """Its pages and its limits. Raises ConfigurationError, RenderingError."""
    settings = load_settings(config)
    fictif = settings.presentation.donnees_fictives
    templates = Templates(*settings.gabarits)
    return Pages(presentation_of(settings), templates, prefixe=prefixe, donnees_fictives=fictif), settings.guichet
