"""Names that a register should not hold, from its row to every page: shown or replaced, never run, never in the way."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from computed_month import compute
from spec.tables import Region
from unit.render.pages import texts

from ent_report.domaine.noms import NOM_MAX
from ent_report.editions.etablies import lycee_folder, region_folder
from ent_report.editions.production import Atelier
from ent_report.editions.resultats import ETABLI
from ent_report.mois.chantier import Chantier
from ent_report.operation.run_summary import Bilan, start_summary
from ent_report.render.html import Templates
from ent_report.render.pages import campagne_in_markdown
from ent_report.resources import templates_folder
from ent_report.specimens.region import uai
from ent_report.verification.verify import verify_month
from ent_report.vocabulary import Mois
from flows.bilan import Pages

pytestmark = pytest.mark.slow

MOIS = Mois(2026, 10)
SOUND = uai(1)
HOSTILE = {  # what the register says -> what pages say
    "<script>alert(1)</script>": "<script>alert(1)</script>",
    "{{ 7*7 }}": "{{ 7*7 }}",
    "{% raw %}": "{% raw %}",
    "</td></tr></table><img src=x onerror=alert(1)>": "</td></tr></table><img src=x onerror=alert(1)>",
    'Lycée " onmouseover=alert(1) x="': 'Lycée " onmouseover=alert(1) x="',
    "=CMD()|'/C calc'!A0": "=CMD()|’/C calc’!A0",
    "Lycée \u202eeiruC\u2069": "Lycée eiruC",
    "Lycée 🎓\u200d🏫 Curie": "Lycée □□ Curie",
    "Lycée\x00Curie\x1b[31m\x07": "Lycée Curie [31m",
    "Lycée " + "A" * 10_000: "Lycée " + "A" * (NOM_MAX - 7) + "…",
    "@SUM(1)": "@SUM(1)",
}


@dataclass(frozen=True)
class Issued:
    """A month of lycées of these names, the first of them « Lycée sain », issued."""

    folder: Path
    chantier: Chantier
    bilan: Bilan

    def read(self, folder: str, name: str) -> bytes:
        return self.chantier.store.path(f"{folder}/edition-01/{name}").read_bytes()

    def of(self, number: int, name: str) -> bytes:
        return self.read(lycee_folder(MOIS, uai(number)), name)


def issue(folder: Path, names: list[str]) -> Issued:
    region = Region(folder)
    numbers = range(1, len(names) + 2)
    region.export("comptes", *((uai(n), "2026-10-01", "Élèves", 900, 150, 200, 100 + n) for n in numbers))
    config = region.config()
    with (folder / "annuaire.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        columns = ("uai", "nom_etablissement", "nom_commune", "code_departement", "code_region", "code_nature")
        writer.writerow(columns)
        writer.writerows(
            [uai(n), name, name[:50], "075", "11", "302"] for n, name in enumerate(["Lycée sain", *names], 1)
        )
    chantier, collected = compute(config, folder / "data", secrets={})
    atelier = Atelier(chantier)
    results = [*atelier.lycees([uai(n) for n in numbers]), atelier.region({})]
    assert {(one.statut, one.raison) for one in results} == {(ETABLI, None)}
    Pages(chantier).write_index()
    return Issued(folder, chantier, start_summary("test", MOIS, collected, chantier.references, len(names) + 1))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Issued:
    return issue(tmp_path_factory.mktemp("hostile"), list(HOSTILE))


class Page(HTMLParser):
    """What a browser would find: tags, and the texts between them."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.texts: list[str] = []
        self.feed(html.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def formulas(content: bytes) -> list[str]:
    rows = csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";")
    return [cell for row in rows for cell in row if cell.lstrip().startswith(("=", "+", "-", "@", "\t"))]


def test_each_stands_in_its_own_pdf_and_page_as_text(hostile: Issued) -> None:
    for number, shown in enumerate(HOSTILE.values(), start=2):
        page = Page(hostile.of(number, "rapport.html"))
        assert shown in page.texts
        assert {"script", "img"}.isdisjoint(page.tags)
        assert not [name for name in page.attributes if name.startswith("on")]
        pdf = texts(hostile.of(number, "rapport.pdf"))
        assert len(pdf) <= 4
        assert "".join(shown.split()) in "".join(pdf[0].split())
        assert formulas(hostile.of(number, "donnees.csv")) == []


def test_each_stands_in_the_region_s_documents_and_index_as_text(hostile: Issued) -> None:
    summary = Page(hostile.read(region_folder(MOIS), "rapport.html"))
    index = Page(hostile.chantier.store.path(f"rapports/{MOIS}/index.html").read_bytes())
    assert {"script", "img"}.isdisjoint(summary.tags)
    assert index.tags.count("script") == 1  # its own
    assert index.tags.count("tr") == len(HOSTILE) + 2
    assert not [name for name in (*summary.attributes, *index.attributes) if name.startswith("on")]
    for shown in HOSTILE.values():
        assert shown in summary.texts
        assert shown in index.texts
    assert formulas(hostile.read(region_folder(MOIS), "donnees.csv")) == []


def test_a_sound_lycee_has_the_same_report_whatever_others_are_called(hostile: Issued, tmp_path: Path) -> None:
    plain = issue(tmp_path, [f"Lycée numéro {number}" for number in range(2, len(HOSTILE) + 2)])
    for name in ("rapport.pdf", "rapport.html", "donnees.csv"):
        assert hostile.of(1, name) == plain.of(1, name)


def test_what_was_replaced_is_told_by_lycee_and_code_point(hostile: Issued) -> None:
    told: Mapping[str, str] = {
        uai(8): "found U+202E, U+2069: shown as 'Lycée eiruC'",
        uai(9): "found U+1F393, U+200D, U+1F3EB: shown as 'Lycée □□ Curie'",
        uai(10): "found U+0000, U+001B, U+0007: shown as 'Lycée Curie [31m'",
        uai(11): f"found 10006 characters, expected {NOM_MAX} at most: shown as 'Lycée AAA",
    }
    for code, what in told.items():
        expected = f"{code}: nom_etablissement: {what}"
        assert any(line.startswith("annuaire.csv:") and expected in line for line in hostile.bilan.avertissements)
    assert not any(uai(2) in line for line in hostile.bilan.avertissements)
    assert all(line.isprintable() for line in hostile.bilan.avertissements)
    assert "<" not in campagne_in_markdown(hostile.bilan.as_dict(), Templates(templates_folder()))


def test_all_of_it_verifies(hostile: Issued) -> None:
    found = verify_month(hostile.folder / "region.toml", hostile.folder / "data", MOIS)
    assert found["fautes"] == []
    assert found["editions"] == len(HOSTILE) + 2
