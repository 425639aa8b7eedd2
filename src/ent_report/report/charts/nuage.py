"""Lycées as dots, a line a département: how each one's lycées spread, and where the département itself stands."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ent_report.report.charts.primitives import LARGEUR, Etiquette, Graphique, dot, formes, rectangle, segment
from ent_report.report.format import pourcent

_LEFT, _RIGHT, _TOP, _BOTTOM = 128.0, 42.0, 14.0, 13.0
_LEAST, _MOST = 10.5, 38.0  # height of a line
_FEW = 150  # dots up to which they are drawn larger
_SIZES = {"essaim-large": 5.4, "essaim": 3.7}  # a role's distance between neighbours
_NAME = 30  # characters of a name that fit on its left


@dataclass(frozen=True)
class Rangee:
    """One line, in percent: its dots, and its own mark with the text on its right, if that is known."""

    libelle: str
    valeurs: tuple[float, ...]
    repere: float | None
    texte: str


def nuage(rangees: Sequence[Rangee], reference: float | None, reference_texte: str, hauteur: float) -> Graphique:
    """Dots of percentages over tens; `reference` is a line through all rows. `hauteur` is what there is room for."""
    height = min(_MOST, max(_LEAST, (hauteur - _TOP - _BOTTOM) / max(len(rangees), 1)))
    known = [value for row in rangees for value in (*row.valeurs, row.repere, reference) if value is not None]
    role = "essaim-large" if sum(len(row.valeurs) for row in rangees) <= _FEW else "essaim"
    frame = _Frame(*_bounds(known), height, len(rangees), role)
    shapes = [*frame.background()]
    labels = [*frame.axis(), *(text for n, row in enumerate(rangees) for text in frame.texts(n, row))]
    if reference is not None:
        shapes.append(("croix", segment(frame.x(reference), _TOP - 2, frame.x(reference), frame.bottom)))
        labels.append(Etiquette(frame.x(reference), _TOP - 5, reference_texte))
    shapes += [part for n, row in enumerate(rangees) for part in frame.row(n, row)]
    return Graphique(LARGEUR, frame.bottom + _BOTTOM, formes(shapes), tuple(labels))


def hauteur_min(rangees: int) -> float:
    """The height that so many lines need."""
    return _TOP + _BOTTOM + rangees * _LEAST


def _bounds(values: Sequence[float]) -> tuple[float, float]:
    """Whole tens around the values."""
    low, high = (min(values), max(values)) if values else (0.0, 100.0)
    start = 10.0 * math.floor(low / 10)
    return start, max(10.0 * math.ceil(high / 10), start + 10)


@dataclass(frozen=True)
class _Frame:
    low: float
    high: float
    row_height: float
    count: int
    role: str

    @property
    def bottom(self) -> float:
        return _TOP + self.count * self.row_height

    def x(self, value: float) -> float:
        return _LEFT + (value - self.low) / (self.high - self.low) * (LARGEUR - _LEFT - _RIGHT)

    def y(self, row: int) -> float:
        return _TOP + (row + 0.5) * self.row_height

    def ticks(self) -> list[float]:
        step = 10.0 if self.high - self.low <= 70 else 20.0
        return [self.low + step * n for n in range(int((self.high - self.low) / step) + 1)]

    def background(self) -> Iterator[tuple[str, str]]:
        for row in range(0, self.count, 2):
            top = _TOP + row * self.row_height
            yield "fond", rectangle(0, top, LARGEUR, self.row_height)
        for tick in self.ticks():
            yield "grille", segment(self.x(tick), _TOP, self.x(tick), self.bottom)

    def axis(self) -> Iterator[Etiquette]:
        for tick in self.ticks():
            yield Etiquette(self.x(tick), self.bottom + 9, pourcent(tick, 0))

    def row(self, number: int, rangee: Rangee) -> Iterator[tuple[str, str]]:
        middle = self.y(number)
        for x, y in self.swarm(rangee.valeurs, middle):
            yield self.role, dot(x, y)
        if rangee.repere is not None:
            x, half = self.x(rangee.repere), self.row_height * 0.4
            yield "mediane", segment(x, middle - half, x, middle + half)

    def swarm(self, values: Sequence[float], middle: float) -> Iterator[tuple[float, float]]:
        """Dots that would cover each other are piled around the line, as close as its height asks for."""
        size = _SIZES[self.role]
        bins = [round(self.x(value) / size) for value in values]
        piles, placed = Counter(bins), Counter[int]()
        gap = min(size, (self.row_height - size) / max(max(piles.values(), default=1) - 1, 1))
        for place in bins:
            rank = placed[place]
            placed[place] += 1
            yield place * size, middle + (rank - (piles[place] - 1) / 2) * gap

    def texts(self, number: int, rangee: Rangee) -> Iterator[Etiquette]:
        baseline = self.y(number) + 2.7
        name = rangee.libelle if len(rangee.libelle) <= _NAME else f"{rangee.libelle[: _NAME - 1].rstrip()}…"
        yield Etiquette(3, baseline, name, "start", "fort")
        yield Etiquette(LARGEUR - 3, baseline, rangee.texte, "end", "fort")
