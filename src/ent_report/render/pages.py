"""The pages for the region's staff, which work from a shared folder: no server, no outside resource."""

from __future__ import annotations

from ent_report.render.html import Templates
from ent_report.report.campagne.modele import Campagne
from ent_report.report.index import IndexDuMois


def render_index(index: IndexDuMois, templates: Templates) -> bytes:
    """The bytes of the month's `index.html`. Raises RenderingError if a value or the template is missing."""
    return templates.render("index.html.j2", "ecran", {"index": index}).encode()


def render_campagne(campagne: Campagne, templates: Templates) -> bytes:
    """The bytes of a run's page. Raises RenderingError if a value or the template is missing."""
    return templates.render("campagne.html.j2", "ecran", {"c": campagne}).encode()
