"""Every fault of a region's own templates is told before a month is: where it stands, all at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ent_report.render.autonomie import outside_references
from ent_report.render.examen import written_faults
from ent_report.render.html import Templates
from ent_report.render.parcours import untried
from ent_report.render.pdf import sheet_faults
from ent_report.report.libelles import Service
from ent_report.specimens.essai_gabarits import Essai
from ent_report.specimens.lycee import PRESENTATION, TEMPLATES, libelles

TEXTES = "textes/lycee.html.j2"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "gabarits").mkdir()
    return tmp_path / "gabarits"


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def changed(folder: Path, name: str, old: str, new: str) -> str:
    """Put a region's own form of a shipped file in place, and return `name:line` of what differs."""
    text = (TEMPLATES / name).read_text("utf-8")
    assert old in text
    write(folder, name, text.replace(old, new, 1))
    return f"{name}:{text[: text.index(old)].count(chr(10)) + 1}"


def trial(own: Path) -> Essai:
    return Essai((own, TEMPLATES), libelles(nationale=True), PRESENTATION)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("sections/qui.html.j2", "\n{% if %}", "sections/qui.html.j2:2: Expected an expression"),
        ("sections/qui.html.j2", "{{ 'x' | majuscule }}", "sections/qui.html.j2:1: No filter named 'majuscule'"),
        (
            "sections/essentiels.html.j2",
            "",
            "sections/essentiels.html.j2: found a template that no other includes, expected the name of one that ships",
        ),
        (
            TEXTES,
            "\n{% macro titre_haussse(v) %}{% endmacro %}",
            f"{TEXTES}:2: found macro 'titre_haussse', which no report has, expected 'titre_hausse', perhaps",
        ),
        (
            TEXTES,
            "{% macro titre_hausse(v) %}\n{{ v.evolutoin }}{% endmacro %}",
            f"{TEXTES}:2: found titre_hausse: value 'evolutoin', which no report has, expected 'evolution', perhaps",
        ),
    ],
)
def test_a_fault_that_can_be_seen_as_it_is_written(own: Path, name: str, text: str, told: str) -> None:
    write(own, name, text)
    (fault,) = written_faults(Templates(own, TEMPLATES))
    assert fault.startswith(f"{own}/{told}")


def test_a_template_of_a_region_may_include_others_of_its_own(own: Path) -> None:
    write(own, "sections/entete.html.j2", "{% include 'sections/devise.html.j2' %}")
    write(own, "sections/devise.html.j2", "Liberté")
    assert list(written_faults(Templates(own, TEMPLATES))) == []


def test_what_the_renderer_does_not_take_of_a_sheet_is_told_with_its_line(own: Path) -> None:
    write(own, "style/communs.css", "p { margin: 0 }\n\np { colour: red }\n")
    (fault,) = sheet_faults((own, TEMPLATES), "style/report.css")
    assert fault.startswith(f"{own}/style/communs.css:3: WeasyPrint: Ignored `colour: red ")
    assert sheet_faults((TEMPLATES,), "style/region.css") == []


@pytest.mark.parametrize(
    "written",
    [
        '<img src="http://127.0.0.1/x.png">',
        '<img alt="x" srcset="a.png 2x">',
        '<link rel="stylesheet" href="x.css">',
        "<script>",
        '<iframe srcdoc="x">',
        '<a href="javascript:alert(1)">',
        '<p onclick="x()">',
        '<use xlink:href="file:///x.svg#a"/>',
    ],
)
def test_what_leads_out_of_a_page_is_found(written: str) -> None:
    assert outside_references(f"<p>avant</p>{written}<p>après</p>") == [written]


@pytest.mark.parametrize(
    "written", ['<a href="https://region.example/">', '<a href="#qui">', '<img alt="" src="data:image/png;base64,AA">']
)
def test_what_one_may_follow_does_not_lead_out(written: str) -> None:
    assert outside_references(written) == []


@pytest.mark.slow
def test_all_faults_are_told_at_once_with_their_places(own: Path) -> None:
    expected = [
        changed(own, "sections/essentiel.html.j2", "{{ cle.libelle }}", "{{ cle.libele }}"),
        changed(
            own, "sections/quand.html.j2", "{{ dire(comparaison.groupe) }}", '<img src="http://127.0.0.1:9/x.png">'
        ),
        changed(own, "region/qui.html.j2", "{% endmacro %}", "{% endmacr %}"),
        changed(own, "region/tableau.html.j2", "{{ l.visites }}", "{{ l.visites / 2 }}"),
        changed(own, "style/communs.css", "}", "; colour: red }"),
        changed(own, "index.html.j2", "{{ index.total }}", "{{ index.totaux }}"),
        changed(own, "guichet/message.html.j2", "{{ titre }}</h1>", "{{ site.nom }}</h1>"),
        changed(own, "guichet/recue.html.j2", "<ol>", '<img src="https://evil.example/x.png"><ol>'),
    ]
    write(own, TEXTES, "{% macro masques(v) %}{{ v.nombres }}{% endmacro %}")
    faults = trial(own).fautes()
    for place in (*expected, f"{TEXTES}:1"):
        assert [fault for fault in faults if fault.startswith(f"{own}/{place}: ")], (place, faults)
    assert len(faults) == len(set(faults))


@pytest.mark.slow
def test_a_character_that_the_fonts_lack_is_told(own: Path) -> None:
    changed(own, "sections/essentiel.html.j2", "L’essentiel", "L’essentiel 😀")
    assert trial(own).fautes() == ["the shipped fonts lack '😀' (U+1F600)"]


@pytest.mark.slow
def test_nothing_is_wrong_with_what_ships_and_the_specimens_reach_it() -> None:
    shipped = Essai((TEMPLATES,), libelles(nationale=True), PRESENTATION)
    assert shipped.fautes() == []
    templates = Templates(TEMPLATES)
    found = shipped.parcours(templates)
    names = [nom for nom in templates.gabarits.noms((".j2",)) if not nom.startswith("apercu/")]
    left = {nom: untried(templates, found, TEMPLATES / nom) for nom in names}
    assert sum(len(lines) for nom, lines in left.items() if not nom.startswith("textes/")) <= 2, left
    sentences = sum(
        (TEMPLATES / nom).read_text("utf-8").count("{%- macro ") for nom in left if nom.startswith("textes/")
    )
    assert sum(len(lines) for nom, lines in left.items() if nom.startswith("textes/")) <= 0.1 * sentences, left


@pytest.mark.slow
def test_what_no_specimen_reaches_of_a_region_s_own_is_told(own: Path) -> None:
    place = changed(own, "sections/entete.html.j2", "<h1>", '{% if id.nom == "Jamais" %}<p>Jamais</p>{% endif %}<h1>')
    assert trial(own).non_essayes() == [f"{own}/{place}"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "axes",
    [
        {"relations_familles": "Les familles", "communication_interne": "Nous"},  # fewer, renamed, in another order
        {},
    ],
)
def test_a_region_may_have_other_axes(axes: dict[str, str]) -> None:
    known = libelles(nationale=True)
    services = {
        code: Service(code, one.libelle, one.axe if one.axe in axes else None) for code, one in known.services.items()
    }
    assert (
        Essai((TEMPLATES,), replace(known, axes=axes, services=services), PRESENTATION).fautes(sur_papier=False) == []
    )
