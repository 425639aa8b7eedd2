"""Connexions add up; accounts are cumulative: the month's figure is the last known value of the month."""

from __future__ import annotations

import pytest
from spec.tables import REGION, A, B, C, D, Region

# Each row: UAI, date, profile, connexions, visiteurs uniques, comptes chargés, comptes activés


def test_a_monthly_export(region: Region) -> None:
    region.export(
        "comptes",
        (A, "2026-10-01", "Élèves", 900, 150, 200, 180),
        (A, "2026-10-01", "Parents", 300, 90, 300, 120),
        (B, "2026-10-01", "Élèves", 500, 200, 400, 300),
        (D, "2026-10-01", "Enseignants", 50, 10, 20, 15),
        (A, "2026-09-01", "Élèves", 7, 7, 190, 170),  # another month
        (A, "2026-11-01", "Élèves", 7, 7, 210, 190),  # another month
    )
    region.check(
        {
            (A, "connexions"): 1200,
            (A, "connexions", "profil=eleve"): 900,
            (A, "comptes_charges"): 500,
            (A, "comptes_charges", "profil=parent"): 300,
            (A, "comptes_actives"): 300,
            (A, "taux_activation_pct"): (60, 300, 500),
            (A, "taux_activation_pct", "profil=eleve"): (90, 180, 200),
            ("077", "comptes_charges"): 900,
            ("077", "comptes_charges", "profil=eleve"): 600,
            ("077", "taux_activation_pct", "profil=eleve"): (80, 480, 600),
            (REGION, "connexions"): 1750,
            (REGION, "comptes_charges"): 920,
            (REGION, "taux_activation_pct"): (100 * 615 / 920, 615, 920),
            (C, "comptes_charges"): 0,
            (C, "taux_activation_pct"): None,  # no accounts are known there
        }
    )


def test_a_daily_export(region: Region) -> None:
    region.export(
        "comptes",
        (A, "2026-10-01", "Élèves", 10, 9, 200, 100),
        (A, "2026-10-20", "Élèves", 30, 9, 210, 130),  # the last known value, though not the last row
        (A, "2026-10-02", "Élèves", 20, 9, 205, 110),
        (A, "2026-10-05", "Parents", 5, 5, 80, 40),  # this profile was last seen on another day
        (A, "2026-11-01", "Élèves", 7, 7, 999, 999),  # the next month
        frequence="jour",
    )
    region.check(
        {
            (A, "connexions"): 65,
            (A, "connexions", "profil=eleve"): 60,
            (A, "comptes_charges", "profil=eleve"): 210,
            (A, "comptes_charges"): 290,
            (A, "comptes_actives"): 170,
            (A, "visiteurs_uniques"): 0,  # uniques of days cannot be summed to a month, nor is one of them the month's
            (A, "visiteurs_uniques", "profil=eleve"): 0,
            (REGION, "visiteurs_uniques"): 0,
            (A, "taux_frequentation_pct"): None,
        }
    )


def test_an_hourly_export(region: Region) -> None:
    region.export(
        "comptes",
        (A, "2026-10-01T08:00", "Élèves", 10, 9, 200, 100),
        (A, "2026-10-01T09:00", "Élèves", 10, 9, 200, 100),  # the same numbers of another hour are no duplicate
        (A, "2026-10-01T17:00", "Élèves", 30, 9, 210, 130),
        (A, "2026-10-02T08:00", "Élèves", 5, 4, 205, 125),  # the last known value, though not the greatest
        (A, "2026-10-02T08:00", "Élèves", 5, 4, 205, 125),  # the same hour twice
        frequence="heure",
    )
    region.check(
        {
            (A, "connexions"): 55,
            (A, "connexions", "profil=eleve"): 55,
            (A, "comptes_charges", "profil=eleve"): 205,
            (A, "comptes_actives", "profil=eleve"): 125,
        }
    )


def test_an_empty_cell_is_not_known(region: Region) -> None:
    region.export(
        "comptes",
        (A, "2026-10-01", "Élèves", 10, 9, 200, 100),
        (A, "2026-10-02", "Élèves", 20, 9, "", 110),  # the accounts loaded were last known the day before
        frequence="jour",
    )
    region.check({(A, "connexions"): 30, (A, "comptes_charges"): 200, (A, "comptes_actives"): 110})


