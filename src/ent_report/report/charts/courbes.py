"""Curves over months: how the year went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from ent_report.report.charts.echelle import Echelle, echelle
from ent_report.report.charts.primitives import (
    LARGEUR,
    Etiquette,
    Graphique,
    dot,
    formes,
    num,
    rectangle,
    segment,
    text_width,
)

_TOP, _BOTTOM = 14.0, 22.0
_LABEL_GAP = 9.6
_MARK = 2.4


@dataclass(frozen=True)
class Serie:
    """One curve: a value a month, None where it is not known; months of `partiels` are drawn hollow.

    `etiquette` stands at the end of the curve; `rang`, from 1 to 5, chooses its colour and its dashes.
    """

    etiquette: str
    valeurs: tuple[float | None, ...]
    rang: int
    partiels: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Plage:
    """A stretch of the axis, in months from its start: 0.5 to 1.0 is the second half of the first month.

    It is shaded; one whose `role` is `incident` is a bar along the top, with its text below.
    """

    debut: float
    fin: float
    texte: str = ""
    role: str = "fond"


def courbes(
    series: Sequence[Serie], abscisses: Sequence[tuple[str, str]], plages: Sequence[Plage] = (), hauteur: float = 150.0
) -> Graphique:
    """Curves from a zero base; `abscisses` are two lines of text a month. A gap is left where a value is not known."""
    scale = echelle(max((v for s in series for v in s.valeurs if v is not None), default=0.0))
    names = max((text_width(serie.etiquette) for serie in series), default=0.0)
    frame = _Frame(scale, hauteur, len(abscisses), LARGEUR - names - 9)
    shapes = [*frame.backgrounds(plages), *frame.grid(), *(part for s in series for part in frame.curve(s))]
    labels = [*frame.background_texts(plages), *frame.ticks(), *frame.months(abscisses), *frame.ends(series)]
    return Graphique(LARGEUR, hauteur, formes([*shapes, frame.base()]), tuple(labels))


@dataclass(frozen=True)
class _Frame:
    scale: Echelle
    height: float
    count: int
    right: float

    @property
    def left(self) -> float:
        return 9 + text_width(self.scale.texte(self.scale.maximum))

    @property
    def step(self) -> float:
        return (self.right - self.left) / max(self.count, 1)

    def x(self, month: float) -> float:
        return self.left + month * self.step

    def y(self, value: float) -> float:
        return self.height - _BOTTOM - self.scale.share(value) * (self.height - _BOTTOM - _TOP)

    def backgrounds(self, plages: Sequence[Plage]) -> Iterator[tuple[str, str]]:
        for plage in plages:
            start, end = self.within(plage)
            if start < end:
                height = _MARK if plage.role == "incident" else self.height - _BOTTOM
                yield plage.role, rectangle(self.x(start), 0, self.x(end) - self.x(start), height)

    def within(self, plage: Plage) -> tuple[float, float]:
        return max(plage.debut, 0.0), min(plage.fin, float(self.count))

    def background_texts(self, plages: Sequence[Plage]) -> Iterator[Etiquette]:
        for plage in plages:
            start, end = self.within(plage)
            if plage.texte and start < end:
                yield Etiquette(self.x((start + end) / 2), _MARK + 8, plage.texte, role=plage.role)

    def grid(self) -> Iterator[tuple[str, str]]:
        for tick in self.scale.graduations:
            yield "grille", segment(self.left, self.y(tick), self.right, self.y(tick))

    def base(self) -> tuple[str, str]:
        return "base", segment(self.left, self.y(0), self.right, self.y(0))

    def ticks(self) -> Iterator[Etiquette]:
        for tick in (0.0, *self.scale.graduations):
            yield Etiquette(self.left - 5, self.y(tick) + 2.7, self.scale.texte(tick), "end")

    def months(self, abscisses: Sequence[tuple[str, str]]) -> Iterator[Etiquette]:
        for index, (first, second) in enumerate(abscisses):
            yield Etiquette(self.x(index + 0.5), self.height - 12, first)
            if second:
                yield Etiquette(self.x(index + 0.5), self.height - 3, second)

    def points(self, serie: Serie) -> list[tuple[int, float, float] | None]:
        return [
            None if value is None else (month, self.x(month + 0.5), self.y(value))
            for month, value in enumerate(serie.valeurs)
        ]

    def curve(self, serie: Serie) -> Iterator[tuple[str, str]]:
        points = self.points(serie)
        for known, run in groupby(points, key=lambda point: point is not None):
            found = [point for point in run if point is not None]
            if known and len(found) > 1:
                yield f"ligne-{serie.rang}", "M" + "L".join(f"{num(x)} {num(y)}" for _, x, y in found)
        for month, x, y in (point for point in points if point is not None):
            alone = all(not 0 <= n < len(points) or points[n] is None for n in (month - 1, month + 1))
            if month in serie.partiels:
                yield f"creux-{serie.rang}", dot(x, y)
                yield "creux", dot(x, y)
            elif alone or month == len(points) - 1:
                yield f"point-{serie.rang}", dot(x, y)

    def ends(self, series: Sequence[Serie]) -> Iterator[Etiquette]:
        """The curves' names at the height of their last known point, moved apart where they would touch."""
        known = [(s, next((p for p in reversed(self.points(s)) if p is not None), None)) for s in series]
        placed = sorted(((point[2], s) for s, point in known if point is not None), key=lambda pair: pair[0])
        heights = apart([height for height, _ in placed], low=_TOP - 6, high=self.height - _BOTTOM + 4)
        for height, (_, serie) in zip(heights, placed, strict=True):
            yield Etiquette(self.right + 6, height + 2.7, serie.etiquette, "start", f"serie-{serie.rang}")


def apart(heights: Sequence[float], *, low: float, high: float, gap: float = _LABEL_GAP) -> list[float]:
    """Ascending heights, moved as little as needed so that neighbours are `gap` apart and all within the bounds."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + gap if placed else low))
    limit = high
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - gap
    return placed
