"""A sentence as the model decides it: which one, and the finished figures in it; its words stand in the templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ent_report.report.format import Quantite


@dataclass(frozen=True)
class Phrase:
    """`cle` is a macro of `reports/templates/textes/`, `valeurs` are what it is given, all formatted."""

    cle: str
    valeurs: Mapping[str, str | Quantite]


def phrase(cle: str, **valeurs: str | Quantite) -> Phrase:
    return Phrase(cle, valeurs)
