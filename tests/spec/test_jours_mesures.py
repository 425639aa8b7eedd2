"""Which days were measured: those of which a file was there, not those of which a neighbour's file holds an hour."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from spec.tables import A, Region, event

from ent_report.collecte.mois import collect_month
from ent_report.mois.chantier import open_month
from ent_report.mois.jours_mesures import measured_days, missing_days
from ent_report.store import MANIFESTE, collecte_folder
from ent_report.vocabulary import Mois

KEY = {"ENT_REPORT_PSEUDONYM_KEY": "a key of the tests"}


@pytest.mark.parametrize(
    ("mois", "at", "measured"),
    [
        ("2026-10", "2026-10-06 01:30", False),  # summer time: 5 October in UTC, in the file of the day before
        ("2026-10", "2026-10-06 02:00", True),  # midnight UTC: the first instant of the day's own file
        ("2026-11", "2026-11-05 00:30", False),  # winter time: one hour of the day before
        ("2026-11", "2026-11-05 01:00", True),
    ],
)
def test_the_first_hours_alone_make_no_day(region: Region, mois: str, at: str, measured: bool) -> None:
    days = [event(f"{mois}-{day:02d} 10:00", "u1", A) for day in (2, 3, 4, 9, 10, 12)]
    region.evenements(*days, event(at, "u2", A))
    chantier = open_month(region.config(), region.folder / "data", Mois.parse(mois))
    collect_month(chantier, KEY)
    manifest = chantier.store.read_json(f"{collecte_folder('evenements', chantier.mois)}/{MANIFESTE}")
    assert manifest is not None
    day = date.fromisoformat(at[:10])
    assert (day in measured_days(chantier.store, manifest)) is measured
    assert (day in missing_days(chantier, chantier.mois, manifest)) is not measured


def test_a_file_that_was_repaired_is_no_fault_any_more(region: Region, tmp_path: Path) -> None:
    def faults() -> list[str]:
        chantier = open_month(region.config(), tmp_path / "data", Mois.parse("2026-10"))
        (found,) = collect_month(chantier, {})
        return list(found.fautes)

    region.export("comptes", (A, "2026-10-01", "Élèves", 10, 5, 20, 15))
    path = tmp_path / "export-comptes-un.csv"
    sound = path.read_bytes()
    assert faults() == []
    path.write_bytes(sound.replace(b"UAI", b"Code"))
    assert any("column UAI is missing" in fault for fault in faults())
    path.write_bytes(sound)  # the same bytes as at first
    assert faults() == []
