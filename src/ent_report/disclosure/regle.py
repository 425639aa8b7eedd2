"""The rule of small groups: from how many users on a figure is shown, and how well a masked one is hidden."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Regle:
    """`seuil`: users under which a figure is masked. Whoever holds all that is published must be left with an interval
    for it of at least `intervalle_min` (in the figure's unit) and `intervalle_pct` percent of its value.
    """

    seuil: int = 5
    intervalle_min: int = 4
    intervalle_pct: float = 50.0

    def largeur(self, valeur: pl.Expr) -> pl.Expr:
        """The width of that interval, for a figure of this value."""
        part = (valeur * (self.intervalle_pct / 100)).ceil()
        return pl.max_horizontal(pl.lit(float(self.intervalle_min)), part)
