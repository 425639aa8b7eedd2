"""A report read back from its bytes: what a person and a machine find in the PDF and in the page."""

from __future__ import annotations

import html as html_
import re
from dataclasses import dataclass

import pypdfium2

LINE_END_HYPHEN = "\ufffe"
"""What PDFium says of a hyphen at which a line was broken."""

_STYLE = re.compile(r"<(style|script)\b.*?</\1>", re.DOTALL)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_SPOKEN = re.compile(r'\b(?:alt|aria-label|title|content|href)="([^"]*)"')
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"[\r\n]+")


@dataclass(frozen=True)
class Lu:
    """`accueil` are the lines of page 1, or of an HTML page's body; `lignes` all, with the title, bookmarks and a
    page's alternatives; `pieces`: name -> bytes of what is attached.
    """

    titre: str
    accueil: tuple[str, ...]
    lignes: tuple[str, ...]
    pieces: dict[str, bytes]


def read_pdf(pdf: bytes) -> Lu:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [_lines(_text(page)) for page in document]
        attached = [document.get_attachment(n) for n in range(document.count_attachments())]
        title = document.get_metadata_value("Title")
        bookmarks = (one.get_title() for one in document.get_toc())
        return Lu(
            titre=title,
            accueil=pages[0],
            lignes=(title, *(line for page in pages for line in page), *bookmarks),
            pieces={one.get_name(): bytes(one.get_data()) for one in attached},
        )
    finally:
        document.close()


def _text(page: pypdfium2.PdfPage) -> str:
    try:
        return str(page.get_textpage().get_text_range()).replace(LINE_END_HYPHEN, "-")
    finally:
        page.close()


def read_html(html: bytes) -> Lu:
    """Of a page that this project made: a tag's attributes hold no `>`."""
    text = _STYLE.sub("", html.decode())
    found = _TITLE.search(text)
    title = html_.unescape(found[1]) if found else ""
    seen = _lines(html_.unescape(_TAG.sub("\n", text.partition("<body")[2])))
    spoken = (html_.unescape(value) for value in _SPOKEN.findall(text))
    return Lu(title, seen, (title, *seen, *spoken), {})


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for raw in _BREAK.split(text) if (line := raw.strip()))
