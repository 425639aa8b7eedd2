"""A run to one page that works from a shared folder: no server, no script, no outside resource."""

from __future__ import annotations

from ent_report.render.html import Templates
from ent_report.report.campagne.modele import Campagne

_TEMPLATE = "campagne.html.j2"


def render_campagne(campagne: Campagne, templates: Templates) -> bytes:
    """The bytes of the run's page. Raises RenderingError if a value or the template is missing."""
    return templates.render(_TEMPLATE, "ecran", {"c": campagne}).encode()
