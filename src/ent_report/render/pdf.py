"""HTML to PDF: the only place that knows WeasyPrint."""

from __future__ import annotations

import gc
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pydyf
from weasyprint import CSS, HTML, Attachment, Document
from weasyprint.text.fonts import FontConfiguration

from ent_report.errors import RenderingError
from ent_report.render.avertissements import MissingGlyphError, strict
from ent_report.render.etiquetage import finish
from ent_report.render.fetcher import FolderFetcher
from ent_report.render.feuilles import paper_sheet, with_imports, without_imports
from ent_report.render.gabarits import Gabarits, shown
from ent_report.render.metadonnees import AccessibleMetadata

FAMILY = "Fiche Sans"
VARIANT = "pdf/a-3a"
_GC_THRESHOLDS = (50_000, 10, 10)
"""Rarer than usual, a few percent faster; rarer still, a process held four times the memory and was no faster."""
_LINE = re.compile(r" at (\d+):\d+")


class TooManyPagesError(RenderingError):
    """The content does not fit on as many pages as it may have."""

    motif = "place"


@dataclass(frozen=True)
class PieceJointe:
    """A file inside the PDF: what the report's figures are, as data."""

    nom: str
    description: str
    contenu: bytes


class Renderer:
    """WeasyPrint, set up once a process: fonts and style sheet are read and parsed here, not for each document.

    Make it in the process that renders (it cannot be pickled), and a new process about every 200 documents: memory
    grows by 0.2 MB a document. `dossiers` are the templates' folders, a region's own first; `feuille` is the style
    sheet's name in them. Raises RenderingError for a sheet that is not there or cannot be used as it is.
    """

    def __init__(self, *dossiers: Path, feuille: str = "style/report.css") -> None:
        gabarits = Gabarits(*dossiers)
        self._fetcher = FolderFetcher(gabarits)
        self._base = (gabarits.livre / feuille).as_uri()
        self._fonts = FontConfiguration()
        css = paper_sheet(gabarits, feuille)
        with strict():
            self._css = CSS(string=css, base_url=self._base, url_fetcher=self._fetcher, font_config=self._fonts)
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_GC_THRESHOLDS)

    def render_pdf(
        self,
        html: str,
        *,
        title: str,
        attachments: Sequence[PieceJointe] = (),
        vintage: date | None = None,
        pages_max: int | None = None,
    ) -> bytes:
        """An archivable (PDF/A-3a) and accessible (PDF/UA-1) document; the same arguments give the same bytes.

        `vintage` is the day at which the data was closed: the only date that the file carries. Raises RenderingError
        for whatever WeasyPrint warns of (a glyph that the fonts lack, an image, a rule it does not know), and
        TooManyPagesError beyond `pages_max`.
        """
        with strict():
            page = HTML(string=html, base_url=self._base, url_fetcher=self._fetcher)
            document = page.render(font_config=self._fonts, stylesheets=[self._css], pdf_variant=VARIANT)
            if pages_max is not None and len(document.pages) > pages_max:
                raise TooManyPagesError(f"{title}: {len(document.pages)} pages, expected {pages_max} at most")
            document.metadata = _metadata(document, title, vintage)
            joined = [_attachment(piece, vintage) for piece in attachments]
            pdf: bytes = document.write_pdf(pdf_variant=VARIANT, attachments=joined, finisher=_finish)
        return pdf


def _finish(document: Document, pdf: pydyf.PDF) -> None:
    for font in document.fonts.values():
        if font.family != FAMILY:
            chars = sorted({char for text in font.to_unicode.values() for char in text})
            raise MissingGlyphError(f"the shipped fonts lack {', '.join(f'{c!r} (U+{ord(c):04X})' for c in chars)}")
    finish(document, pdf)


def _metadata(document: Document, title: str, vintage: date | None) -> AccessibleMetadata:
    day, found = None if vintage is None else vintage.isoformat(), document.metadata
    return AccessibleMetadata(title=title, lang=found.lang, authors=found.authors, created=day, modified=day)


def _attachment(piece: PieceJointe, vintage: date | None) -> Attachment:
    day = vintage or date(2000, 1, 1)
    at = datetime(day.year, day.month, day.day)  # noqa: DTZ001  written as it stands, in no zone
    return Attachment(
        string=piece.contenu,
        name=piece.nom,
        description=piece.description,
        created=at,
        modified=at,
        relationship="Data",
    )


def sheet_faults(dossiers: Sequence[Path], feuille: str) -> list[str]:
    """What WeasyPrint does not take of a style sheet, `file:line: message`, each of its files by itself."""
    gabarits = Gabarits(*dossiers)
    found = []
    for path in with_imports(gabarits, feuille):
        try:
            with strict():
                CSS(string=without_imports(path.read_text("utf-8")), base_url=(gabarits.livre / feuille).as_uri(),
                    url_fetcher=FolderFetcher(gabarits), font_config=FontConfiguration())  # fmt: skip
        except RenderingError as error:
            found += [_placed(path, fault) for fault in error.faults]
    return found


def _placed(path: Path, fault: str) -> str:
    line = _LINE.search(fault)
    return f"{shown(path)}:{line[1]}: {fault}" if line else f"{shown(path)}: {fault}"
