"""A very small chart for a table's cell: the shape of a series, without a scale of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ent_report.report.charts.primitives import Graphique, formes, rectangle

LARGEUR_MINIATURE, HAUTEUR_MINIATURE = 62.0, 13.0
_GAP = 0.22
_LEAST = 0.5  # a bar of few visits stays visible


def miniature(barres: Sequence[tuple[float | None, str]]) -> Graphique:
    """Bars (value, role) from zero to the greatest of them; nothing is drawn where a value is not known or 0."""
    return Graphique(LARGEUR_MINIATURE, HAUTEUR_MINIATURE, formes(_bars(barres)), ())


def _bars(barres: Sequence[tuple[float | None, str]]) -> Iterator[tuple[str, str]]:
    greatest = max((value for value, _ in barres if value is not None), default=0.0)
    step = LARGEUR_MINIATURE / max(len(barres), 1)
    yield "base", rectangle(0, HAUTEUR_MINIATURE - 0.3, LARGEUR_MINIATURE, 0)
    for index, (value, role) in enumerate(barres):
        if value:
            height = max((HAUTEUR_MINIATURE - 1) * value / greatest, _LEAST)
            yield role, rectangle(index * step, HAUTEUR_MINIATURE - 0.5 - height, step * (1 - _GAP), height)
