"""A lycée's report to its two documents: the PDF with the data inside, and the same content as one page."""

from __future__ import annotations

from typing import NamedTuple

from ent_report.langue import LANGUE
from ent_report.render.html import Templates
from ent_report.render.pdf import PieceJointe, Renderer, TooManyPagesError
from ent_report.report.lycee import LyceeReport

_TEMPLATE = "lycee.html.j2"
_SERRE = ("", "premiere", "tout", "comble")
"""What is set closer: nothing, page 1, which has most to say in a month that is not usual, every page, or page 1 closer
still.
"""


class Documents(NamedTuple):
    """The bytes of `rapport.pdf` and of `rapport.html`."""

    pdf: bytes
    html: bytes


def render_lycee(report: LyceeReport, donnees: bytes, templates: Templates, renderer: Renderer) -> Documents:
    """Both documents; `donnees` are the bytes of `donnees.csv`. Raises RenderingError if one is not as it must be."""
    screen = lycee_on_screen(report, templates)
    return Documents(lycee_on_paper(report, donnees, templates, renderer), screen.encode())


def lycee_on_screen(report: LyceeReport, templates: Templates) -> str:
    """`rapport.html`. Raises RenderingError."""
    return templates.render(_TEMPLATE, "ecran", {"report": report, "serre": ""})


def lycee_on_paper(report: LyceeReport, donnees: bytes, templates: Templates, renderer: Renderer) -> bytes:
    """`rapport.pdf`. Page 1 is set closer if it takes more pages than the report has, then all are; raises
    RenderingError if it still does.
    """
    identite = report.identite
    piece = PieceJointe("donnees.csv", LANGUE.rapports.donnees_jointes, donnees)
    for serre in _SERRE:
        html = templates.render(_TEMPLATE, "papier", {"report": report, "serre": serre})
        try:
            return renderer.render_pdf(
                html,
                title=f"{identite.nom} ({identite.uai}), {identite.mois}",
                attachments=[piece],
                vintage=report.vintage,
                pages_max=len(report.pages),
            )
        except TooManyPagesError:
            if serre == _SERRE[-1]:
                raise
    raise AssertionError("the last try returns or raises")
