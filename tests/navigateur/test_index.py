"""The month at a glance in a real browser, as the region's staff uses it: from a share, by mouse and by keyboard."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from navigateur.conftest import NARROW, SMALLEST, WIDE
from playwright.sync_api import Page, expect

from ent_report.render.pages import render_index
from ent_report.report.index import IndexDuMois, LigneIndex, build_index
from ent_report.specimens.index import ETATS
from ent_report.specimens.lycee import PRESENTATION, Row, libelles
from ent_report.specimens.region import donnees_region, lycee, lycees, uai
from ent_report.specimens.regions import HOSTILE

pytestmark = pytest.mark.slow

SPACES = re.compile("[ \\n\\t]+")
COLUMNS = ("Lycée", "UAI", "Commune", "Département", "Rapport", "Visites", "Visiteurs uniques", "Taux d’activation")
FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const outline = `${style.outlineStyle} ${style.outlineWidth}`;
    return [one.getAttribute("aria-label") || one.innerText.trim(), one.id, outline];
}"""
NAMED = (
    lycee(1, nom="Lycée Élan d'Œuvre", commune="L'Haÿ-les-Roses"),
    lycee(2, nom="Lycée Zénobe", commune="Évry"),
    lycee(3, nom="lycée aviation", commune="Bourg-la-Reine"),
    *lycees()[3:],
)


def _masked(found: Row) -> Row:
    """Lycée 4 is masked, and with it the smallest of its département; lycée 5 has no accounts."""
    if found["code"] == uai(5) and "comptes" in found["source"]:
        return found | {"etat": "absent", "valeur": None}
    return found | {"etat": "masque"} if found["code"] == uai(4) else found


def index(**case) -> IndexDuMois:
    return build_index(
        donnees_region(**{"lycees": NAMED, "change": _masked} | case), libelles(), PRESENTATION, ETATS, 1
    )


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """A folder as people name them."""
    folder = tmp_path / "Rapports d’octobre (été & hiver) #1 100 %"
    folder.mkdir()
    return folder


@pytest.fixture
def write(share, templates):
    def write_index(month: IndexDuMois) -> Path:
        path = share / "index.html"
        path.write_bytes(render_index(month, templates))
        return path

    return write_index


@pytest.fixture
def usual(fenetre, write):
    found = fenetre(WIDE)
    found.open(write(index()))
    return found


def visible(page: Page, column: int = 1) -> list[str]:
    """The texts of a column, of the rows that are shown, from top to bottom.

    Not their `innerText`: it is empty for a row that was just moved and that the browser has not laid out yet, since
    rows out of sight are left alone (`content-visibility`).
    """
    cells = page.locator(f"#lycees tbody tr:not([hidden]) > :nth-child({column})")
    return [SPACES.sub(" ", text).strip(" ") for text in cells.all_text_contents()]


def test_it_asks_for_nothing_and_complains_of_nothing(usual) -> None:
    usual.page.get_by_label("Chercher").fill("zénobe")
    usual.page.get_by_role("button", name="Visites", exact=True).click()
    assert [one for one in usual.demandes if not one.startswith("data:")] == [usual.page.url]
    assert usual.plaintes == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ZENOBE", ["Lycée Zénobe"]),  # neither accents nor capitals
        ("zénobe", ["Lycée Zénobe"]),
        ("oeuvre", ["Lycée Élan d’Œuvre"]),
        ("l hay", ["Lycée Élan d’Œuvre"]),  # its commune, without apostrophe
        ("L’Haÿ-les-Roses", ["Lycée Élan d’Œuvre"]),
        ("elan roses", ["Lycée Élan d’Œuvre"]),  # words of several columns, in any order
        (uai(2), ["Lycée Zénobe"]),
        (uai(2).lower(), ["Lycée Zénobe"]),
        ("  evry ", ["Lycée Zénobe"]),
        ("introuvable", []),
        ("<b>", []),
        (".*", []),  # words, not patterns
    ],
)
def test_the_search_finds(usual, words: str, found: list[str]) -> None:
    usual.page.get_by_label("Chercher").fill(words)
    assert visible(usual.page) == found
    expect(usual.page.get_by_role("status")).to_have_text(
        f"{len(found)} {'lycées affichés' if len(found) > 1 else 'lycée affiché'} sur 12"
    )


def test_a_search_that_finds_nothing_says_so_and_is_taken_back(usual) -> None:
    page, empty = usual.page, usual.page.get_by_text("Aucun lycée ne correspond")
    expect(empty).to_be_hidden()
    expect(page.get_by_role("button", name="Effacer")).to_be_hidden()
    page.get_by_label("Chercher").fill("introuvable")
    page.get_by_label("Statut").select_option("echec")
    expect(empty).to_be_visible()
    page.get_by_role("button", name="Effacer la recherche").click()
    expect(empty).to_be_hidden()
    assert len(visible(page)) == 12
    assert page.get_by_label("Statut").input_value() == ""
    expect(page.get_by_label("Chercher")).to_be_focused()


