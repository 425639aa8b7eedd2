"""Style sheets as one text: their imports within them, their tokens in place, nothing that lies elsewhere."""

from __future__ import annotations

import base64
import re
from pathlib import Path, PurePosixPath

from ent_report.errors import RenderingError
from ent_report.render.gabarits import Gabarits, shown

_IMPORT = re.compile(r'@import url\("([a-z-]+\.css)"\);')
_TOKEN = re.compile(r"(--[a-z0-9-]+):\s*([^;]+);")
_USE = re.compile(r"var\((--[a-z0-9-]+)\)")
_FONT = re.compile(r'url\("\.\./fonts/([A-Za-z-]+)\.ttf"\) format\("truetype"\)')
_OUTSIDE = re.compile(r"""(?:url\(\s*|@import\s+)["']?(?:[a-z][a-z0-9+.-]*:)?//[^"')\s]*""", re.IGNORECASE)
_ANYWHERE = re.compile(r"""url\(\s*(?!["']?data:)[^)]*\)|@import""", re.IGNORECASE)


def paper_sheet(gabarits: Gabarits, nom: str) -> str:
    """For WeasyPrint: each token of the sheet stands where it is used, which spares its cascade the look-up.

    Tokens that the sheet does not define (the region's colours) stay: the page defines them. Raises RenderingError for
    what lies outside the folders.
    """
    css = _with_imports(gabarits, nom)
    tokens = dict(_TOKEN.findall(css))
    return _USE.sub(lambda use: tokens.get(use[1], use[0]), css)


def screen_sheet(gabarits: Gabarits, nom: str) -> str:
    """For a page that is one file: the fonts are within the sheet, compressed. Raises RenderingError for anything else
    that a browser would fetch.
    """
    css = _FONT.sub(lambda font: _embedded(gabarits, font[1]), _with_imports(gabarits, nom))
    _refuse(_ANYWHERE, css, nom, "the shipped fonts or data: alone, since the page is one file")
    return css


def with_imports(gabarits: Gabarits, nom: str) -> list[Path]:
    """The files of a sheet: itself, and those that it imports."""
    path = gabarits.chemin(nom)
    folder = PurePosixPath(nom).parent
    imported = _IMPORT.findall(path.read_text("utf-8"))
    return [path, *(one for name in imported for one in with_imports(gabarits, str(folder / name)))]


def without_imports(css: str) -> str:
    """The sheet's own rules, each in its line."""
    return _IMPORT.sub("", css)


def _with_imports(gabarits: Gabarits, nom: str) -> str:
    path = gabarits.chemin(nom)
    css = path.read_text("utf-8")
    _refuse(_OUTSIDE, css, shown(path), "a file of the templates' folder")
    folder = PurePosixPath(nom).parent
    return _IMPORT.sub(lambda found: _with_imports(gabarits, str(folder / found[1])), css)


def _refuse(pattern: re.Pattern[str], css: str, place: str, expected: str) -> None:
    faults = [
        f"{place}:{css.count(chr(10), 0, found.start()) + 1}: found {found[0][:80]!r}, expected {expected}"
        for found in pattern.finditer(css)
    ]
    if faults:
        raise RenderingError(*faults)


def _embedded(gabarits: Gabarits, font: str) -> str:
    data = base64.b64encode(gabarits.chemin(f"fonts/{font}.woff2").read_bytes()).decode("ascii")
    return f'url("data:font/woff2;base64,{data}") format("woff2")'
