"""A PDF read back by another library than the one that wrote it."""

from __future__ import annotations

import pypdfium2

FOOTER_PT = 40


def texts(pdf: bytes) -> list[str]:
    """The text of each page, its blanks made single."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    finally:
        document.close()


def attached(pdf: bytes) -> dict[str, bytes]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        found = [document.get_attachment(n) for n in range(document.count_attachments())]
        return {one.get_name(): bytes(one.get_data()) for one in found}
    finally:
        document.close()


def filling(pdf: bytes) -> list[float]:
    """How far down each page is written, the running lines aside: 0 at its top, 1 at its foot."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_lowest(page) for page in document]
    finally:
        document.close()


def _lowest(page: pypdfium2.PdfPage) -> float:
    height, text = page.get_height(), page.get_textpage()
    boxes = [text.get_rect(n) for n in range(text.count_rects())]
    return 1 - min((bottom for _, bottom, _, _ in boxes if bottom > FOOTER_PT), default=height) / height
