"""The month's index to one page that works from a shared folder: no server, no outside resource."""

from __future__ import annotations

from ent_report.render.html import Templates
from ent_report.report.index import IndexDuMois

_TEMPLATE = "index.html.j2"


def render_index(index: IndexDuMois, templates: Templates) -> bytes:
    """The bytes of `index.html`. Raises RenderingError if a value or the template is missing."""
    return templates.render(_TEMPLATE, "ecran", {"index": index}).encode()
