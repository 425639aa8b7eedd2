"""The index as a page: everything is there without its script, nothing is fetched, names cannot break out of it."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from ent_report.render.autonomie import outside_references
from ent_report.render.pages import render_index
from ent_report.report.index import Etablissement, Statut, build_index
from ent_report.specimens.lycee import PRESENTATION, libelles
from ent_report.specimens.region import donnees_region, lycee, lycees, uai
from ent_report.specimens.regions import HOSTILE

ETATS = {
    uai(1): Etablissement(Statut.ETABLI, 2),
    uai(2): Etablissement(Statut.ECHEC, None, "Le rapport n’a pas pu être mis en page."),
}


@pytest.fixture(scope="module")
def page(templates):
    def render(edition_region=1, **case):
        index = build_index(donnees_region(**case), libelles(), PRESENTATION, ETATS, edition_region)
        return render_index(index, templates).decode()

    return render


class Elements(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def test_every_lycee_is_shown_without_script(page):
    html = page().split("<script>")[0]
    rows = re.findall(r"<tr [^>]*data-recherche.*?</tr>", html, flags=re.DOTALL)
    assert len(rows) == 12
    assert not any("hidden" in row for row in rows)
    assert 'Établi</span> <span class="edition">édition 2' in html
    assert 'En échec</span><span class="raison">Le rapport n’a pas pu être mis en page.' in html


def test_links_are_relative_and_lead_to_the_documents(page):
    links = [a["href"] for tag, a in Elements(page()).found if tag == "a" and not a["href"].startswith("#")]
    assert f"etablissements/{uai(1)}/edition-02/rapport.pdf" in links
    assert "region/edition-01/rapport.html" in links
    assert not [href for href in links if re.match(r"[a-z]+:|/", href)]


def test_links_with_the_same_words_say_of_whom(page):
    named = [a["aria-label"] for tag, a in Elements(page()).found if tag == "a" and "aria-label" in a]
    assert len(set(named)) == len(named) == 6  # three of the region's, three of the one lycée that is issued


def test_last_run_s_page_is_linked_by_a_name_that_stays(page):
    links = [a["href"] for tag, a in Elements(page()).found if tag == "a" and a["href"].startswith("..")]
    assert links == ["../../bilans/2026-10/index.html"]


def test_nothing_is_fetched(page):
    html = page()
    assert "default-src 'none'" in html
    assert outside_references(html) == ["<script>"]
    assert not re.findall(r"url\((?!\"data:)|@import|fetch\(|XMLHttp|https?:", html)


def test_missing_regional_summary_is_said(page):
    assert "Il n’est pas encore établi." in page(edition_region=None)


def test_what_is_held_or_failed_is_said_above_the_table_with_its_reason(page):
    assert '<h2 id="alerte">À regarder</h2>' in page()
    assert page().index("Le rapport n’a pas pu être mis en page.") < page().index('<table id="lycees"')


def test_fictional_data_is_said(page):
    assert page(donnees_fictives=True).lower().count("données fictives") == 2
    assert "fictives" not in page()


def test_hostile_name_is_only_shown(page):
    html = page(lycees=(lycee(1, nom=HOSTILE, commune='" onmouseover="x', departement=HOSTILE), *lycees()[1:]))
    assert html.count("<script>") == 1
    assert not [attrs for _, attrs in Elements(html).found if any(name.startswith("on") for name in attrs)]
    assert "{{ 7*7 }}" in html


def test_columns_that_sort_have_a_key_in_every_row_that_has_a_figure(page):
    html = page(change=lambda r: r | {"etat": "masque"} if r["code"] == uai(4) else r)
    masked = next(row for row in re.findall(r"<tr [^>]*data-recherche.*?</tr>", html, flags=re.DOTALL) if uai(4) in row)
    assert len(re.findall(r'<td [^>]*class="n"[^>]*>n\.c\.</td>', masked)) == 4
    assert len(re.findall(r'<td [^>]*class="n"[^>]* data-cle="', html)) == 11 * 4


def test_table_is_one_that_a_screen_reader_can_walk(page):
    found = Elements(page()).found
    heads = [a for tag, a in found if tag == "th"]
    assert all(a.get("scope") in ("col", "row") for a in heads)
    assert [tag for tag, _ in found].count("caption") == 1
    assert ("html", {"lang": "fr"}) in found
    levels = [int(tag[1]) for tag, _ in found if re.fullmatch(r"h[1-6]", tag)]
    assert levels == [1, 2, 2, 2]


def test_region_s_colour_is_used(templates):
    index = build_index(donnees_region(), libelles(), replace(PRESENTATION, couleur="#7a1f5c"), {}, None)
    assert "--principale:#7a1f5c" in render_index(index, templates).decode()
