"""How many lycées there are in each stretch of a figure's values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ent_report.report.charts.echelle import round_step
from ent_report.report.charts.primitives import Etiquette, Graphique, formes, rectangle, segment
from ent_report.report.format import nombre

LARGEUR_HISTOGRAMME = 240.0
_HEIGHT, _TOP, _BOTTOM = 96.0, 12.0, 13.0
_CLASSES = 10


@dataclass(frozen=True)
class Classe:
    """Values from `debut` on, and under `fin`; `nombre` of them. `role` is the bar's look."""

    debut: float
    fin: float
    nombre: int
    role: str = "plein"


def classes_de_taux(values: Sequence[float], seuil: float | None = None) -> list[Classe]:
    """Ten stretches of ten points, 100 % in the last one; those under `seuil` have a look of their own."""
    return _classes(values, 10.0, _CLASSES, seuil)


def classes_rondes(values: Sequence[float]) -> list[Classe]:
    """About ten stretches of a round length from 0 to the greatest value."""
    step = round_step(max(max(values, default=0.0), 1.0) / _CLASSES)
    return _classes(values, step, max(1, math.floor(max(values, default=0.0) / step) + 1), None)


def _classes(values: Sequence[float], step: float, count: int, seuil: float | None) -> list[Classe]:
    counts = [0] * count
    for value in values:
        counts[min(max(int(value // step), 0), count - 1)] += 1
    return [
        Classe(n * step, (n + 1) * step, found, "accent" if seuil is not None and (n + 1) * step <= seuil else "plein")
        for n, found in enumerate(counts)
    ]


def histogramme(classes: Sequence[Classe], suffixe: str = "") -> Graphique:
    """Touching bars from zero, each with its number; `suffixe` follows the bounds under them."""
    greatest = max((one.nombre for one in classes), default=0) or 1
    step = LARGEUR_HISTOGRAMME / max(len(classes), 1)
    base = _HEIGHT - _BOTTOM
    heights = [(base - _TOP) * one.nombre / greatest for one in classes]
    bars = [
        (one.role, rectangle(n * step + 0.5, base - height, step - 1, height))
        for n, (one, height) in enumerate(zip(classes, heights, strict=True))
        if one.nombre
    ]
    shapes = [*bars, ("base", segment(0, base, LARGEUR_HISTOGRAMME, base))]
    return Graphique(LARGEUR_HISTOGRAMME, _HEIGHT, formes(shapes), tuple(_texts(classes, heights, step, suffixe)))


def _texts(classes: Sequence[Classe], heights: Sequence[float], step: float, suffixe: str) -> Iterator[Etiquette]:
    base = _HEIGHT - _BOTTOM
    for n, (one, height) in enumerate(zip(classes, heights, strict=True)):
        if one.nombre:
            yield Etiquette(n * step + step / 2, base - height - 3, nombre(one.nombre), "middle", "fort")
    every = max(1, math.ceil(len(classes) / 5))
    for n in range(0, len(classes) + 1, every):
        anchor = "start" if n == 0 else "end" if n == len(classes) else "middle"
        text = f"{nombre(n * (classes[0].fin - classes[0].debut))}{suffixe}" if classes else ""
        yield Etiquette(n * step, base + 9, text, anchor)
