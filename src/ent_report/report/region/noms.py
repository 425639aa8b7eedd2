"""Names and sentences from elsewhere, safe to print: one strange letter must not stop the region’s whole report."""

from __future__ import annotations

from ent_report.report import format as fr

INCONNU = "□"
_LATIN = range(0x20, 0x180)
_FURTHER = frozenset(f"ȘșȚț‐‑–—‘’‚“”„†•…‰‹›€№{fr.NNBSP}{fr.MINUS}")  # what the shipped fonts have beside


def nom(text: str | None) -> str:
    """As `format.nom_propre`, and a square for each letter that the shipped fonts lack; nothing for None."""
    clean = fr.nom_propre(text or "")
    return "".join(char if ord(char) in _LATIN or char in _FURTHER else INCONNU for char in clean)


def phrase_de(text: str) -> str:
    """A reason or remark with its capital and without its full stop, to stand in a list or a cell."""
    clean = fr.typographie(nom(text)).removesuffix(".")
    return clean[:1].upper() + clean[1:]
