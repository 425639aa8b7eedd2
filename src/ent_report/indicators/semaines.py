"""Which weeks of the national data make a month, and which of them the data does not have."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from ent_report.vocabulary import Mois

JEUDI = timedelta(days=3)


@dataclass(frozen=True)
class Semaines:
    """A month's weeks, each by its Monday, in order. `derniere`: the latest week that the region's data speaks of, in
    any month; None where there is none.
    """

    attendues: tuple[date, ...]
    presentes: tuple[date, ...]
    derniere: date | None

    @property
    def manquantes(self) -> tuple[date, ...]:
        return tuple(week for week in self.attendues if week not in self.presentes)

    @property
    def pas_encore_publiees(self) -> tuple[date, ...]:
        """The missing ones that come after all the data: it may still bring them. The others are holes in it."""
        return tuple(week for week in self.manquantes if self.derniere is None or week > self.derniere)


def expected_weeks(mois: Mois) -> tuple[date, ...]:
    """The Mondays of the weeks whose Thursday lies in the month (ISO 8601's rule for years)."""
    return tuple(day - JEUDI for day in mois.jours if day.isoweekday() == 4)


def weeks_of(mois: Mois, connues: Collection[date]) -> Semaines:
    """A month's weeks against those that are known, of any month: Mondays."""
    expected = expected_weeks(mois)
    return Semaines(expected, tuple(week for week in expected if week in connues), max(connues, default=None))
