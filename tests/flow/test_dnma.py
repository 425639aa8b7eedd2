"""A region that has nothing but the national open data: its month is measured, and its reports are made."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from dnma_files import week
from flow.campagne import MOIS, ent_report
from spec.tables import ELSEWHERE, A, B, Region

from ent_report.report.donnees_csv import COLONNES

pytestmark = pytest.mark.slow

WEEKS = ("2026-09-28", "2026-10-05", "2026-10-12", "2026-10-19", "2026-10-26")


def test_the_national_data_alone_makes_a_month(tmp_path: Path) -> None:
    region = Region(tmp_path)
    cells = {"visites_globales": 100, "utilisateurs_globales": 40, "visites_eleve": 70, "utilisateurs_eleve": 3}
    region.national("dnma_profils", *(week(uai, monday, **cells) for uai in (A, B, ELSEWHERE) for monday in WEEKS))
    arguments = ("run", "--mois", MOIS, "--config", region.config(), "--data-dir", tmp_path / "data")
    status, output, errors = ent_report(*arguments)
    assert status == 0, errors
    assert "5 issued" in output
    assert "dnma_profils: 5 × hors_perimetre" in errors
    folder = tmp_path / f"data/rapports/{MOIS}/etablissements/{A}/edition-01"
    text = (folder / "donnees.csv").read_text(encoding="utf-8-sig")
    rows = [one for one in csv.DictReader(text.splitlines(), delimiter=";") if one["indicateur"] == "dnma_visites"]
    assert [(one["profil"], one["valeur"], one["etat"]) for one in rows] == [
        ("", "500", "publie"),
        ("eleve", "", "masque"),
        ("non_ventile", "", "masque"),  # what no profile has would give the masked one back
    ]
    assert list(rows[0]) == list(COLONNES)
    assert ent_report("verify", *arguments[1:])[0] == 0