def test_a_status_is_chosen(usual) -> None:
    usual.page.get_by_label("Statut").select_option("retenu")
    assert visible(usual.page, 2) == [uai(3)]
    usual.page.get_by_label("Statut").select_option("etabli")
    assert sorted(visible(usual.page, 2)) == [uai(1), uai(4)]


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_sorts_both_ways(usual, name: str) -> None:
    page = usual.page
    column = COLUMNS.index(name) + 1
    head = page.get_by_role("columnheader", name=name, exact=True)
    is_number = column > 5
    head.get_by_role("button").click()
    if name == "Département":  # by which it is sorted already
        assert head.get_attribute("aria-sort") == "descending"
        head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == ("descending" if is_number else "ascending")
    assert page.locator("#lycees [aria-sort]").count() == 1
    first = visible(page, column)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == ("ascending" if is_number else "descending")
    second = visible(page, column)
    if is_number:
        assert [amount(one) for one in first if is_figure(one)] == sorted(
            (amount(one) for one in first if is_figure(one)), reverse=True
        )
        words = [one for one in first if not is_figure(one)]
        assert words  # some are masked, or not known
        assert first[-len(words) :] == words
        assert set(second[-len(words) :]) == set(words)  # they come last both ways
        assert [one for one in second if is_figure(one)] == [one for one in first if is_figure(one)][::-1]
    else:
        assert sorted(first) == sorted(second)
        assert first[0] == second[-1]


def is_figure(text: str) -> bool:
    return text[0].isdigit()


def amount(text: str) -> float:
    return float(text.rstrip("%").replace("\u202f", "").replace("\u00a0", "").replace(",", "."))


def test_numbers_are_sorted_as_numbers_and_names_as_the_french_do(usual) -> None:
    usual.page.get_by_role("button", name="Visites", exact=True).click()
    assert visible(usual.page, 6)[:3] == ["12\u202f000", "11\u202f000", "10\u202f000"]
    usual.page.get_by_role("button", name="Lycée", exact=True).click()
    names = visible(usual.page)
    assert names[:2] == ["lycée aviation", "Lycée Élan d’Œuvre"]
    assert names[2:4] == ["Lycée numéro 4", "Lycée numéro 5"]  # not 10 before 4
    assert names[-1] == "Lycée Zénobe"


def test_it_is_used_by_the_keyboard_alone(usual) -> None:
    page = usual.page
    reached = []
    for _ in range(20):
        page.keyboard.press("Tab")
        label, identity, outline = page.evaluate(FOCUSED)
        assert outline == "solid 3px", (label, identity)
        reached.append(identity or label)
    assert reached[0] == "Aller au tableau des lycées"
    wanted = ["Rapport régional, PDF", "Rapport régional, CSV", "recherche", "statut", *COLUMNS]
    assert [one for one in reached if one in wanted] == wanted
    page.get_by_label("Chercher").focus()
    page.keyboard.type("numero 1")
    assert sorted(visible(page)) == ["Lycée numéro 10", "Lycée numéro 11", "Lycée numéro 12"]
    head = page.get_by_role("columnheader", name="Visites", exact=True)
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert visible(page, 2) == [uai(12), uai(11), uai(10)]
    page.keyboard.press("Space")
    assert head.get_attribute("aria-sort") == "ascending"
    expect(head.get_by_role("button")).to_be_focused()


def test_the_link_over_the_header_leads_to_the_table(usual) -> None:
    usual.page.keyboard.press("Tab")
    usual.page.keyboard.press("Enter")
    assert usual.page.evaluate("location.hash") == "#lycees"
    assert usual.page.locator("#lycees").evaluate("one => one.getBoundingClientRect().top < innerHeight")


def test_its_links_work_from_a_share_of_any_name(usual, share: Path) -> None:
    names = ("rapport.pdf", "rapport.html", "donnees.csv")
    for folder in ("region/edition-01", f"etablissements/{uai(1)}/edition-02"):
        (share / folder).mkdir(parents=True)
        for name in names:
            (share / folder / name).write_text("<title>le rapport</title>")
    for label in ("Rapport régional", "Lycée Élan d’Œuvre"):
        for link in usual.page.get_by_role("link", name=label).all():
            path = link.evaluate("one => decodeURIComponent(new URL(one.href).pathname)")
            assert Path(path).is_file()
            assert path.rpartition("/")[2] in names
    usual.page.get_by_role("link", name="Lycée Élan d’Œuvre, page").click()
    assert usual.page.title() == "le rapport"


@pytest.mark.parametrize(
    ("size", "scheme"), [(WIDE, "light"), (WIDE, "dark"), ((900, 800), "light"), (NARROW, "light"), (SMALLEST, "dark")]
)
def test_it_can_be_read_by_everybody(fenetre, write, size, scheme) -> None:
    found = fenetre(size, color_scheme=scheme, bypass_csp=True)
    found.open(write(index(donnees_fictives=True)))
    assert found.overflow() <= 0
    assert found.accessibility() == []
    found.page.get_by_label("Chercher").fill("introuvable")
    assert found.accessibility() == []


