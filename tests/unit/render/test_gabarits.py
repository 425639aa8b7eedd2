"""What templates may reach: their own folders, a region's before those that ship, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from ent_report.errors import RenderingError
from ent_report.render.gabarits import Gabarits
from ent_report.render.html import Templates
from ent_report.render.pdf import Renderer
from ent_report.specimens.lycee import TEMPLATES


@dataclass(frozen=True)
class Rapport:
    titre: str = "Octobre"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of templates whose neighbour holds what nobody should read."""
    (tmp_path / "secret.txt").write_text("hunter2")
    (tmp_path / "gabarits" / "style").mkdir(parents=True)
    return tmp_path / "gabarits"


def render(folder: Path, text: str, **values: object) -> str:
    (folder / "page.html.j2").write_text(text, encoding="utf-8")
    return Templates(folder).render("page.html.j2", "ecran", values)


@pytest.mark.parametrize(
    "text",
    [
        "{% include '/etc/passwd' %}",
        "{% include '../secret.txt' %}",
        "{% include 'style/../../secret.txt' %}",
        "{% import '../secret.txt' as s %}{{ s }}",
        "{% extends '../secret.txt' %}",
        "{% include 'propre:../secret.txt' %}",
        "{% include 'lien.txt' %}",  # a link in the folder that leads out of it
        "{{ feuille_ecran('../../secret.txt') }}",
        "{{ feuille_ecran('/etc/passwd') }}",
    ],
)
def test_no_other_file_is_reached(folder: Path, text: str) -> None:
    (folder / "lien.txt").symlink_to(folder.parent / "secret.txt")
    with pytest.raises(RenderingError, match=r"page\.html\.j2:1: found no (template|file) "):
        render(folder, text)


@pytest.mark.parametrize(
    "text",
    [
        "{{ rapport.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ rapport['__class__'] }}",
        "{{ rapport | attr('__class__') }}",
        "{{ rapport.__init__.__globals__ }}",
        "{{ image_svg.__globals__ }}",
        "{{ feuille_ecran.__wrapped__.__globals__ }}",
        "{{ '{0.__class__}'.format(rapport) }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{% set _ = lignes.append(1) %}",  # values are read, never changed
        "{{ mots.update({'a': 1}) }}",
        "{% for n in range(10000000) %}{% endfor %}",
    ],
)
def test_nothing_of_python_is_reached(folder: Path, text: str) -> None:
    with pytest.raises(RenderingError, match=r"page\.html\.j2:1: "):
        render(folder, text, rapport=Rapport(), lignes=[], mots={})


def test_values_are_escaped_wherever_they_stand(folder: Path) -> None:
    hostile = "<script>alert(1)</script>\" onload='x'"
    html = render(folder, '{{ v }}<p title="{{ v }}">{{ "<b>%s</b>" | format(v) }}</p>', v=hostile)
    assert "<script" not in html
    assert html.count('"') == 2


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("<p>\n{{ rapport.titer }}", 2, "has no attribute 'titer', did you mean 'titre'?"),
        ("<p>\n\n{{ titre }}", 3, "'titre' is undefined"),
        ("{{ mots.octobr }}", 1, "has no attribute 'octobr', did you mean 'octobre'?"),
        ("<p>\n{% if rapport %}\n</p>", 3, "Unexpected end of template"),
        ("<p>\n{{ rapport.titre | majuscule }}", 2, "No filter named 'majuscule'"),
        ("\n{% include 'absent.j2' %}", 2, "found no template 'absent.j2' in "),
        ("\n{{ rapport.titre / 2 }}", 2, "TypeError: "),
        ("\n\n{{ mots.octobre }", 3, "unexpected '}'"),
    ],
)
def test_a_fault_is_told_with_its_file_and_line(folder: Path, text: str, line: int, told: str) -> None:
    with pytest.raises(RenderingError) as refused:
        render(folder, text, rapport=Rapport(), mots={"octobre": 1})
    (fault,) = refused.value.faults
    assert fault.startswith(f"{folder}/page.html.j2:{line}: ")
    assert told in fault


def test_a_fault_in_an_included_file_is_told_of_that_one(folder: Path) -> None:
    (folder / "titre.j2").write_text("\n{{ absent }}")
    with pytest.raises(RenderingError, match=r"/titre\.j2:2: 'absent' is undefined"):
        render(folder, "{% include 'titre.j2' %}")


def test_a_fault_in_a_macro_is_told_with_who_called_it(folder: Path) -> None:
    (folder / "m.j2").write_text("{% macro dire(p) %}\n{{ p.texte }}{% endmacro %}")
    with pytest.raises(
        RenderingError, match=r"/m\.j2:2: .*'titer', did you mean 'titre'\? \(from .*/page\.html\.j2:3\)"
    ):
        render(folder, "{% import 'm.j2' as m %}\n\n{{ m.dire(rapport.titer) }}", rapport=Rapport())


