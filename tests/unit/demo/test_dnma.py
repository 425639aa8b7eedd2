"""The ministry's weekly measure of the fictional region: wide, and with the national files' own traps."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import polars as pl
import pytest
from unit.demo.lecture import Region

from ent_report.vocabulary import Mois, Uai

PERIODES = {"2025-10": [Mois(2025, 10)], "2026-09-a-2026-10": [Mois(2026, 9), Mois(2026, 10)]}
PROFILS = ("eleve", "parent", "enseignant", "admin_vie_scol_tech")


def rows(region: Region, name: str, periode: str = "2026-09-a-2026-10") -> list[dict[str, str]]:
    path = region.entrees / f"fr-en-dnma-par-uai-{name}-{periode}.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))


@pytest.mark.parametrize("periode", PERIODES)
def test_a_week_is_a_monday_whose_thursday_lies_in_the_period(region: Region, periode: str) -> None:
    found = {date.fromisoformat(row["debutSemaine"]) for row in rows(region, "profils", periode)}
    days = [jour for mois in PERIODES[periode] for jour in mois.jours]
    assert found == {jour - timedelta(days=3) for jour in days if jour.weekday() == 3}


def test_a_row_is_a_lycee_of_the_register_and_a_week(region: Region) -> None:
    found = [(row["debutSemaine"], Uai(row["UAI"])) for row in rows(region, "profils")]
    assert len(found) == len(set(found))
    assert {uai for _, uai in found} <= {row["identifiant_de_l_etablissement"] for row in region.annuaire}


def test_guests_have_no_profile_and_are_the_rest(region: Region) -> None:
    gaps = [
        int(row["visites_globales"]) - sum(int(row[f"visites_{profil}"]) for profil in PROFILS)
        for row in rows(region, "profils")
    ]
    assert min(gaps) >= 0
    assert max(gaps) > 0


def test_no_more_users_than_visits(region: Region) -> None:
    for name in ("profils", "services", "profils-appareils", "appareils"):
        for row in rows(region, name):
            for column in (one.removeprefix("visites_") for one in row if one.startswith("visites_")):
                assert int(row[f"utilisateurs_{column}"]) <= int(row[f"visites_{column}"])


def test_the_two_spellings_of_other_devices(region: Region) -> None:
    assert "visites_autreappareil" in rows(region, "appareils")[0]
    assert "visites_eleve_autresappareil" in rows(region, "profils-appareils")[0]


def test_a_service_that_lived_last_year_has_died(region: Region) -> None:
    before, since = (
        sum(int(row["visites_notes"]) for row in rows(region, "services", periode)) for periode in PERIODES
    )
    assert before > 100
    assert since == 0


def test_sessions_are_those_of_the_events(region: Region) -> None:
    """Each session has at least an event: a week's visits are no more than its events, and not far from its logins."""
    week = (pl.col("t").dt.date() >= date(2026, 9, 14)) & (pl.col("t").dt.date() <= date(2026, 9, 20))
    events = region.evenements.filter(week)
    visits = sum(int(row["visites_globales"]) for row in rows(region, "profils") if row["debutSemaine"] == "2026-09-14")
    logins = events.filter(pl.col("event-type") == "LOGIN").height
    assert logins < visits < 1.2 * logins