@pytest.mark.parametrize("width", [1090, 1190, 1300])  # below and above the width at which rows become cards
def test_no_word_of_a_usual_name_is_cut(fenetre, write, width: int) -> None:
    named = (lycee(1, nom="Lycée général et technologique Adèle Aubrelac", commune="Clairvesse-sur-Braisinette"),)
    found = fenetre((width, 900))
    found.open(write(index(lycees=(*named, *NAMED[1:]))))
    found.page.add_style_tag(content="#lycees th, #lycees td { overflow-wrap: normal }")
    cut = "cells => cells.filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.textContent)"
    assert found.page.locator("#lycees tbody tr > *").evaluate_all(cut) == []


def test_cards_of_a_telephone_are_still_a_table_and_are_sorted_by_a_list(fenetre, write) -> None:
    found = fenetre(NARROW)
    page = found.open(write(index()))
    row = page.get_by_role("row").filter(has_text=uai(4))
    assert row.get_by_role("cell").count() == 9
    assert row.get_by_role("rowheader").count() == 1
    expect(page.get_by_role("button", name="Visites", exact=True)).to_be_hidden()
    assert page.get_by_label("Trier par").input_value() == "3 false"
    page.get_by_label("Trier par").select_option(label="Visites ↓")
    assert visible(page, 2)[:2] == [uai(12), uai(11)]
    page.get_by_label("Trier par").select_option(label="Visites ↑")
    assert visible(page, 2)[:2] == [uai(1), uai(2)]


def test_hostile_names_are_words(fenetre, write) -> None:
    strange = (
        lycee(1, nom=HOSTILE, commune='" onmouseover="alert(2)" x="', departement="</script><script>alert(3)</script>"),
        lycee(2, nom="<img src=x onerror=alert(4)>", commune="'`${alert(5)}`"),
        *lycees()[2:],
    )
    state = replace(ETATS[uai(2)], raison="</span><script>alert(6)</script>")
    data = donnees_region(lycees=strange)
    month = build_index(data, libelles(), PRESENTATION, dict(ETATS) | {uai(2): state}, 1)
    found = fenetre(WIDE)
    page = found.open(write(month))
    page.get_by_label("Chercher").fill("onerror")
    assert visible(page) == ["<img src=x onerror=alert(4)>"]
    for head in page.locator("thead button").all():
        head.click()
    for row in page.locator("tbody tr:not([hidden])").all():
        row.hover()
    assert page.locator("script").count() == 1
    assert page.locator("img").count() == 0
    assert found.plaintes == []


def test_without_script_all_is_shown(fenetre, write) -> None:
    page = fenetre(WIDE, java_script_enabled=False).open(write(index()))
    assert len(visible(page)) == 12
    expect(page.get_by_role("search")).to_be_hidden()
    expect(page.get_by_role("link", name="Lycée Élan d’Œuvre, PDF")).to_be_visible()


def test_on_paper_there_are_the_lycees_and_no_tools(fenetre, write) -> None:
    found = fenetre(WIDE)
    page = found.open(write(index(donnees_fictives=True)))
    page.emulate_media(media="print")
    expect(page.get_by_role("search")).to_be_hidden()
    expect(page.get_by_text("Données fictives", exact=True)).to_be_visible()
    assert len(visible(page)) == 12
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_five_thousand_lycees(fenetre, write, record_property) -> None:
    month = index()
    many = tuple(_numbered(line, n) for n, line in enumerate((month.lignes * 417)[:5000]))
    found = fenetre(WIDE)
    path = write(replace(month, lignes=many))
    page = found.open(path)
    found_at = timed(page, "document.getElementById('recherche').value = 'n4321';"
                           "document.getElementById('recherche').dispatchEvent(new Event('input'))")  # fmt: skip
    assert len(visible(page)) == 1
    expect(page.get_by_role("status")).to_have_text("1 lycée affiché sur 5\u202f000")
    page.get_by_label("Chercher").fill("")
    sorted_at = timed(page, "document.querySelectorAll('thead button')[5].click()")
    assert visible(page, 6)[0] == "12\u202f000"
    found_ms = {"search_ms": found_at, "sort_ms": sorted_at, "kilobytes": path.stat().st_size // 1024}
    record_property("five_thousand", found_ms)
    print(found_ms)  # noqa: T201
    assert found.plaintes == []


def _numbered(line: LigneIndex, number: int) -> LigneIndex:
    return replace(line, uai=f"{number:07d}A", recherche=f"{line.recherche} n{number}")


def timed(page: Page, action: str) -> float:
    """Milliseconds from an action until its result is laid out."""
    until = "document.body.offsetHeight; return performance.now() - start"
    return float(page.evaluate(f"() => {{ const start = performance.now(); {action}; {until} }}"))
