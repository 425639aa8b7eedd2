"""Quartiles of a few hundred values, as the indicators compute them: linear, type 7 of Hyndman and Fan (1996)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

EFFECTIF_MIN = 4  # quartiles of fewer values say nothing


class Quartiles(NamedTuple):
    q1: float
    mediane: float
    q3: float


def quartiles(values: Sequence[float]) -> Quartiles | None:
    """None for fewer than `EFFECTIF_MIN` values."""
    if len(values) < EFFECTIF_MIN:
        return None
    ordered = sorted(values)
    return Quartiles(*(_quantile(ordered, share) for share in (0.25, 0.5, 0.75)))


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
