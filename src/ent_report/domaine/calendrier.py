"""School holidays and public holidays as values, and the class days they leave in a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ent_report.vocabulary import Mois


@dataclass(frozen=True, order=True)
class Vacances:
    """One school holiday; both ends are days without class."""

    premier_jour: date
    dernier_jour: date
    nom: str


@dataclass(frozen=True)
class Calendrier:
    """The days without class of one zone, over the school years that a report looks at.

    `annees_scolaires` are those whose school holidays are known; None says all.
    """

    zone: str
    vacances: tuple[Vacances, ...]
    feries: tuple[tuple[date, str], ...]
    annees_scolaires: frozenset[str] | None = None

    def vacances_du(self, jour: date) -> Vacances | None:
        return next((v for v in self.vacances if v.premier_jour <= jour <= v.dernier_jour), None)

    def ferie_du(self, jour: date) -> str | None:
        return next((nom for day, nom in self.feries if day == jour), None)

    def est_jour_de_classe(self, jour: date) -> bool:
        """A weekday out of school holidays and public holidays."""
        return jour.weekday() < 5 and self.vacances_du(jour) is None and self.ferie_du(jour) is None

    def est_connu(self, mois: Mois) -> bool:
        """Whether the month's class days can be told: its school holidays are known."""
        return self.annees_scolaires is None or mois.annee_scolaire in self.annees_scolaires

    def jours_de_classe(self, mois: Mois) -> list[date]:
        return [jour for jour in mois.jours if self.est_jour_de_classe(jour)]
