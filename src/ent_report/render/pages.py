"""What the region's staff reads: pages that work from a shared folder, and Markdown for Prefect's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ent_report.render.html import Templates
from ent_report.report.campagne.modele import Campagne
from ent_report.report.index import IndexDuMois


def render_index(index: IndexDuMois, templates: Templates) -> bytes:
    """The bytes of the month's `index.html`. Raises RenderingError if a value or the template is missing."""
    return templates.render("index.html.j2", "ecran", {"index": index}).encode()


def render_campagne(campagne: Campagne, templates: Templates) -> bytes:
    """The bytes of a run's page. Raises RenderingError if a value or the template is missing."""
    return templates.render("campagne.html.j2", "ecran", {"c": campagne}).encode()


def campagne_in_markdown(bilan: Mapping[str, Any], templates: Templates) -> str:
    """A run's summary as Markdown, in which nothing from outside can stand as markup. Raises RenderingError."""
    return templates.render("campagne.md.j2", "ecran", {"b": bilan})
