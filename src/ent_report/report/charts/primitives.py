"""What every chart is made of: paths by role, and texts. Templates give a role its colour; they compute nothing.

A chart's unit is one point when it is printed over the whole column, which is `LARGEUR` wide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LARGEUR = 500.0


@dataclass(frozen=True)
class Forme:
    """All shapes of one role as a single path: WeasyPrint draws one path much faster than thirty rectangles."""

    role: str
    d: str


@dataclass(frozen=True)
class Etiquette:
    """A text; `ancre` is `start`, `middle` or `end`, `y` its baseline, `role` names its colour and weight."""

    x: float
    y: float
    texte: str
    ancre: str = "middle"
    role: str = "axe"


@dataclass(frozen=True)
class Graphique:
    """A finished chart: draw the shapes, then the texts, in order."""

    largeur: float
    hauteur: float
    formes: tuple[Forme, ...]
    etiquettes: tuple[Etiquette, ...]


def num(value: float) -> str:
    """A coordinate with one decimal at most."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def text_width(text: str) -> float:
    """About how wide a chart's text is drawn, on the safe side: figures and letters, narrow spaces narrow."""
    return sum(1.8 if char in "\u202f .,’il" else 4.5 for char in text)


def rectangle(x: float, y: float, width: float, height: float) -> str:
    return f"M{num(x)} {num(y)}h{num(width)}v{num(height)}h{num(-width)}z"


def segment(x1: float, y1: float, x2: float, y2: float) -> str:
    return f"M{num(x1)} {num(y1)}L{num(x2)} {num(y2)}"


def dot(x: float, y: float) -> str:
    """A point to be stroked with round caps."""
    return f"M{num(x)} {num(y)}h0.01"


def formes(parts: Iterable[tuple[str, str]]) -> tuple[Forme, ...]:
    """(role, path) pairs merged by role, in the order in which the roles first come."""
    merged: dict[str, list[str]] = {}
    for role, d in parts:
        merged.setdefault(role, []).append(d)
    return tuple(Forme(role, "".join(paths)) for role, paths in merged.items())
