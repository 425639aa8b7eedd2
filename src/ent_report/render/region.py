"""The regional summary to its two documents: the PDF with the data inside, and the same content as one page."""

from __future__ import annotations

from ent_report.langue import LANGUE
from ent_report.render.html import Templates
from ent_report.render.lycee import Documents
from ent_report.render.pdf import PieceJointe, Renderer
from ent_report.report.region import RegionReport

_TEMPLATE = "region.html.j2"


def render_region(report: RegionReport, donnees: bytes, templates: Templates, renderer: Renderer) -> Documents:
    """Both documents; `donnees` are the bytes of `donnees.csv`. Raises RenderingError if one is not as it must be."""
    screen = region_on_screen(report, templates)
    return Documents(region_on_paper(report, donnees, templates, renderer), screen.encode())


def region_on_screen(report: RegionReport, templates: Templates) -> str:
    """`rapport.html`. Raises RenderingError."""
    return templates.render(_TEMPLATE, "ecran", {"report": report})


def region_on_paper(report: RegionReport, donnees: bytes, templates: Templates, renderer: Renderer) -> bytes:
    """`rapport.pdf`. Raises RenderingError."""
    return renderer.render_pdf(
        templates.render(_TEMPLATE, "papier", {"report": report}),
        title=report.identite.titre,
        attachments=[PieceJointe("donnees.csv", LANGUE.rapports.donnees_jointes, donnees)],
        vintage=report.vintage,
    )
