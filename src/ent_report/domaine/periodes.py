"""What the date of an export's row stands for."""

from __future__ import annotations

import polars as pl


def start_of_period(frequence: str) -> pl.Expr:
    """The first day of a row's period: of its month, its week (a Monday), or its day, by the hour too."""
    return pl.col("date").dt.truncate({"mois": "1mo", "semaine": "1w"}.get(frequence, "1d"))
