"""School holidays and public holidays: from the national calendar's rows where given, else embedded ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import holidays
from vacances_scolaires_france import SchoolHolidayDates, UnsupportedYearException

from ent_report.domaine.calendrier import Calendrier, Vacances
from ent_report.sources.calendrier import LigneCalendrier
from ent_report.vocabulary import Mois

ONE_DAY = timedelta(days=1)


def build_calendrier(
    mois: Mois, zone: str, lignes: Sequence[LigneCalendrier] = (), subdivision: str | None = None
) -> Calendrier:
    """The calendar of the fourteen months that end after `mois`; `lignes` win over the embedded calendar in the
    school years that they speak of; `subdivision` is a département with public holidays of its own.
    """
    first, last = (mois - 13).premier_jour, (mois + 1).dernier_jour
    given, embedded = holidays_of(lignes), _embedded(first, last, zone)
    years_given = {_school_year(one) for one in given}
    known = [*given, *(one for one in embedded if _school_year(one) not in years_given)]
    subdiv = {"67": "6AE", "68": "6AE"}.get(subdivision or "", subdivision)
    public = holidays.country_holidays("FR", subdiv=subdiv, years=range(first.year, last.year + 1), language="fr")
    return Calendrier(
        zone,
        tuple(sorted(v for v in known if v.dernier_jour >= first and v.premier_jour <= last)),
        tuple(sorted((day, name) for day, name in public.items() if first <= day <= last)),
        frozenset(_school_year(one) for one in known),
    )


def _school_year(vacances: Vacances) -> str:
    return Mois.of(vacances.premier_jour).annee_scolaire


def holidays_of(lignes: Sequence[LigneCalendrier]) -> list[Vacances]:
    """The days without class that rows of the calendar give: after the day of leaving, before that of return.

    A row of holidays without an end, or whose end is its start, lasts until the next return to school, 1 September
    where none is told.
    """
    returns = sorted(ligne.debut for ligne in lignes if "rentrée" in ligne.description.lower())
    found = []
    for ligne in lignes:
        if not re.search(r"vacances|pont", ligne.description, re.IGNORECASE):
            continue
        end = ligne.fin if ligne.fin and ligne.fin > ligne.debut else _next_return(ligne.debut, returns)
        if end > ligne.debut + ONE_DAY:
            name = re.sub(r"^Début des ", "", ligne.description)
            found.append(Vacances(ligne.debut + ONE_DAY, end - ONE_DAY, name[:1].upper() + name[1:]))
    return sorted(set(found))


def _next_return(debut: date, returns: Sequence[date]) -> date:
    return next((day for day in returns if debut < day <= debut + 100 * ONE_DAY), date(debut.year, 9, 1))


def _embedded(first: date, last: date, zone: str) -> Iterable[Vacances]:
    days: list[tuple[date, str]] = []
    source = SchoolHolidayDates()
    for year in range(first.year, last.year + 1):
        try:
            known = source.holidays_for_year_and_zone(year, zone)
        except UnsupportedYearException:
            continue
        days += [(day, row["nom_vacances"]) for day, row in known.items()]
    return _runs(sorted(days))


def _runs(days: Sequence[tuple[date, str]]) -> Iterable[Vacances]:
    runs: list[Vacances] = []
    for day, name in days:
        if runs and runs[-1].nom == name and runs[-1].dernier_jour == day - ONE_DAY:
            runs[-1] = Vacances(runs[-1].premier_jour, day, name)
        else:
            runs.append(Vacances(day, day, name))
    return runs
