"""Months on the axis of a chart: their labels, and where a day stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ent_report.report import format as fr
from ent_report.vocabulary import Mois


def month_labels(months: Sequence[Mois]) -> list[tuple[str, str]]:
    """The month, and under the first and each January its year."""
    return [
        (fr.mois_court(month), str(month.annee) if n == 0 or month.numero == 1 else "")
        for n, month in enumerate(months)
    ]


def place(months: Sequence[Mois], day: date, end: int) -> float:
    """A day on the axis, in months from its start; `end` 1 is the day's evening."""
    first = months[0]
    whole = (day.year - first.annee) * 12 + day.month - first.numero
    return whole + (day.day - 1 + end) / len(Mois.of(day).jours)
