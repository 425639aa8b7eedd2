"""A service that falls to nothing is « interrompu » in the real run too, and follows a correction of its history.

| month | Diary | Actualites | what it shows |
|---|---|---|---|
| September 2026 | 60, then 40 once corrected | 500 | the history: at least 50 a month, then too little |
| October 2026 | no row | 400 | stopped, then an ordinary 0 |
"""

from __future__ import annotations

from pathlib import Path

from computed_month import compute_month
from spec.tables import A, Region

from ent_report.vocabulary import Mois

OCTOBRE = Mois(2026, 10)


def stopped(region: Region, data_dir: Path) -> set[tuple[str, str, float | None]]:
    table = compute_month(region.config(), data_dir, OCTOBRE)
    return set(table.filter(etat="interrompu").select("niveau", "service", "valeur").iter_rows())


def september(region: Region, diary: int) -> None:
    rows = [(A, "2026-09-01", "Enseignants", "Diary", diary), (A, "2026-09-01", "Enseignants", "Actualites", 500)]
    region.export("acces", *rows, file="2026-09")


def test_history_decides_and_a_correction_of_it_is_followed(region: Region, tmp_path: Path) -> None:
    region.export("acces", (A, "2026-10-01", "Enseignants", "Actualites", 400), file="2026-10")
    september(region, 60)
    levels = ("etablissement", "departement", "academie", "region")
    assert stopped(region, tmp_path / "data") == {(niveau, "cahier_textes", None) for niveau in levels}
    assert stopped(region, tmp_path / "data") == {(niveau, "cahier_textes", None) for niveau in levels}
    september(region, 40)
    assert stopped(region, tmp_path / "data") == set()


def test_month_without_history_stops_nothing(region: Region, tmp_path: Path) -> None:
    region.export("acces", (A, "2026-10-01", "Enseignants", "Actualites", 400), file="2026-10")
    assert stopped(region, tmp_path / "data") == set()
