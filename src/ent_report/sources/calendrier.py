"""The national calendar's file: its rows of one zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from ent_report.errors import UnreadableInputError
from ent_report.sources.fichiers import Fichier
from ent_report.sources.tableur import read_text_table
from ent_report.vocabulary import PARIS

COLUMNS = ("description", "population", "start_date", "end_date", "zones")


@dataclass(frozen=True)
class LigneCalendrier:
    """One row of the national calendar; `debut` is the day of leaving, after class, `fin` the morning of return."""

    description: str
    debut: date
    fin: date | None


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
