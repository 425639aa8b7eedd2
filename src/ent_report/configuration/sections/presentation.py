"""`[presentation]`: a region's brand, and whether it can be shown."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from pydantic import Field

from ent_report.configuration.section import Section
from ent_report.langue import LANGUE
from ent_report.report import palette

_LOGOS = {".svg": "image/svg+xml", ".png": "image/png"}
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "{http://www.w3.org/2000/svg}svg"


class Presentation(Section):
    """How the reports look; `couleur` as `#rrggbb`, `logo` an SVG or PNG file."""

    nom_ent: str = LANGUE.rapports.nom_ent
    contact: str | None = None
    couleur: str = Field(default="#1f4e8c", pattern=r"^#[0-9a-fA-F]{6}$")
    logo: str | None = None
    donnees_fictives: bool = False

    def logo_of(self, dossier: Path) -> str | None:
        """The logo's bytes as a data URI; `dossier` is what its path is relative to."""
        if self.logo is None:
            return None
        file = dossier / self.logo
        return f"data:{_LOGOS[file.suffix.lower()]};base64,{base64.b64encode(file.read_bytes()).decode()}"


def brand_faults(shown: Presentation, dossier: Path) -> Iterator[tuple[str, str]]:
    """The key of `[presentation]` and the message of each fault."""
    main = palette.parse(shown.couleur)
    ratio = palette.contrast_on_grounds(main)
    if ratio < palette.AA_TEXT:
        better = palette.text(palette.readable(main))
        found = f"found {shown.couleur!r}, whose contrast with the pages' grounds is {ratio:.1f}"
        yield "couleur", f"{found}, expected at least {palette.AA_TEXT} (WCAG AA), such as {better!r}"
    if shown.logo is not None:
        fault = _logo_fault(dossier / shown.logo)
        if fault:
            yield "logo", f"{shown.logo}: {fault}"


def _logo_fault(path: Path) -> str | None:
    if path.suffix.lower() not in _LOGOS:
        return f"found {path.suffix!r}, expected {' or '.join(_LOGOS)}"
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return "no such file"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if path.suffix.lower() == ".png":
        return None if content.startswith(_PNG) else "found no PNG picture, expected one"
    return _drawing_fault(content)


def _drawing_fault(content: bytes) -> str | None:
    try:
        drawing = ElementTree.fromstring(content)  # noqa: S314
    except ElementTree.ParseError as error:
        return f"found no SVG drawing, expected one: {error}"
    if drawing.tag != _SVG:
        return f"found the element {drawing.tag!r}, expected {_SVG!r}"
    has_text = next(drawing.iter(f"{_SVG.removesuffix('svg')}text"), None) is not None
    return "found text, expected its letters as outlines: a logo brings no font" if has_text else None
