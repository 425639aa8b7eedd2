"""A run's page in a real browser, from a share on which the month lies as it was made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from navigateur.conftest import NARROW, SMALLEST, WIDE, Fenetre
from playwright.sync_api import expect

from ent_report.render.html import Templates
from ent_report.render.pages import render_campagne, render_index
from ent_report.report.index import build_index
from ent_report.specimens.campagne import RUN_AVANT, SUIVIS, campagne
from ent_report.specimens.index import ETATS
from ent_report.specimens.lycee import PRESENTATION, libelles
from ent_report.specimens.region import donnees_region

pytestmark = pytest.mark.slow


@pytest.fixture
def share(tmp_path: Path, templates: Templates) -> Path:
    """A month at a glance and two of its runs."""
    root = tmp_path / "Données d’octobre (été & hiver) #1 100 %"
    bilans, rapports = root / "bilans/2026-10", root / "rapports/2026-10"
    bilans.mkdir(parents=True)
    rapports.mkdir(parents=True)
    for name, nom in ((RUN_AVANT, "usuel"), ("index", "agite")):
        page = campagne(SUIVIS[nom], libelles(), PRESENTATION, donnees_fictives=True)
        (bilans / f"{name}.html").write_bytes(render_campagne(page, templates))
    index = build_index(donnees_region(), libelles(), PRESENTATION, ETATS, 1)
    (rapports / "index.html").write_bytes(render_index(index, templates))
    return root


def test_one_goes_from_the_month_to_its_runs_and_back(share: Path, fenetre: Callable[..., Fenetre]) -> None:
    found = fenetre()
    page = found.open(share / "rapports/2026-10/index.html")
    page.get_by_role("link", name="La dernière campagne").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Campagne du 3\u00a0novembre 2026 à 5\u00a0h\u00a052")
    page.get_by_role("link", name="3 novembre 2026 à 5 h 40").click()
    expect(page.get_by_text("Complète", exact=True)).to_be_visible()
    page.get_by_role("link", name="les rapports du mois").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Les rapports du mois")
    assert found.plaintes == []
    assert all(one.startswith(("file:", "data:")) for one in found.demandes)


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALLEST])
def test_it_fits_and_everybody_can_read_it(share: Path, fenetre: Callable[..., Fenetre], size: tuple[int, int]) -> None:
    found = fenetre(size)
    page = found.open(share / "bilans/2026-10/index.html")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert found.overflow() == 0
    assert found.accessibility() == []


def test_all_is_there_without_script(share: Path, fenetre: Callable[..., Fenetre]) -> None:
    page = fenetre(java_script_enabled=False).open(share / "bilans/2026-10/index.html")
    expect(page.get_by_text("Entrées en défaut")).to_be_visible()
    page.get_by_text("Nouveaux").click()
    expect(page.get_by_text("a warning of this month").first).to_be_visible()
