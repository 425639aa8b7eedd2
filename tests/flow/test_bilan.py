"""The month's page is that of its last whole run, which tells of the runs of single lycées and leads to them."""

from __future__ import annotations

from pathlib import Path

from issued_region import MOIS, small_month
from spec.tables import A

from ent_report.specimens.campagne import bilan, resultat
from flows.bilan import Pages

FIRST, ALONE, LATER = (f"2026110{day}T045200Z-a231" for day in (3, 4, 5))


def test_a_run_of_one_lycee_is_told_by_the_month_s_page_and_does_not_take_its_place(tmp_path: Path) -> None:
    chantier = small_month(tmp_path)
    pages, folder = Pages(chantier), f"bilans/{MOIS}"

    def end(run: str, *codes: str) -> str:
        told = bilan(run=run, resultats=[resultat(code, "etabli") for code in codes])
        chantier.store.write_json(f"{folder}/{run}.json", told)
        pages.write_run(run)
        return chantier.store.read_bytes(f"{folder}/index.html").decode()

    assert "Campagne du 3" in end(FIRST, A, "region")
    month = end(ALONE, A)
    assert "Campagne du 3" in month
    assert f'<a href="{ALONE}.html">' in month
    assert f'<a href="{FIRST}.html">' in chantier.store.read_bytes(f"{folder}/{ALONE}.html").decode()
    assert "Campagne du 5" in end(LATER, A, "region")


def test_where_no_run_was_of_the_whole_month_its_page_is_the_last_one_s(tmp_path: Path) -> None:
    chantier = small_month(tmp_path)
    chantier.store.write_json(f"bilans/{MOIS}/{ALONE}.json", bilan(run=ALONE, resultats=[resultat(A, "etabli")]))
    Pages(chantier).write_run(ALONE)
    own, month = (chantier.store.read_bytes(f"bilans/{MOIS}/{name}.html") for name in (ALONE, "index"))
    assert own == month
