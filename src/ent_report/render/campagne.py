"""A run as people read it: one page that works from a shared folder, and Markdown for Prefect's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ent_report.render.html import Templates
from ent_report.report.campagne.modele import Campagne


def render_campagne(campagne: Campagne, templates: Templates) -> bytes:
    """The bytes of the run's page: no server, no script, no outside resource.

    Raises RenderingError if a value or the template is missing.
    """
    return templates.render("campagne.html.j2", "ecran", {"c": campagne}).encode()


def campagne_in_markdown(bilan: Mapping[str, Any], templates: Templates) -> str:
    """A run's summary as Markdown, in which nothing from outside can stand as markup. Raises RenderingError."""
    return templates.render("campagne.md.j2", "ecran", {"b": bilan})
