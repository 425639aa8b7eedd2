"""The documents of usual and extreme regions: whole, nothing cut, nothing half said, the same bytes anywhere."""

import hashlib
import itertools
import os
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from unit.render.pages import attached, filling, texts
from verapdf.check import broken_rules, java

from ent_report.render.region import render_region
from ent_report.report.region import build_region_report
from ent_report.report.region.donnees_csv import donnees_csv_region
from ent_report.specimens.lycee import PRESENTATION, libelles
from ent_report.specimens.region import donnees_region, uai
from ent_report.specimens.regions import EXTREMES, NOM_DE_90

TESTS = Path(__file__).parents[2]
SCRIPT = """
import hashlib, time
from ent_report.specimens.region import donnees_region
from ent_report.specimens.lycee import PRESENTATION, TEMPLATES, libelles
from ent_report.render.html import Templates
from ent_report.render.pdf import Renderer
from ent_report.render.region import render_region
from ent_report.report.region.donnees_csv import donnees_csv_region
from ent_report.report.region import build_region_report
time.tzset()
report = build_region_report(donnees_region(), libelles(), PRESENTATION)
data = donnees_csv_region(donnees_region(), libelles())
found = render_region(report, data, Templates(TEMPLATES), Renderer(TEMPLATES))
print(hashlib.sha256(found.pdf).hexdigest(), hashlib.sha256(found.html).hexdigest())
"""


@pytest.fixture(scope="module")
def render(templates, renderer):
    @cache
    def render_case(name, *, donnees_fictives=False):
        case = replace(EXTREMES[name](), donnees_fictives=donnees_fictives)
        report = build_region_report(case, libelles(), PRESENTATION)
        return render_region(report, donnees_csv_region(case, libelles()), templates, renderer)

    return render_case


@pytest.fixture(scope="module")
def usual(render):
    return render("usuel", donnees_fictives=True)


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


def test_pages_are_full(usual):
    *before, last = filling(usual.pdf)
    assert all(share > 0.6 for share in before)
    assert last > 0.3


def test_every_page_says_whose_it_is_and_that_the_data_is_fictional(usual):
    for page in texts(usual.pdf):
        assert "Région Exemple" in page
        assert "octobre 2026" in page.casefold()
        assert "Données fictives" in page


def test_real_data_is_not_called_fictional(render):
    assert not any("fictives" in page for page in texts(render("usuel").pdf))


def test_every_lycee_is_in_both_documents(usual):
    paper, screen = " ".join(texts(usual.pdf)), usual.html.decode()
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


def test_contents_name_the_pages_of_the_sections(usual):
    pages = texts(usual.pdf)
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


def test_data_is_joined_as_it_was_given(usual):
    expected = donnees_csv_region(donnees_region(donnees_fictives=True), libelles())
    assert attached(usual.pdf) == {"donnees.csv": expected}


def test_both_documents_say_the_same(templates):
    report = build_region_report(donnees_region(), libelles(), PRESENTATION)
    paper, screen = (words(templates.render("region.html.j2", s, {"report": report})) for s in ("papier", "ecran"))
    assert paper == screen


def words(html):
    visible = re.sub(r"<(style|svg)\b.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)
    return visible.split()


def test_screen_page_stands_alone(usual):
    html = usual.html.decode()
    assert "<script" not in html
    assert not re.findall(r'(?:src|href)="(?!data:|#)', html)
    assert not re.findall(r"url\((?!\"data:)", html)
    assert "@import" not in html
    assert all(f'id="{target}"' in html for target in re.findall(r'href="#([a-z]+)"', html))


def test_screen_charts_have_a_name(usual):
    html = usual.html.decode()
    assert html.count("<svg ") == html.count('role="img" aria-label="') >= 15
    assert 'aria-label=""' not in html


def test_headings_do_not_skip_a_level(usual):
    levels = [int(level) for level in re.findall(r"<h([1-6])", usual.html.decode())]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_header_cells_have_a_scope_and_rows_have_as_many_cells(usual):
    html = usual.html.decode()
    assert not re.findall(r"<th(?! scope)[ >]", html.replace("<thead", ""))
    for table in re.findall(r"<table.*?</table>", html, flags=re.DOTALL):
        rows = [len(re.findall(r"<t[hd][ >]", row)) for row in re.findall(r"<tr.*?</tr>", table, flags=re.DOTALL)]
        assert len(set(rows)) == 1
        assert table.count("<col") - 1 == rows[0]


def test_french_spaces_stand_before_high_punctuation(usual):
    visible = re.sub(r"<style.*?</style>|<[^>]+>", " ", usual.html.decode(), flags=re.DOTALL)
    assert not re.findall(r"\w [;!?%»]|« |\w :", visible)


@pytest.mark.slow
def test_bytes_do_not_depend_on_process_place_or_time(render):
    documents = render("usuel")
    here = [hashlib.sha256(data).hexdigest() for data in (documents.pdf, documents.html)]
    assert hashes(TZ="Pacific/Auckland", PYTHONHASHSEED="1") == here
    assert hashes(TZ="America/Los_Angeles", LC_ALL="C", PYTHONHASHSEED="2") == here


def hashes(**environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=TESTS,
        env=kept | {"PYTHONPATH": str(TESTS)} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


@pytest.mark.slow
@pytest.mark.skipif(java() is None, reason="veraPDF needs a JDK")
def test_every_case_passes_verapdf(render, tmp_path):
    paths = []
    for name in EXTREMES:
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(render(name).pdf)
        paths.append(path)
    assert broken_rules(paths) == []
