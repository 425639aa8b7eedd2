"""How long each step of a run takes."""

from __future__ import annotations

from time import perf_counter


class Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.durees: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, step: str) -> None:
        now = perf_counter()
        self.durees[step] = round(now - self._last, 2)
        self._last = now
