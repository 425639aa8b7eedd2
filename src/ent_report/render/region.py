"""The regional summary to its two documents: the PDF with the data inside, and the same content as one page."""

from __future__ import annotations

from ent_report.render.html import Templates
from ent_report.render.lycee import Documents
from ent_report.render.pdf import PdfRenderer, PieceJointe
from ent_report.report.region.rapport import RegionReport

_TEMPLATE = "region.html.j2"


def render_region(report: RegionReport, donnees: bytes, templates: Templates, renderer: PdfRenderer) -> Documents:
    """Both documents; `donnees` are the bytes of `donnees.csv`. Raises RenderingError if one is not as it must be."""
    identite = report.identite
    paper, screen = (templates.render(_TEMPLATE, support, {"report": report}) for support in ("papier", "ecran"))
    piece = PieceJointe("donnees.csv", "Les chiffres de ce rapport", donnees)
    title = f"{identite.nom}, rapport régional, {identite.mois}"
    pdf = renderer.render_pdf(paper, title=title, attachments=[piece], vintage=report.vintage)
    return Documents(pdf, screen.encode())
