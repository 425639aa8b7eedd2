"""What the date of an export's row stands for."""

from __future__ import annotations

import polars as pl


def start_of_period(frequence: str) -> pl.Expr:
    """The first day of a row's period: of its month, its week (a Monday), or its day, by the hour too."""
    return pl.col("date").dt.truncate({"mois": "1mo", "semaine": "1w"}.get(frequence, "1d"))


def allocation_day(frequence: str) -> pl.Expr:
    """The day whose month a row counts in: its own, or the Thursday of its week (ISO 8601's rule for years)."""
    if frequence != "semaine":
        return pl.col("date").alias("jour")
    return (pl.col("date").dt.truncate("1w") + pl.duration(days=3)).alias("jour")
