"""The reports' own pages in a real browser: read by everybody, down to the narrowest window, from one file."""

from __future__ import annotations

from pathlib import Path

import pytest
from navigateur.conftest import NARROW, SMALLEST, WIDE

from ent_report.render.lycee import lycee_on_screen
from ent_report.render.region import region_on_screen
from ent_report.report.lycee import build_lycee_report
from ent_report.report.region import build_region_report
from ent_report.specimens.lycee import PRESENTATION, libelles
from ent_report.specimens.lycees import EXTREMES, OBJECTIFS
from ent_report.specimens.regions import EXTREMES as REGIONS
from ent_report.specimens.situations import SITUATIONS
from ent_report.specimens.situations_region import SITUATIONS as SITUATIONS_REGION

pytestmark = pytest.mark.slow

LYCEES = ("usuel", "mot_de_90_lettres", "tout_masque", "rien", "premiere_page_pleine", "mesure_nationale")
SUMMARIES = ("usuel", "noms_hostiles", "page_1_pleine", "annuaire_et_sources", "mesure_nationale")


@pytest.fixture
def write(tmp_path: Path, templates):
    """A report's page as it is issued; `region/X` is the regional summary of a specimen."""

    def write_report(name: str) -> Path:
        if name.startswith("region/"):
            data = (REGIONS | SITUATIONS_REGION)[name.removeprefix("region/")]()
            html = region_on_screen(build_region_report(data, libelles(nationale=True), PRESENTATION), templates)
        else:
            data = (EXTREMES | SITUATIONS)[name]()
            report = build_lycee_report(data, libelles(nationale=True), PRESENTATION, OBJECTIFS)
            html = lycee_on_screen(report, templates)
        path = tmp_path / "rapport.html"
        path.write_text(html, encoding="utf-8")
        return path

    return write_report


@pytest.mark.parametrize("name", [*LYCEES, *(f"region/{one}" for one in SUMMARIES)])
def test_a_page_is_read_by_everybody_on_a_telephone(fenetre, write, name: str) -> None:
    found = fenetre(NARROW, bypass_csp=True)
    page = found.open(write(name))
    assert found.accessibility() == []
    for width, height in (NARROW, SMALLEST, WIDE):
        page.set_viewport_size({"width": width, "height": height})
        assert found.overflow() <= 0, width


@pytest.mark.parametrize("name", ["usuel", "region/usuel"])
def test_a_page_is_read_by_everybody_at_a_desk(fenetre, write, name: str) -> None:
    found = fenetre(WIDE, bypass_csp=True)
    found.open(write(name))
    assert found.accessibility() == []


@pytest.mark.parametrize("name", ["usuel", "region/usuel"])
def test_a_page_asks_for_nothing_and_complains_of_nothing(fenetre, write, name: str) -> None:
    found = fenetre(WIDE)
    page = found.open(write(name))
    assert [one for one in found.demandes if not one.startswith("data:")] == [page.url]
    assert found.plaintes == []
    assert page.locator("script, link[href], iframe").count() == 0


def test_a_page_may_not_fetch_even_if_a_template_wants_it(fenetre, write) -> None:
    path = write("usuel")
    wanted = '<img src="http://127.0.0.1:9/x.png" alt=""><script>document.title = "oui"</script></body>'
    path.write_text(path.read_text("utf-8").replace("</body>", wanted), encoding="utf-8")
    found = fenetre(WIDE)
    page = found.open(path)
    assert page.title() != "oui"
    assert any("Content Security Policy" in one for one in found.plaintes)
    assert page.evaluate("document.images[document.images.length - 1].naturalWidth") == 0


@pytest.mark.parametrize("name", ["usuel", "region/usuel"])
def test_a_table_that_is_wider_than_the_window_is_reached_by_the_keyboard(fenetre, write, name: str) -> None:
    page = fenetre(NARROW).open(write(name))
    frames = page.locator(".cadre")
    assert frames.count() > 2
    wide = [one for one in frames.all() if one.evaluate("one => one.scrollWidth > one.clientWidth")]
    assert wide
    wide[0].focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("one => one.scrollLeft > 0", arg=wide[0].element_handle())
    assert wide[0].evaluate("one => getComputedStyle(one).outlineStyle") == "solid"


def test_a_page_is_printed_in_ink_on_white(fenetre, write) -> None:
    page = fenetre(WIDE, color_scheme="dark").open(write("usuel"))
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf().startswith(b"%PDF")
