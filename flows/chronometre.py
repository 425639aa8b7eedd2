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


def _unmade(chantier: Chantier) -> dict[str, tuple[str, str | None]]:
    """The lycées whose report failed when it was last made, or is held: UAI -> which, and the kind of failure."""
    found = month_status(chantier.references.lycees, chantier.store, chantier.mois)["lycees"]
    return {one["uai"]: (one["etat"], one["motif"]) for one in found if one["etat"] in {ECHEC, RETENU}}
