"""School holidays and public holidays: from the national calendar's file where given, else embedded ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import holidays
from vacances_scolaires_france import SchoolHolidayDates, UnsupportedYearException

from ent_report.domaine.calendrier import Calendrier, Vacances
from ent_report.errors import UnreadableInputError
from ent_report.sources.fichiers import Fichier
from ent_report.sources.tableur import read_text_table
from ent_report.vocabulary import PARIS, Mois

ONE_DAY = timedelta(days=1)
COLUMNS = ("description", "population", "start_date", "end_date", "zones")


@dataclass(frozen=True)
class LigneCalendrier:
    """One row of the national calendar; `debut` is the day of leaving, after class, `fin` the morning of return."""

    description: str
    debut: date
    fin: date | None


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


def read_calendrier(fichier: Fichier, zone: str) -> tuple[list[LigneCalendrier], list[str]]:
    """The zone's rows of a national calendar file, and a line a row that cannot be read.

    Raises UnreadableInputError where the file is none.
    """
    table = read_text_table(fichier, lambda name: _plain(name) in COLUMNS).frame
    frame = table.rename({name: _plain(name) for name in table.columns})
    missing = [name for name in COLUMNS if name not in frame.columns]
    if missing:
        raise UnreadableInputError(
            f"{fichier.nom}: line 1: column {', '.join(missing)} is missing; found {', '.join(frame.columns)}"
        )
    lignes, faults = [], []
    for number, row in enumerate(frame.iter_rows(named=True), start=2):
        if row["population"] == "Enseignants" or not _is_of_zone(row["zones"], zone):
            continue
        debut, fin = _paris_day(row["start_date"]), _paris_day(row["end_date"])
        if fin is None and (row["end_date"] or "").strip():
            faults.append(f"{fichier.nom}:{number}: end_date: found {row['end_date']!r}, expected a date")
        elif debut is None:
            faults.append(f"{fichier.nom}:{number}: start_date: found {row['start_date']!r}, expected a date")
        else:
            lignes.append(LigneCalendrier(row["description"] or "", debut, fin))
    return lignes, faults


def _plain(header: str) -> str:
    """The API's name of a column that a downloaded file calls by its label: `Date de début` is `start_date`."""
    labels = {"date de début": "start_date", "date de fin": "end_date", "académies": "location"}
    return labels.get(header.strip().lower(), header.strip().lower())


def _is_of_zone(zones: str | None, zone: str) -> bool:
    return (zones or "").strip().removeprefix("Zone ").upper() == zone.strip().removeprefix("Zone ").upper()


def _paris_day(text: str | None) -> date | None:
    """The day in Paris of an instant written in UTC; a date alone is taken as it stands."""
    if not text or not text.strip():
        return None
    try:
        if len(text.strip()) == len("2026-10-17"):
            return date.fromisoformat(text.strip())
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return instant.replace(tzinfo=instant.tzinfo or UTC).astimezone(PARIS).date()


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
