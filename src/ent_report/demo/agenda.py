"""When people come: how busy a day is for each profile, and at which hours of the local clock."""

from __future__ import annotations

from datetime import date
from enum import IntEnum
from functools import cache

import holidays
from vacances_scolaires_france import SchoolHolidayDates

from ent_report.vocabulary import Profil

ZONE = "C"
PROFILS = tuple(Profil)


class Allure(IntEnum):
    """The four kinds of days."""

    CLASSE = 0
    MERCREDI = 1
    WEEK_END = 2
    SANS_CLASSE = 3


# Thousandths of an ordinary class day, by profile: eleve, parent, enseignant, personnel, autre.
_FREQUENTATION = {
    Allure.CLASSE: (1040, 1040, 1040, 1040, 1040),
    Allure.MERCREDI: (820, 840, 800, 860, 760),
    Allure.WEEK_END: (330, 360, 300, 60, 120),
    Allure.SANS_CLASSE: (110, 100, 140, 260, 80),
}
_ETE = 350  # thousandths of what a day without class is otherwise, in July and August
_MOIS_ETE = (7, 8)

# Weights of the 24 hours: midnight first.
_ELEVE = (4, 2, 1, 1, 1, 3, 18, 60, 70, 50, 62, 48, 55, 58, 46, 50, 66, 96, 110, 100, 96, 82, 46, 16)
_PARENT = (3, 1, 1, 1, 1, 4, 14, 34, 40, 32, 30, 28, 44, 40, 26, 26, 36, 62, 96, 118, 132, 104, 48, 14)
_ENSEIGNANT = (2, 1, 1, 1, 1, 5, 26, 112, 120, 96, 112, 84, 70, 98, 86, 82, 72, 50, 36, 34, 38, 32, 16, 6)
_PERSONNEL = (1, 0, 0, 0, 0, 2, 22, 98, 140, 128, 124, 88, 50, 104, 118, 104, 78, 36, 12, 8, 6, 4, 2, 1)
_AUTRE = (1, 0, 0, 0, 0, 2, 10, 30, 60, 70, 70, 50, 40, 50, 60, 60, 50, 40, 30, 30, 25, 15, 8, 2)
_MERCREDI_ELEVE = (4, 2, 1, 1, 1, 3, 18, 62, 72, 54, 66, 60, 38, 24, 22, 24, 30, 46, 64, 70, 72, 66, 42, 16)
_MERCREDI_ENSEIGNANT = (2, 1, 1, 1, 1, 5, 26, 112, 122, 98, 114, 96, 46, 26, 24, 22, 22, 22, 22, 26, 30, 28, 14, 6)
_LIBRE = (7, 4, 2, 1, 1, 1, 3, 8, 20, 40, 58, 60, 50, 48, 52, 56, 62, 74, 80, 76, 82, 72, 44, 18)

_HEURES_CLASSE = (_ELEVE, _PARENT, _ENSEIGNANT, _PERSONNEL, _AUTRE)
_HEURES_MERCREDI = (_MERCREDI_ELEVE, _PARENT, _MERCREDI_ENSEIGNANT, _PERSONNEL, _AUTRE)
_JOURS_SEMAINE = (1050, 1020, 1000, 1010, 920, 900, 1100)


@cache
def allure(jour: date) -> Allure:
    if jour in _feries(jour.year) or _est_en_vacances(jour):
        return Allure.SANS_CLASSE
    if jour.weekday() >= 5:
        return Allure.WEEK_END
    return Allure.MERCREDI if jour.weekday() == 2 else Allure.CLASSE


def frequentation(jour: date, profil: int) -> int:
    """Thousandths of an ordinary class day."""
    kind = allure(jour)
    season = _ETE if kind is Allure.SANS_CLASSE and jour.month in _MOIS_ETE else 1000
    return _FREQUENTATION[kind][profil] * _JOURS_SEMAINE[jour.weekday()] * season // 1_000_000


def heures(jour: date, profil: int) -> tuple[int, ...]:
    """The weights of the day's 24 hours for one profile, local clock."""
    kind = allure(jour)
    if kind is Allure.CLASSE:
        return _HEURES_CLASSE[profil]
    return _HEURES_MERCREDI[profil] if kind is Allure.MERCREDI else _LIBRE


@cache
def _vacances() -> SchoolHolidayDates:
    return SchoolHolidayDates()


def _est_en_vacances(jour: date) -> bool:
    """Years that the package does not hold yet have their summer alone."""
    known = _vacances()
    if known.min_year <= jour.year <= known.max_year:
        return bool(known.is_holiday_for_zone(jour, ZONE))
    return jour.month in _MOIS_ETE


@cache
def _feries(annee: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FR", years=annee))