def test_a_weekly_export(region: Region) -> None:
    """A week counts in the month that holds its Thursday."""
    region.export(
        "comptes",
        (A, "2026-09-28", "Élèves", 10, 5, 200, 100),  # Thursday 1 October: October's, though it starts in September
        (A, "2026-10-05", "Élèves", 20, 5, 210, 110),
        (A, "2026-10-26", "Élèves", 40, 5, 220, 120),  # Thursday 29 October
        (A, "2026-09-21", "Élèves", 100, 5, 190, 90),  # September's
        (A, "2026-11-02", "Élèves", 1000, 5, 230, 130),  # November's
        frequence="semaine",
    )
    region.check(
        {(A, "connexions"): 70, (A, "comptes_charges"): 220, (A, "taux_activation_pct"): (100 * 12 / 22, 120, 220)}
    )


def test_duplicates_count_once(region: Region) -> None:
    row = (A, "2026-10-05", "Élèves", 10, 5, 200, 100)
    region.export("comptes", row, row, (A, "2026-10-06", "Élèves", 10, 5, 200, 100), frequence="jour", file="un")
    region.export("comptes", row, frequence="jour", file="deux")  # the same day fetched twice
    region.check({(A, "connexions"): 20, (A, "comptes_charges"): 200})


def test_rows_that_cannot_be_used(region: Region) -> None:
    region.export(
        "comptes",
        (A, "2026-10-01", "Élèves", 10, 5, 200, 100),
        (B.lower(), "2026-10-01", "Élèves", 10, 5, 400, 100),  # lower case occurs in real files
        ("0770001A", "2026-10-01", "Parents", 10, 5, 200, 100),  # a wrong control letter
        ("0690001B", "2026-10-01", "Parents", 10, 5, 200, 100),  # a lycée of another region
        (A, "2026-10-01", "Robots", 10, 5, 200, 100),  # an unknown profile
        (A, "2026-10-01", "Parents", -10, 5, 200, 100),  # a negative count
        (A, "2026-13-01", "Parents", 10, 5, 200, 100),  # no such month
    )
    region.check(
        {
            (A, "connexions"): 10,
            (A, "comptes_charges"): 200,
            (B, "comptes_charges"): 400,
            (REGION, "connexions"): 20,
            (REGION, "comptes_charges"): 600,
        }
    )


def test_connexions_by_device(region: Region) -> None:
    """The accounts export gives the total, the device export the break-down: they need not agree."""
    region.export("comptes", (A, "2026-10-01", "Élèves", 100, 50, 200, 100))
    region.export(
        "appareils",  # UAI, date, profile, device, connexions
        (A, "2026-10-01", "Élèves", "Ordinateur", 60),
        (A, "2026-10-01", "Parents", "Ordinateur", 5),  # the same device, another profile
        (A, "2026-10-01", "Élèves", "Smartphone", 30),
        (A, "2026-10-01", "Élèves", "Montre", 2),  # an unknown label is refused, by name
        (A, "2026-10-01", "Robots", "Tablette", 2),  # an unknown profile is refused
    )
    region.check(
        {
            (A, "connexions"): 100,
            (A, "connexions", "profil=parent"): 0,
            (A, "connexions", "appareil=ordinateur"): 65,
            (A, "connexions", "appareil=smartphone"): 30,
            (A, "connexions", "appareil=autre"): 0,
            (A, "connexions", "appareil=tablette"): 0,
            (REGION, "connexions", "appareil=ordinateur"): 65,
        }
    )


@pytest.mark.parametrize("of_unknown", [3, 5])
def test_two_labels_of_one_device_add_up(region: Region, of_unknown: int) -> None:
    region.export(
        "appareils",
        (A, "2026-10-01", "Élèves", "Autre", 5),
        (A, "2026-10-01", "Élèves", "Inconnu", of_unknown),  # « autre » too: neither a duplicate nor a contradiction
    )
    region.check({(A, "connexions", "appareil=autre"): 5 + of_unknown})
