"""Names and sentences from elsewhere, safe to print: one strange letter must not stop the region’s whole report."""

from __future__ import annotations

from ent_report.domaine.noms import imprimable
from ent_report.report import format as fr


def nom(text: str | None) -> str:
    """As `format.nom_propre`, and a square for what the shipped fonts lack; nothing for None."""
    return imprimable(fr.nom_propre(text or ""))


def phrase_de(text: str) -> str:
    """A reason or remark with its capital and without its full stop, to stand in a list or a cell."""
    clean = fr.typographie(nom(text)).removesuffix(".")
    return clean[:1].upper() + clean[1:]
