"""A week's map: on which days and at what hours visits start."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ent_report.langue import LANGUE
from ent_report.report.charts.echelle import round_step
from ent_report.report.charts.primitives import LARGEUR, Etiquette, Graphique, formes, rectangle, segment, text_width
from ent_report.report.format import NBSP, heure, jour_semaine, nombre

NIVEAUX = 5
_LEFT, _TOP, _GAP = 34.0, 12.0, 0.8
_CELL_WIDTH = (LARGEUR - _LEFT) / 24
_SWATCH, _KEY_GAP = 16.0, 14.0


def heures(creneaux: Mapping[tuple[int, int], float | None], *, masque: str, hauteur_case: float = 11.0) -> Graphique:
    """The map of (weekday 1 to 7, hour 0 to 23) in five shades with their scale; `masque` names a crossed cell."""
    greatest = max((value for value in creneaux.values() if value is not None), default=0.0)
    step = round_step(greatest / NIVEAUX, fine=True)
    bottom = _TOP + 7 * hauteur_case
    has_masked = any(value is None for value in creneaux.values())
    texts = _key_texts(step, masque if has_masked else "")
    shapes = [*_cells(creneaux, step, hauteur_case), *_key(texts, bottom + 8)]
    labels = [*_axes(hauteur_case), *(Etiquette(x + _SWATCH, bottom + 14.7, text, "start") for x, text in texts)]
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


def _key_texts(step: float, masque: str) -> list[tuple[float, str]]:
    """The key's texts, each with the place of its swatch: ranges, or where these would be too wide their ends alone."""
    ends = [(nombre(n * step + 1), nombre((n + 1) * step)) for n in range(NIVEAUX)]
    last = [masque] if masque else []
    ranges = _in_a_row(["0", *(LANGUE.rapports.intervalle.format(de=low, a=high) for low, high in ends), *last])
    return ranges or _in_a_row(["0", *(f"≤{NBSP}{high}" for _, high in ends), *last], is_last=True)


def _in_a_row(texts: list[str], *, is_last: bool = False) -> list[tuple[float, str]]:
    x, placed = _LEFT, []
    for text in texts:
        placed.append((x, text))
        x += _SWATCH + text_width(text) + _KEY_GAP
    return placed if is_last or x - _KEY_GAP <= LARGEUR else []


def _key(texts: list[tuple[float, str]], y: float) -> Iterator[tuple[str, str]]:
    for index, (x, _) in enumerate(texts):
        yield f"niveau-{index if index <= NIVEAUX else 0}", rectangle(x, y, 12, 8)
        if index > NIVEAUX:
            yield "croix", segment(x + 3, y + 7, x + 9, y + 1)