@pytest.mark.parametrize(
    "rule",
    [
        '@import url("http://127.0.0.1:9/x.css");',
        "@import '//127.0.0.1:9/x.css';",
        "p { background: url(http://127.0.0.1:9/x.png) }",
        "p { background: URL( 'https://127.0.0.1:9/x.png' ) }",
        "@font-face { font-family: F; src: url(file:///etc/hostname) }",
    ],
)
def test_a_style_sheet_fetches_nothing(folder: Path, rule: str) -> None:
    (folder / "style" / "report.css").write_text(f"p {{ margin: 0 }}\n{rule}\n", encoding="utf-8")
    with pytest.raises(
        RenderingError, match=r"style/report\.css:2: found .*, expected a file of the templates' folder"
    ):
        Renderer(folder)
    with pytest.raises(RenderingError, match=r"style/report\.css:2: found "):
        render(folder, "{{ feuille_ecran('report.css') }}")


def test_a_sheet_within_a_page_of_one_file_fetches_nothing_at_all(folder: Path) -> None:
    (folder / "style" / "ecran.css").write_text("p { background: url(fond.png) }\n", encoding="utf-8")
    (folder / "style" / "fond.png").write_bytes(b"")
    with pytest.raises(RenderingError, match=r"ecran\.css:1: found 'url\(fond\.png\)', expected the shipped fonts"):
        render(folder, "{{ feuille_ecran('ecran.css') }}")


@pytest.fixture
def propres(tmp_path: Path) -> Path:
    folder = tmp_path / "region" / "gabarits"
    (folder / "textes").mkdir(parents=True)
    return folder


def test_a_region_s_file_takes_the_place_of_the_one_that_ships(folder: Path, propres: Path) -> None:
    (folder / "titre.j2").write_text("livré")
    (folder / "pied.j2").write_text("pied livré")
    (propres / "titre.j2").write_text("de la région")
    (folder / "page.html.j2").write_text("{% include 'titre.j2' %}, {% include 'pied.j2' %}")
    assert Templates(propres, folder).render("page.html.j2", "ecran", {}) == "de la région, pied livré"


def test_a_region_s_texts_change_single_sentences(folder: Path, propres: Path) -> None:
    (folder / "textes").mkdir()
    (folder / "textes" / "t.j2").write_text(
        "{% macro a(v) %}a livré {{ v }}{% endmacro %}\n{% macro b(v) %}b{% endmacro %}"
    )
    (propres / "textes" / "t.j2").write_text("{% macro a(v) %}a de la région {{ v }}, {{ b(v) }}{% endmacro %}")
    (folder / "page.html.j2").write_text("{% import 'textes/t.j2' as t %}{{ t.a(1) }} ; {{ t.b(1) }}")
    assert Templates(propres, folder).render("page.html.j2", "ecran", {}) == "a de la région 1, b ; b"


@pytest.mark.parametrize(
    ("own", "shipped", "place"),
    [
        (
            "\n{% macro a(v) %}{{ v.x }}{% endmacro %}",
            "{% macro a(v) %}{% endmacro %}",
            "region/gabarits/textes/t.j2:2: ",
        ),
        ("{% macro b(v) %}{% endmacro %}", "\n\n{% macro a(v) %}{{ v.x }}{% endmacro %}", "/gabarits/textes/t.j2:3: "),
    ],
)
def test_a_fault_in_texts_is_told_of_the_file_it_is_in(
    folder: Path, propres: Path, own: str, shipped: str, place: str
) -> None:
    (folder / "textes").mkdir()
    (folder / "textes" / "t.j2").write_text(shipped)
    (propres / "textes" / "t.j2").write_text(own)
    (folder / "page.html.j2").write_text("{% import 'textes/t.j2' as t %}{{ t.a({}) }}")
    with pytest.raises(RenderingError) as refused:
        Templates(propres, folder).render("page.html.j2", "ecran", {})
    assert place in refused.value.faults[0]


def test_a_region_s_sheet_and_picture_stand_for_those_that_ship(folder: Path, propres: Path) -> None:
    png = (
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc`\0\0\0\x02\0\x01H\xaf\xa4q"
        b"\0\0\0\0IEND\xaeB`\x82"
    )
    (propres / "style").mkdir()
    (propres / "style" / "fond.png").write_bytes(png)
    (propres / "style" / "report.css").write_text('@import url("fonts.css");\nhtml { font: 9pt "Fiche Sans" }')
    page = '<html lang="fr"><head><title>t</title></head><body><h1>t</h1><img alt="fond" src="fond.png"></body></html>'
    renderer = Renderer(propres, TEMPLATES)  # its fonts are those that ship
    assert renderer.render_pdf(page.replace("<img", '<img style="image-rendering: crisp-edges"'), title="t")
    with pytest.raises(RenderingError, match="is not in the templates' folder"):
        renderer.render_pdf(page.replace("fond.png", "absente.png"), title="t")


def test_the_hash_counts_a_region_s_own_files(folder: Path, propres: Path) -> None:
    (folder / "titre.j2").write_text("livré")
    before = Gabarits(folder).empreinte()
    assert Gabarits(propres, folder).empreinte() == before  # it has none yet
    (propres / "titre.j2").write_text("de la région")
    assert Gabarits(propres, folder).empreinte() != before
