"""One line of a comparison: where this one stands between the quartiles of comparable ones. Never a rank."""

from __future__ import annotations

from ent_report.report.charts.primitives import Graphique, dot, formes, rectangle, segment

LARGEUR_POSITION = 150.0
_HEIGHT, _MARGIN = 12.0, 5.0


def position(q1: float, mediane: float, q3: float, valeur: float | None) -> Graphique:
    """The band from the first to the third quartile, the median's mark, and this one's dot if it is known.

    Each line has its own scale: the band and the dot fill it, with a margin of half the band on both sides.
    """
    values = [q1, q3] if valeur is None else [q1, q3, valeur]
    spread = max(max(values) - min(values), abs(mediane) * 0.02, 1e-9)
    low, high = min(values) - spread * 0.2, max(values) + spread * 0.2

    def x(value: float) -> float:
        return _MARGIN + (value - low) / (high - low) * (LARGEUR_POSITION - 2 * _MARGIN)

    middle = _HEIGHT / 2
    shapes = [
        ("grille", segment(0, middle, LARGEUR_POSITION, middle)),
        ("bande", rectangle(x(q1), middle - 4, max(x(q3) - x(q1), 1.0), 8)),
        ("mediane", segment(x(mediane), middle - 5.5, x(mediane), middle + 5.5)),
    ]
    if valeur is not None:
        shapes += [("halo", dot(x(valeur), middle)), ("ce-lycee", dot(x(valeur), middle))]
    return Graphique(LARGEUR_POSITION, _HEIGHT, formes(shapes), ())
