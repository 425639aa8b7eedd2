"""The scale of an axis: from zero to a round number above the greatest value."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ent_report.report.format import nombre

_STEPS = (1.0, 2.0, 2.5, 5.0)
_FINE_STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)


@dataclass(frozen=True)
class Echelle:
    """`graduations` are the round values above zero that the axis shows, the last of them its end."""

    maximum: float
    graduations: tuple[float, ...]

    def share(self, value: float) -> float:
        return value / self.maximum

    def texte(self, value: float) -> str:
        return nombre(value)


def echelle(greatest: float, ticks: tuple[int, int] = (3, 5)) -> Echelle:
    """A scale of whole numbers from 0 to the least round end above `greatest` that `ticks` (least, most) steps reach.

    A greatest value of 0 gives the scale from 0 to 1.
    """
    greatest = max(greatest, 1.0)
    least, most = ticks
    steps = {round_step(greatest / count) for count in range(least, most + 1)}
    end, step = min((step * math.ceil(greatest / step - 1e-9), step) for step in steps)
    return Echelle(end, tuple(step * n for n in range(1, round(end / step) + 1)))


def round_step(raw: float, *, fine: bool = False) -> float:
    """The least whole round step that is not under `raw`: 1, 2, 2.5 or 5 times a power of ten, or a finer choice."""
    power = 10.0 ** math.floor(math.log10(max(raw, 1.0)))
    found = next((s * power for s in (_FINE_STEPS if fine else _STEPS) if s * power >= raw * (1 - 1e-9)), 10 * power)
    return float(math.ceil(found))
