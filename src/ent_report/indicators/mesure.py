"""The days of a month that the region should have and has, and the verdict on their share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ent_report.indicators.journees_atypiques import DE_CLASSE, DE_REPOS, DE_VACANCES
from ent_report.vocabulary import Mois, Verdict


@dataclass(frozen=True)
class Mesure:
    """The days of a month for the whole region. `jours_de_classe` is empty where it has none, or where they are not
    known; `jours_manquants` are days without any event where there should be some, `jours_de_vacances` those of school
    holidays.
    """

    mois: Mois
    jours_de_classe: tuple[date, ...]
    jours_manquants: tuple[date, ...]
    jours_de_vacances: tuple[date, ...] = ()

    @property
    def jours_attendus(self) -> tuple[date, ...]:
        """The class days; in a month without one, all its days."""
        return self.jours_de_classe or tuple(self.mois.jours)

    @property
    def jours_presents(self) -> tuple[date, ...]:
        return tuple(day for day in self.jours_attendus if day not in self.jours_manquants)

    @property
    def classe_mesures(self) -> tuple[date, ...]:
        """The class days that were measured."""
        return self.jours_presents if self.jours_de_classe else ()

    def genre(self, jour: date) -> str:
        """Which days it may be compared with."""
        if jour in self.jours_de_classe:
            return DE_CLASSE
        return DE_VACANCES if jour in self.jours_de_vacances else DE_REPOS

    @property
    def est_en_cours(self) -> bool:
        """Days without class are missing too: those after the last day with data, so that the month may not be over."""
        return any(day not in self.jours_attendus for day in self.jours_manquants)


@dataclass(frozen=True)
class Bornes:
    """Shares of the expected days, in percent: below `complet_pct` partial, below `insuffisant_pct` insufficient."""

    complet_pct: float
    insuffisant_pct: float

    def verdict(self, presents: int, attendus: int, *, est_en_cours: bool = False) -> Verdict:
        """The verdict on so many days measured; a month that is not over is not complete."""
        share_pct = 100 * presents / attendus
        if share_pct < self.insuffisant_pct:
            return Verdict.INSUFFISANT
        return Verdict.PARTIEL if share_pct < self.complet_pct or est_en_cours else Verdict.COMPLET
