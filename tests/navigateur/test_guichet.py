"""The request page in a real browser: without script, by keyboard alone, on a telephone, by night, and across sites."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from navigateur.conftest import NARROW, SMALLEST, WIDE, Fenetre
from playwright.sync_api import Page, expect
from unit.guichet.conftest import MOIS, UAI, Guichet, Prefect, served

from ent_report.guichet.pages import Pages
from ent_report.guichet.reglages import Guichet as Reglages
from ent_report.guichet.serveur import Ecoute
from ent_report.render.html import Templates
from ent_report.report import format as fr
from ent_report.report.libelles import Presentation

pytestmark = pytest.mark.slow

LONG = Presentation(
    "Région Auvergne-Rhône-Alpes-Bourgogne-Franche-Comté",
    "Environnement numérique de travail des lycées",
    "assistance.environnement-numerique-de-travail@region-exemple.example",
)
FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    return [one.id || one.innerText.trim(), style.outlineStyle, style.outlineWidth];
}"""


@pytest.fixture
def guichet(templates: Templates) -> Iterator[Guichet]:
    limits = Reglages(par_appelant_minute=1000, par_appelant_heure=1000)
    with served(Pages(LONG, templates, donnees_fictives=True), limits, Prefect(), Ecoute(port=0)) as running:
        yield running


def visit(
    fenetre: Callable[..., Fenetre], guichet: Guichet, size: tuple[int, int] = WIDE, **options: object
) -> Fenetre:
    found = fenetre(size, **options)
    found.page.goto(guichet.url)
    return found


def send(page: Page, typed: str) -> None:
    page.get_by_label("UAI du lycée").fill(typed)
    with page.expect_navigation():
        page.get_by_role("button", name="Demander l’envoi").click()


STATES = {
    "form": Page.title,
    "malformed": lambda page: send(page, "0750652C"),
    "received": lambda page: send(page, UAI),
    "too late": lambda page: (page.context.clear_cookies(), send(page, UAI)),
    "not found": lambda page: page.goto(page.url + "rien"),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", STATES)
def test_every_state_is_accessible_and_asks_for_nothing_elsewhere(fenetre, guichet: Guichet, state: str, scheme: str):
    found = visit(fenetre, guichet, color_scheme=scheme)
    STATES[state](found.page)
    assert found.accessibility() == []
    assert {one.split("/")[2] for one in found.demandes if not one.startswith("data:")} == {guichet.url.split("/")[2]}
    told = [one for one in found.plaintes if "status of 4" not in one]  # that the page was answered so, is meant
    assert told == []


@pytest.mark.parametrize("size", [SMALLEST, NARROW])
@pytest.mark.parametrize("state", STATES)
def test_no_state_is_wider_than_a_telephone(fenetre, guichet: Guichet, state: str, size: tuple[int, int]) -> None:
    found = visit(fenetre, guichet, size)
    STATES[state](found.page)
    assert found.overflow() == 0
    for one in found.page.locator("input:visible, select, button").all():
        assert one.bounding_box()["height"] >= 44


def test_text_twice_as_large_fits(fenetre, guichet: Guichet) -> None:
    found = visit(fenetre, guichet, (640, 800))
    found.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert found.overflow() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_by_keyboard_alone_and_without_script(fenetre, guichet: Guichet, scheme: str) -> None:
    found = visit(fenetre, guichet, java_script_enabled=False, color_scheme=scheme)
    page = found.page
    keys = page.keyboard
    keys.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    keys.press("Tab")
    expect(page.get_by_label("UAI du lycée")).to_be_focused()
    keys.type("0750652c")
    keys.press("Enter")

    field = page.get_by_label("UAI du lycée")
    expect(field).to_be_focused()  # without any script: it is where the fault is
    expect(field).to_have_accessible_description(re.compile("^Erreur : La lettre ne correspond pas aux 7 chiffres"))
    expect(field).to_have_value("0750652c")
    assert page.title().startswith("À corriger")
    keys.press("ControlOrMeta+a")
    keys.type(UAI.lower())
    keys.press("Tab")
    expect(page.get_by_label("Mois du rapport")).to_be_focused()
    keys.press("ArrowDown")
    keys.press("Tab")
    expect(page.get_by_role("button", name="Demander l’envoi")).to_be_focused()
    keys.press("Space")

    expect(page.get_by_role("heading", level=1)).to_have_text("Votre demande est reçue")
    assert guichet.prefect.asked(1) == [(UAI, str(MOIS[1]))]


def test_focus_is_seen(fenetre, guichet: Guichet) -> None:
    page = visit(fenetre, guichet).page
    seen = []
    for _ in range(5):
        page.keyboard.press("Tab")
        seen.append(page.evaluate(FOCUSED))
    assert [name for name, *_ in seen][1:4] == ["uai", "mois", "Demander l’envoi"]
    assert {tuple(outline) for _, *outline in seen} == {("solid", "3px")}


def test_what_a_screen_reader_is_told_of_the_form(fenetre, guichet: Guichet) -> None:
    page = visit(fenetre, guichet).page
    field = page.get_by_role("textbox", name="UAI du lycée")
    expect(field).to_have_accessible_description(re.compile("7 chiffres et une lettre"))
    months = page.get_by_role("combobox", name="Mois du rapport")
    expect(months).to_have_value(str(MOIS[0]))
    assert months.locator("option").all_inner_texts() == [fr.mois_long(one) for one in MOIS]
    assert [one.inner_text() for one in page.get_by_role("heading").all()] == [
        "Recevoir le rapport de votre lycée",
        "Où part le rapport ?",
        "Rien n’arrive ?",
    ]


def test_going_back_and_loading_again_ask_for_nothing_more(fenetre, guichet: Guichet) -> None:
    page = visit(fenetre, guichet).page
    send(page, UAI)
    page.reload()
    page.go_back()
    page.go_forward()
    page.get_by_role("link", name="Faire une autre demande").click()
    send(page, UAI)
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre demande est reçue")
    assert guichet.prefect.asked(1) == [(UAI, str(MOIS[0]))]


def test_a_page_that_was_open_too_long_keeps_what_was_typed(fenetre, guichet: Guichet) -> None:
    page = visit(fenetre, guichet).page
    page.context.clear_cookies()
    send(page, UAI)
    expect(page.get_by_role("alert")).to_contain_text("n’a pas été enregistrée")
    expect(page.get_by_label("UAI du lycée")).to_have_value(UAI)
    page.get_by_role("button", name="Demander l’envoi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre demande est reçue")


def test_another_site_cannot_send_the_form_nor_frame_the_page(fenetre, guichet: Guichet) -> None:
    """With a token that its owner had for himself, in the browser of somebody who has our cookie."""
    found = visit(fenetre, guichet)
    token = guichet.jeton()
    form = f"""<form method=post action="{guichet.url}/"><input name=jeton value="{token}"><input name=uai value={UAI}>
        <input name=mois value={MOIS[0]}><button>Gagner</button></form><iframe src="{guichet.url}/"></iframe>"""
    with site(form) as elsewhere:
        found.page.goto(elsewhere)
        assert [one.url for one in found.page.frames[1:]] == ["chrome-error://chromewebdata/"]
        expect(found.page.frame_locator("iframe").get_by_label("UAI du lycée")).to_have_count(0)
        found.page.get_by_role("button", name="Gagner").click()
        expect(found.page.get_by_role("alert")).to_contain_text("n’a pas été enregistrée")
    assert guichet.prefect.asked(0) == []


@contextmanager
def site(page: str) -> Iterator[str]:
    """Another site, under another name of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            """Nothing on standard error."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
