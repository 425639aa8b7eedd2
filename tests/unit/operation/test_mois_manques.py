"""Months that were due and never issued, found by what lies in the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from ent_report.entrepots.choix import open_store
from ent_report.operation.mois_manques import is_issued, missed_months, missed_warnings
from ent_report.store import Store
from ent_report.vocabulary import Mois


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path)


def issue(store: Store, mois: str) -> None:
    store.write_json(f"rapports/{mois}/etablissements/0750652B/edition-01/manifest.json", {})


def held(store: Store, mois: str) -> None:
    results = [{"code": "region", "statut": "retenu", "raison": "2 of 20 days", "motif": None}]
    store.write_json(f"bilans/{mois}/run.json", {"resultats": results})


def test_months_between_two_issued_ones_were_missed(store: Store) -> None:
    issue(store, "2026-06")
    issue(store, "2026-09")
    assert missed_months(store, Mois(2026, 11)) == [Mois(2026, 7), Mois(2026, 8), Mois(2026, 10)]
    assert missed_warnings(store, Mois(2026, 8)) == [
        "month 2026-07 was due and was never issued: ent-report backfill --de 2026-07 --a 2026-07"
    ]


def test_nothing_was_due_before_the_first_month_that_was_issued(store: Store) -> None:
    assert missed_months(store, Mois(2026, 10)) == []
    issue(store, "2026-10")
    assert missed_months(store, Mois(2026, 10)) == []
    assert missed_months(store, Mois(2026, 11)) == []
    assert missed_months(store, Mois(2026, 8)) == []


def test_the_turn_of_the_year(store: Store) -> None:
    issue(store, "2025-11")
    assert missed_months(store, Mois(2027, 1)) == [Mois(2025, 12), *(Mois(2026, n) for n in range(1, 13))]


def test_a_month_that_is_held_was_not_missed(store: Store) -> None:
    issue(store, "2026-07")
    held(store, "2026-08")
    assert missed_months(store, Mois(2026, 10)) == [Mois(2026, 9)]


def test_a_run_that_was_killed_before_its_first_report_issued_nothing(store: Store) -> None:
    issue(store, "2026-07")
    store.path("rapports/2026-08/etablissements/0750652B").mkdir(parents=True)
    store.write_json("bilans/2026-08/collecte.json", {"resultats": []})
    assert not is_issued(store, Mois(2026, 8))
    assert missed_months(store, Mois(2026, 9)) == [Mois(2026, 8)]
