"""What the documents of a usual lycée and of a usual region have in common: whole, accessible, the same on both."""

import itertools
import re

import pytest
from unit.render.pages import attached, texts


@pytest.fixture(params=["lycee", "region"])
def usual(request):
    return request.getfixturevalue(f"usual_{request.param}")


@pytest.fixture
def html(usual):
    return usual.documents.html.decode()


def test_every_page_says_whose_it_is_and_that_the_data_is_fictional(usual):
    for page in texts(usual.documents.pdf):
        assert usual.report.identite.nom in page
        assert "octobre 2026" in page.casefold()
        assert "Données fictives" in page


def test_data_is_joined_as_it_was_given(usual):
    assert attached(usual.documents.pdf) == {"donnees.csv": usual.donnees}


def test_both_documents_say_the_same(usual, templates):
    values = {"report": usual.report, "serre": ""}
    paper, screen = (words(templates.render(usual.gabarit, support, values)) for support in ("papier", "ecran"))
    assert paper == screen


def words(html):
    visible = re.sub(r"<(style|svg)\b.*?</\1>|<[^>]+>", " ", html, flags=re.DOTALL)
    return visible.split()


def test_screen_page_stands_alone(html):
    assert "<script" not in html
    assert not re.findall(r'(?:src|href)="(?!data:|#)', html)
    assert not re.findall(r"url\((?!\"data:)", html)
    assert "@import" not in html
    assert all(f'id="{target}"' in html for target in re.findall(r'href="#([a-z]+)"', html))
    assert '<html lang="fr">' in html
    assert 'name="viewport"' in html


def test_screen_charts_have_a_name(usual, html):
    assert html.count("<svg ") == html.count('role="img" aria-label="') >= usual.dessins_min
    assert 'aria-label=""' not in html


def test_headings_do_not_skip_a_level(html):
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_header_cells_have_a_scope_and_rows_have_as_many_cells(html):
    assert not re.findall(r"<th(?! scope)[ >]", html.replace("<thead", ""))
    for table in re.findall(r"<table.*?</table>", html, flags=re.DOTALL):
        rows = [len(re.findall(r"<t[hd][ >]", row)) for row in re.findall(r"<tr.*?</tr>", table, flags=re.DOTALL)]
        assert len(set(rows)) == 1
        assert table.count("<col") - 1 == rows[0]


def test_french_spaces_stand_before_high_punctuation(html):
    visible = re.sub(r"<style.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)
    assert not re.findall(r"\w [;!?%»]|« |\w :(?=\s)", visible)
