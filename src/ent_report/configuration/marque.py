"""Whether a region's brand can be shown: its colour read on the pages' grounds, its logo drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from xml.etree import ElementTree

from ent_report.report import palette

LOGOS = {".svg": "image/svg+xml", ".png": "image/png"}
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "{http://www.w3.org/2000/svg}svg"


class _Presentation(Protocol):
    @property
    def couleur(self) -> str: ...
    @property
    def logo(self) -> str | None: ...


class _Settings(Protocol):
    @property
    def presentation(self) -> _Presentation: ...
    @property
    def dossier(self) -> Path: ...


def brand_faults(settings: _Settings) -> Iterator[tuple[str, str]]:
    """The key of `[presentation]` and the message of each fault."""
    shown = settings.presentation
    main = palette.parse(shown.couleur)
    ratio = palette.contrast_on_grounds(main)
    if ratio < palette.AA_TEXT:
        better = palette.text(palette.readable(main))
        found = f"found {shown.couleur!r}, whose contrast with the pages' grounds is {ratio:.1f}"
        yield "couleur", f"{found}, expected at least {palette.AA_TEXT} (WCAG AA), such as {better!r}"
    if shown.logo is not None:
        fault = _logo_fault(settings.dossier / shown.logo)
        if fault:
            yield "logo", f"{shown.logo}: {fault}"


def _logo_fault(path: Path) -> str | None:
    if path.suffix.lower() not in LOGOS:
        return f"found {path.suffix!r}, expected {' or '.join(LOGOS)}"
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return "no such file"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if path.suffix.lower() == ".png":
        return None if content.startswith(_PNG) else "found no PNG picture, expected one"
    try:
        found = ElementTree.fromstring(content).tag  # noqa: S314
    except ElementTree.ParseError as error:
        return f"found no SVG drawing, expected one: {error}"
    return None if found == _SVG else f"found the element {found!r}, expected {_SVG!r}"
