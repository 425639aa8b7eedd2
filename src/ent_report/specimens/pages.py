"""The pages that specimens are shown on; those of messages and of requests, which hold no report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ent_report.render.html import Support
from ent_report.report.libelles import Presentation
from ent_report.specimens.guichet import OWN_ADDRESSES, pages_du_guichet
from ent_report.specimens.lettres import lettres


@dataclass(frozen=True)
class Page:
    """A specimen's page: its template and the values that it gets; `propres`: what in it may run or lead elsewhere."""

    specimen: str
    gabarit: str
    valeurs: dict[str, Any]
    supports: tuple[Support, ...] = ("papier", "ecran")
    propres: frozenset[str] = frozenset()


def pages_a_part(presentation: Presentation) -> Iterator[Page]:
    """In the region's brand, for the screen alone."""
    for nom, lettre in lettres(presentation).items():
        for form in ("txt", "html"):
            name = f"courriel/rapport.{form}.j2"
            yield Page(f"lettre_{nom}", name, dict(lettre.valeurs()), ("ecran",))
    for nom, gabarit, valeurs in pages_du_guichet(presentation):
        yield Page(nom, gabarit, valeurs, ("ecran",), OWN_ADDRESSES)
