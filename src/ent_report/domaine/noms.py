"""Names from outside, safe to print: letters that the shipped fonts have, no control or direction mark, no novel."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

INCONNU = "□"
NOM_MAX = 120
"""Characters of a name; the longest of the national register have about 90."""

_LATIN = range(0x20, 0x180)
_FURTHER = frozenset("ȘșȚț‐‑–—‘’‚“”„†•…‰‹›€№\u202f\u2212□")  # what the shipped fonts have beside
_INVISIBLE = {"Cf": "", "Cc": " ", "Zl": " ", "Zp": " "}
"""A mark of direction stands within a word; a control character parts words, as a line's end within a cell does."""


class Nettoye(NamedTuple):
    """A name as it may be shown; what of it is not, as `U+202E`; and how many characters it has, if too many."""

    texte: str
    remplaces: tuple[str, ...] = ()
    longueur: int | None = None


def nettoyer(text: str) -> Nettoye:
    """A name from a register, composed (NFC); one that can be printed is left as it stands.

    What cannot be seen is taken out, a square stands for what the fonts lack, and what is longer than `NOM_MAX` is cut
    with « … ».
    """
    composed = unicodedata.normalize("NFC", text)
    told = tuple(f"U+{ord(char):04X}" for char in dict.fromkeys(composed) if not _is_printable(char))
    shown = composed
    if told:
        seen = "".join(_INVISIBLE.get(unicodedata.category(char), char) for char in composed)
        shown = " ".join(imprimable(seen).split()) or INCONNU
    if len(shown) > NOM_MAX:
        return Nettoye(f"{shown[: NOM_MAX - 1].rstrip()}…", told, len(text))
    return Nettoye(shown, told)


def imprimable(text: str) -> str:
    """A square for each letter that the shipped fonts lack."""
    return "".join(char if _is_known(char) else INCONNU for char in text)


def _is_known(char: str) -> bool:
    return ord(char) in _LATIN or char in _FURTHER


def _is_printable(char: str) -> bool:
    return _is_known(char) and unicodedata.category(char) not in _INVISIBLE
