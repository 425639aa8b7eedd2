"""Before a report is issued: it is read back, and says whose it is, its figures, and nothing of another lycée."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from ent_report.errors import RenderingError
from ent_report.render.lecture import Lu, read_html, read_pdf
from ent_report.render.lycee import Documents
from ent_report.report.attendu import Attendu
from ent_report.report.autres_lycees import AutresLycees

DONNEES = "donnees.csv"
_BLANKS = re.compile(r"[ \u00a0\r\n]+")  # U+202F stays: it holds the thousands of one figure together
_FIGURE_GOES_ON = re.compile("[0-9,.\u202f]")
_SHOWN = 40  # characters of what was found in a figure's place


class RelectureError(RenderingError):
    """A report does not say what it must, or says what it must not: it is not issued."""

    motif = "relecture"


def check_documents(documents: Documents, attendu: Attendu, autres: AutresLycees | None = None) -> None:
    """Raise RelectureError, a line each with found and expected, for whatever the PDF or the page say wrongly.

    `autres` are the region's lycées, for a report that may name none of them but its own.
    """
    pdf, page = read_pdf(documents.pdf), read_html(documents.html)
    faults = [
        *(f"rapport.pdf: {fault}" for fault in chain(_said(pdf, attendu), _foreign(pdf, attendu, autres))),
        *_attached(pdf, attendu),
        *(f"rapport.html: {fault}" for fault in chain(_said(page, attendu), _foreign(page, attendu, autres))),
    ]
    if faults:
        raise RelectureError(*faults)


def _said(lu: Lu, attendu: Attendu) -> Iterator[str]:
    """Title, identity and key figures."""
    if _even(lu.titre) != _even(attendu.titre):
        yield f"its title: found '{_even(lu.titre)}', expected '{_even(attendu.titre)}'"
    text = _even(" ".join(lu.accueil))
    bare = _bare(text)
    for what, expected in attendu.identite.items():
        if _bare(expected) not in bare:
            yield f"its first page: {what}: found none, expected '{_even(expected)}'"
    for label, expected in attendu.chiffres.items():
        _, known, found = text.partition(f" {_even(label)} ")
        if not known:
            yield f"its first page: {label}: found none, expected '{_even(expected)}'"
        elif not _begins_with(found, _even(expected)):
            yield f"its first page: {label}: found '{found[:_SHOWN]}', expected '{_even(expected)}'"


def _foreign(lu: Lu, attendu: Attendu, autres: AutresLycees | None) -> Iterator[str]:
    if autres is not None and attendu.uai is not None:
        lines = chain.from_iterable(line.split("·") for line in lu.lignes)
        for told in autres.named_in(lines, attendu.uai, attendu.propres):
            yield f"found {told}, expected none but {attendu.uai}"


def _attached(pdf: Lu, attendu: Attendu) -> Iterator[str]:
    if list(pdf.pieces) != [DONNEES]:
        yield f"rapport.pdf: attached: found {', '.join(pdf.pieces) or 'nothing'}, expected {DONNEES}"
    elif pdf.pieces[DONNEES] != attendu.donnees:
        size, expected = len(pdf.pieces[DONNEES]), len(attendu.donnees)
        yield f"rapport.pdf: attached {DONNEES}: found other {size} bytes, expected the report's own {expected}"


def _even(text: str) -> str:
    return _BLANKS.sub(" ", text)


def _bare(text: str) -> str:
    """Without blanks and hyphens, at which a long name is broken, and capitals, which the month's heading has."""
    return "".join(text.split()).replace("-", "").casefold()


def _begins_with(text: str, figure: str) -> bool:
    """Whether a text begins with this figure, and not with a longer one."""
    return text.startswith(figure) and not _FIGURE_GOES_ON.match(text[len(figure) :])
