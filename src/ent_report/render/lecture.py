"""A PDF read back: whose it is, and how long."""

from __future__ import annotations

import pypdfium2

from ent_report.errors import RenderingError


def check_identity(pdf: bytes, uai: str, mois: str) -> None:
    """Raise RenderingError unless the first page says this UAI and this month."""
    text = _first_page(pdf)
    for expected in (uai, mois):
        if _plain(expected) not in text:
            raise RenderingError(f"{uai}: page 1 of its PDF does not say {expected!r}: it is not issued")


def _first_page(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return _plain(document[0].get_textpage().get_text_range())
    finally:
        document.close()


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()
