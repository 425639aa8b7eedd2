"""The documents of usual and extreme regions: whole, nothing cut, nothing half said, the same bytes anywhere."""

import re
from functools import cache

import pytest
from unit.render.pages import filling, texts
from verapdf.check import broken_rules, java

from ent_report.render.region import render_region
from ent_report.report.region import build_region_report
from ent_report.report.region.donnees_csv import donnees_csv_region
from ent_report.specimens.lycee import PRESENTATION, libelles
from ent_report.specimens.region import uai
from ent_report.specimens.regions import EXTREMES, NOM_DE_90


@pytest.fixture(scope="module")
def render(templates, renderer):
    @cache
    def render_case(name):
        case = EXTREMES[name]()
        report = build_region_report(case, libelles(), PRESENTATION)
        return render_region(report, donnees_csv_region(case, libelles()), templates, renderer)

    return render_case


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_are_whole(render, name):
    documents = render(name)
    pages = texts(documents.pdf)
    assert all(f"page {n} / {len(pages)}" in page for n, page in enumerate(pages, start=1))
    assert "None" not in " ".join(pages)
    assert "Définitions et sources" in pages[-1]


@pytest.mark.parametrize("name", EXTREMES)
def test_page_one_stands_alone(render, name):
    pages = texts(render(name).pdf)
    assert "L’essentiel" in pages[0]
    assert "Qui vient, et quand" in pages[1]


def test_pages_are_full(usual_region):
    *before, last = filling(usual_region.documents.pdf)
    assert all(share > 0.6 for share in before)
    assert last > 0.3


def test_real_data_is_not_called_fictional(render):
    assert not any("fictives" in page for page in texts(render("usuel").pdf))


def test_every_lycee_is_in_both_documents(usual_region):
    paper, screen = " ".join(texts(usual_region.documents.pdf)), usual_region.documents.html.decode()
    for number in range(1, 13):
        assert uai(number) in paper
        assert uai(number) in screen


def test_header_is_repeated_on_each_page_of_a_long_table(render):
    pages = texts(render("cent_lycees").pdf)
    with_lycees = [page for page in pages if page.count("Commune-") > 8]
    assert len(with_lycees) >= 4
    assert all("Visites pour 100 élèves" in page for page in with_lycees)


def test_no_heading_stands_alone_at_the_foot_of_a_page(render):
    headings = (
        "Paris-Fictif (75) :",
        "Seine-Fictive (77) :",
        "Val-Fictif (94) :",
        "Tous les lycées",
        "Qualité des données",
    )
    for page in texts(render("cent_lycees").pdf)[1:]:
        end = page.split(" Région Exemple : rapport régional · ")[0][-90:]
        assert not [heading for heading in headings if heading in end and "Commune-" not in end]


def test_contents_name_the_pages_of_the_sections(usual_region):
    pages = texts(usual_region.documents.pdf)
    listed = re.findall(r"(Départements et académies|Tous les lycées|Définitions et sources)[ .]*(\d+)", pages[0])
    assert len(listed) == 3
    assert all(title in pages[int(number) - 1] for title, number in listed)


def test_long_name_is_whole(render):
    name = NOM_DE_90.replace("'", "’")
    assert name in " ".join(texts(render("noms_hostiles").pdf))


def test_hostile_names_are_only_shown(render):
    documents = render("noms_hostiles")
    html = documents.html.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{ 7*7 }} gnp &amp;amp; □" in html
    assert "<script" not in html
    assert "\u202e" not in html


@pytest.mark.slow
@pytest.mark.skipif(java() is None, reason="veraPDF needs a JDK")
def test_every_case_passes_verapdf(render, tmp_path):
    paths = []
    for name in EXTREMES:
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(render(name).pdf)
        paths.append(path)
    assert broken_rules(paths) == []
