"""Style sheets as one text: their imports within them, their tokens in place."""

from __future__ import annotations

import base64
import re
from pathlib import Path

_IMPORT = re.compile(r'@import url\("([a-z-]+\.css)"\);')
_TOKEN = re.compile(r"(--[a-z0-9-]+):\s*([^;]+);")
_USE = re.compile(r"var\((--[a-z0-9-]+)\)")
_FONT = re.compile(r'url\("\.\./fonts/([A-Za-z-]+)\.ttf"\) format\("truetype"\)')


def paper_sheet(path: Path) -> str:
    """For WeasyPrint: each token of the sheet stands where it is used, which spares its cascade the look-up.

    Tokens that the sheet does not define (the region's colours) stay: the page defines them.
    """
    css = _with_imports(path)
    tokens = dict(_TOKEN.findall(css))
    return _USE.sub(lambda use: tokens.get(use[1], use[0]), css)


def screen_sheet(path: Path) -> str:
    """For a page that is one file: the fonts are within the sheet, compressed."""
    return _FONT.sub(lambda font: _embedded(path.parents[1] / "fonts" / f"{font[1]}.woff2"), _with_imports(path))


def _with_imports(path: Path) -> str:
    return _IMPORT.sub(lambda found: _with_imports(path.with_name(found[1])), path.read_text("utf-8"))


def _embedded(font: Path) -> str:
    data = base64.b64encode(font.read_bytes()).decode("ascii")
    return f'url("data:font/woff2;base64,{data}") format("woff2")'
