"""A week's map: on which days and at what hours visits start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ent_report.report.charts.echelle import round_step
from ent_report.report.charts.primitives import LARGEUR, Etiquette, Graphique, formes, rectangle, segment
from ent_report.report.format import NBSP, heure, jour_semaine, nombre

NIVEAUX = 5
_LEFT, _TOP, _GAP = 34.0, 12.0, 0.8
_CELL_WIDTH = (LARGEUR - _LEFT) / 24
_KEY_WIDTH = 62.0


def heures(creneaux: Mapping[tuple[int, int], float | None], *, masque: str, hauteur_case: float = 11.0) -> Graphique:
    """The map of (weekday 1 to 7, hour 0 to 23) in five shades with their scale; `masque` names a crossed cell."""
    greatest = max((value for value in creneaux.values() if value is not None), default=0.0)
    step = round_step(greatest / NIVEAUX, fine=True)
    bottom = _TOP + 7 * hauteur_case
    has_masked = any(value is None for value in creneaux.values())
    shapes = [*_cells(creneaux, step, hauteur_case), *_key(bottom + 8, has_masked=has_masked)]
    labels = [*_axes(hauteur_case), *_key_texts(step, bottom + 8, masque if has_masked else "")]
    return Graphique(LARGEUR, bottom + 20, formes(shapes), tuple(labels))


def level(value: float, step: float) -> int:
    """0 for no visit, else the shade from 1 to NIVEAUX: the first holds 1 to `step`."""
    return 0 if value <= 0 else min(NIVEAUX, int(-(-value // step)))


def _cells(
    creneaux: Mapping[tuple[int, int], float | None], step: float, cell_height: float
) -> Iterator[tuple[str, str]]:
    for (day, hour), value in sorted(creneaux.items()):
        x, y = _LEFT + hour * _CELL_WIDTH, _TOP + (day - 1) * cell_height
        width, height = _CELL_WIDTH - _GAP, cell_height - _GAP
        yield f"niveau-{0 if value is None else level(value, step)}", rectangle(x, y, width, height)
        if value is None:
            yield "croix", segment(x + 6, y + height - 2, x + width - 6, y + 2)


def _axes(cell_height: float) -> Iterator[Etiquette]:
    for hour in range(0, 24, 2):
        yield Etiquette(_LEFT + (hour + 0.5) * _CELL_WIDTH, _TOP - 4, heure(hour))
    for day in range(1, 8):
        yield Etiquette(_LEFT - 5, _TOP + (day - 0.5) * cell_height + 2.4, jour_semaine(day, court=True), "end")


def _key(y: float, *, has_masked: bool) -> Iterator[tuple[str, str]]:
    for index in range(NIVEAUX + 1):
        yield f"niveau-{index}", rectangle(_LEFT + index * _KEY_WIDTH, y, 12, 8)
    if has_masked:
        x = _LEFT + (NIVEAUX + 1) * _KEY_WIDTH + 10
        yield "niveau-0", rectangle(x, y, 12, 8)
        yield "croix", segment(x + 3, y + 7, x + 9, y + 1)


def _key_texts(step: float, y: float, masque: str) -> Iterator[Etiquette]:
    texts = ["0", *(f"{nombre(n * step + 1)}{NBSP}à{NBSP}{nombre((n + 1) * step)}" for n in range(NIVEAUX))]
    for index, text in enumerate(texts):
        yield Etiquette(_LEFT + index * _KEY_WIDTH + 16, y + 6.7, text, "start")
    if masque:
        yield Etiquette(_LEFT + (NIVEAUX + 1) * _KEY_WIDTH + 26, y + 6.7, masque, "start")
