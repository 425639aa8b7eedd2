"""Class days: from the national calendar's rows where they are given, from the embedded ones elsewhere."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ent_report.domaine.calendrier import Calendrier, Vacances
from ent_report.errors import UnreadableInputError
from ent_report.references.calendrier import build_calendrier, holidays_of
from ent_report.sources.calendrier import LigneCalendrier, read_calendrier
from ent_report.sources.fichiers import Fichier
from ent_report.sources.inventaire import take_inventory
from ent_report.vocabulary import Mois

HEADER = "description;population;start_date;end_date;location;zones;annee_scolaire"
OCTOBRE = Mois(2026, 10)


def written(folder: Path, *rows: str, header: str = HEADER) -> Fichier:
    (folder / "calendrier.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    (found,) = take_inventory(["calendrier.csv"], folder).fichiers
    return found


def row(start: str, end: str, population: str = "-", zones: str = "Zone C", name: str = "Vacances") -> str:
    return f"{name};{population};{start};{end};Créteil;{zones};2026-2027"


def read(folder: Path, *rows: str, zone: str = "C") -> list[LigneCalendrier]:
    found, faults = read_calendrier(written(folder, *rows), zone)
    assert faults == []
    return found


# The embedded calendar


@pytest.mark.parametrize(
    ("mois", "zone", "days"),
    [
        ("2026-10", "C", 12),  # 1, 2, 5 to 9, 12 to 16; the Toussaint's holidays from 17 October to 1 November
        ("2026-10", "A", 12),  # the Toussaint's are of all zones
        ("2026-02", "C", 15),  # 2 to 20, then the winter's holidays
        ("2026-02", "A", 10),  # from 7 to 22 February there
        ("2026-11", "C", 20),  # from 2 November; the 11th is a public holiday
        ("2026-05", "C", 17),  # 1, 8 and 25 are public holidays; 14 and 15 the Ascension's and its bridge
        ("2026-08", "C", 0),  # summer
    ],
)
def test_class_days_of_a_month(mois: str, zone: str, days: int) -> None:
    month = Mois.parse(mois)
    assert len(build_calendrier(month, zone).jours_de_classe(month)) == days


def test_the_toussaint_of_2026() -> None:
    calendrier = build_calendrier(OCTOBRE, "C")
    assert calendrier.est_jour_de_classe(date(2026, 10, 16))  # a Friday: the day of leaving, after class
    assert not calendrier.est_jour_de_classe(date(2026, 10, 19))  # the first Monday of the holidays
    assert not calendrier.est_jour_de_classe(date(2026, 10, 30))
    assert calendrier.est_jour_de_classe(date(2026, 11, 2))  # the morning of return
    assert not calendrier.est_jour_de_classe(date(2026, 10, 10))  # a Saturday


def test_public_holidays_have_their_names() -> None:
    calendrier = build_calendrier(Mois(2026, 11), "C")
    assert calendrier.ferie_du(date(2026, 11, 11)) == "Armistice"
    assert calendrier.ferie_du(date(2026, 11, 12)) is None


def test_a_departement_may_have_public_holidays_of_its_own() -> None:
    good_friday = date(2026, 4, 3)
    assert build_calendrier(Mois(2026, 4), "B").ferie_du(good_friday) is None
    assert build_calendrier(Mois(2026, 4), "B", subdivision="67").ferie_du(good_friday) is not None


def test_a_year_that_no_calendar_knows_is_not_known() -> None:
    calendrier = build_calendrier(Mois(2044, 10), "C")
    assert not calendrier.est_connu(Mois(2044, 10))
    assert build_calendrier(OCTOBRE, "C").est_connu(OCTOBRE)


# The rows of the national file


def test_paris_midnights_are_written_in_utc(tmp_path: Path) -> None:
    (line,) = read(tmp_path, row("2026-10-16T22:00:00+00:00", "2026-11-01T23:00:00+00:00"))
    assert line == LigneCalendrier("Vacances", date(2026, 10, 17), date(2026, 11, 2))  # summer's time, then winter's


@pytest.mark.parametrize(
    ("start", "day"),
    [
        ("2026-10-17", date(2026, 10, 17)),  # a date alone is taken as it stands
        ("2026-10-17T00:00:00+02:00", date(2026, 10, 17)),  # Paris time
        ("2026-10-16T22:00:00Z", date(2026, 10, 17)),
        ("2026-12-31T23:00:00+00:00", date(2027, 1, 1)),  # the next year in Paris
    ],
)
def test_other_ways_to_write_a_day(tmp_path: Path, start: str, day: date) -> None:
    (line,) = read(tmp_path, row(start, ""))
    assert (line.debut, line.fin) == (day, None)


def test_which_rows_are_the_zones(tmp_path: Path) -> None:
    rows = (
        row("2026-10-16T22:00:00+00:00", "", name="kept"),
        row("2026-10-16T22:00:00+00:00", "", population="Élèves", name="kept"),
        row("2026-08-30T22:00:00+00:00", "", population="Enseignants", name="teachers' own: dropped"),
        row("2026-10-16T22:00:00+00:00", "", zones="Zone A", name="another zone: dropped"),
        row("2026-10-16T22:00:00+00:00", "", zones="Corse", name="another zone: dropped"),
    )
    assert [line.description for line in read(tmp_path, *rows)] == ["kept", "kept"]
    assert len(read(tmp_path, *rows, zone="Corse")) == 1


def test_labels_of_a_downloaded_file(tmp_path: Path) -> None:
    labels = "Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire"
    found, _ = read_calendrier(written(tmp_path, row("2026-10-17", "2026-11-02"), header=labels), "C")
    assert found == [LigneCalendrier("Vacances", date(2026, 10, 17), date(2026, 11, 2))]


def test_a_parquet_file(tmp_path: Path) -> None:
    instant = pl.Series(["2026-10-16T22:00:00Z"]).str.to_datetime(time_zone="UTC")
    pl.DataFrame(
        {
            "description": ["Vacances"],
            "population": ["-"],
            "start_date": instant,
            "end_date": instant,
            "zones": "Zone C",
        }
    ).write_parquet(tmp_path / "calendrier.parquet")
    (fichier,) = take_inventory(["calendrier.parquet"], tmp_path).fichiers
    found, faults = read_calendrier(fichier, "C")
    assert (found, faults) == ([LigneCalendrier("Vacances", date(2026, 10, 17), date(2026, 10, 17))], [])


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        ("2026-02-30", "2026-11-02", "start_date"),  # no such day
        ("2026-10-17", "2026-11-31", "end_date"),  # not the same as no end
    ],
)
def test_an_impossible_day_is_told_with_its_line(tmp_path: Path, start: str, end: str, field: str) -> None:
    _, faults = read_calendrier(written(tmp_path, row("2026-10-17", "2026-11-02"), row(start, end)), "C")
    wrong = start if field == "start_date" else end
    assert faults == [f"calendrier.csv:3: {field}: found '{wrong}', expected a date"]


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    fichier = written(tmp_path, "a;b", header="description;zones")
    with pytest.raises(
        UnreadableInputError, match=r"calendrier\.csv: line 1: column population, start_date, end_date is"
    ):
        read_calendrier(fichier, "C")


# From rows to days without class


def days(*lignes: LigneCalendrier) -> list[tuple[date, date]]:
    return [(one.premier_jour, one.dernier_jour) for one in holidays_of(lignes)]


@pytest.mark.parametrize(
    ("name", "leave", "back", "expected"),
    [  # after the day of leaving, and before the morning of return
        ("Vacances de la Toussaint", date(2026, 10, 16), date(2026, 11, 2), [(date(2026, 10, 17), date(2026, 11, 1))]),
        ("Pont de l'Ascension", date(2027, 5, 5), date(2027, 5, 10), [(date(2027, 5, 6), date(2027, 5, 9))]),
        ("Rentrée scolaire des élèves", date(2026, 9, 1), date(2026, 9, 1), []),  # takes no day
    ],
)
def test_the_days_that_a_row_takes(name: str, leave: date, back: date, expected: list[tuple[date, date]]) -> None:
    assert days(LigneCalendrier(name, leave, back)) == expected


@pytest.mark.parametrize("end", [None, date(2027, 7, 3)])  # no end, or start = end: both stand in real files
def test_holidays_without_an_end_last_until_the_return_to_school(end: date | None) -> None:
    summer = LigneCalendrier("Début des Vacances d'Été", date(2027, 7, 3), end)
    assert days(summer) == [(date(2027, 7, 4), date(2027, 8, 31))]  # 1 September where no return is told
    back = LigneCalendrier("Rentrée scolaire des élèves", date(2027, 9, 2), date(2027, 9, 2))
    assert days(summer, back) == [(date(2027, 7, 4), date(2027, 9, 1))]
    assert holidays_of([summer])[0].nom == "Vacances d'Été"


def test_the_file_wins_in_the_years_that_it_speaks_of() -> None:
    longer = LigneCalendrier("Vacances de la Toussaint", date(2026, 10, 9), date(2026, 11, 9))
    calendrier = build_calendrier(OCTOBRE, "C", [longer])
    assert len(calendrier.jours_de_classe(OCTOBRE)) == 7
    assert len(build_calendrier(OCTOBRE, "C").jours_de_classe(Mois(2026, 2))) == len(
        calendrier.jours_de_classe(Mois(2026, 2))
    )  # the school year before: embedded


def test_a_month_within_holidays_and_a_weekend_at_their_edge() -> None:
    calendrier = Calendrier("C", (Vacances(date(2026, 10, 1), date(2026, 10, 31), "Tout le mois"),), ())
    assert calendrier.jours_de_classe(OCTOBRE) == []
    assert calendrier.vacances_du(date(2026, 10, 31)) is not None  # its last day
    assert calendrier.vacances_du(date(2026, 11, 1)) is None
