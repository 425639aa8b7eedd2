"""The preview in a real browser: the open page follows what is saved, and shows the paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from spec.tables import A
from unit.preview.conftest import computed, demande, preview

from ent_report.specimens.lycee import TEMPLATES

__all__ = ["computed", "demande", "preview"]
pytestmark = pytest.mark.slow

ESSENTIEL = "sections/essentiel.html.j2"
SOON_MS = 30_000


def shipped(name: str) -> str:
    return (TEMPLATES / name).read_text("utf-8")


def test_the_open_page_follows_what_is_saved(fenetre, preview) -> None:
    found = fenetre()
    page = found.page
    page.goto(f"{preview.client.base_url}lycees/{A}/")
    expect(page.get_by_role("heading", name="L’essentiel", exact=True)).to_be_visible()
    preview.write(ESSENTIEL, shipped(ESSENTIEL).replace("<h2>L’essentiel</h2>", "<h2>En bref</h2>"))
    expect(page.get_by_role("heading", name="En bref")).to_be_visible(timeout=SOON_MS)
    assert found.plaintes == []
    preview.write(ESSENTIEL, "\n{{ absent }}")
    expect(page.get_by_role("heading", name=re.compile("faute"))).to_be_visible(timeout=SOON_MS)
    expect(page.locator("mark")).to_contain_text("absent")
    preview.write(ESSENTIEL, shipped(ESSENTIEL).replace("<h2>L’essentiel</h2>", "<h2>De nouveau</h2>"))
    expect(page.get_by_role("heading", name="De nouveau")).to_be_visible(timeout=SOON_MS)


def test_the_bar_leads_to_the_paper_and_back(fenetre, preview) -> None:
    found = fenetre()
    page = found.page
    page.goto(str(preview.client.base_url))
    page.get_by_role("link", name="Lycée A, écran").click()
    page.get_by_role("navigation", name="Aperçu").get_by_role("link", name="Papier").click()
    first = page.get_by_role("img", name="Page 1 du PDF")
    expect(first).to_be_visible(timeout=SOON_MS)
    assert first.evaluate("one => one.decode().then(() => one.naturalWidth)") > 500
    page.get_by_role("navigation", name="Aperçu").get_by_role("link", name="Liste").click()
    expect(page.get_by_role("heading", name=re.compile("Aperçu des rapports"))).to_be_visible()
    assert found.plaintes == []
    assert {one.partition("/")[2].split("/")[1] for one in found.demandes} == {page.url.split("/")[2]}


def test_the_preview_s_own_pages_are_read_by_everybody(fenetre, preview) -> None:
    preview.write(ESSENTIEL, "\n{{ absent }}")
    preview.saved(preview.write, "autre.j2", "")
    for path in ("", f"lycees/{A}/", "region/papier"):
        found = fenetre(bypass_csp=True)
        found.page.goto(f"{preview.client.base_url}{path}")
        assert found.accessibility() == []
