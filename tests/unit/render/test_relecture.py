"""Mutations of a real report: each is found when it is read back, in PDF and page, with what was expected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ent_report.render.html import Templates
from ent_report.render.lycee import Documents, render_lycee
from ent_report.render.pdf import Renderer
from ent_report.render.region import render_region
from ent_report.render.relecture import RelectureError, check_documents
from ent_report.report.attendu import Attendu, attendu_lycee, attendu_region
from ent_report.report.autres_lycees import AutresLycees, mots
from ent_report.report.donnees import DonneesLycee, DonneesRegion
from ent_report.report.lycee import LyceeReport, build_lycee_report
from ent_report.report.lycee.donnees_csv import donnees_csv
from ent_report.report.phrases import phrase
from ent_report.report.region import build_region_report
from ent_report.report.region.donnees_csv import donnees_csv_region
from ent_report.specimens.lycee import LYCEE, OCTOBRE, PRESENTATION, TEMPLATES, Row, donnees, libelles
from ent_report.specimens.lycees import EXTREMES, OBJECTIFS
from ent_report.specimens.region import donnees_region, lycee
from ent_report.specimens.regions import EXTREMES as REGION_EXTREMES

AUTRE = replace(lycee(1), nom="Lycée Marguerite-Duras", commune="Bry-sur-Orsenne")
COMMUNS = {word for path in TEMPLATES.rglob("*.j2") for word in mots(path.read_text())} | set(mots(str(libelles())))
AUTRES = AutresLycees([LYCEE, AUTRE], COMMUNS)
CLES_REGION = ("Visites", "Visiteurs uniques", "Comptes activés", "Visites pour 100 élèves")
CLES = ("Visites", "Visiteurs uniques", "Comptes activés", "Visites par visiteur")


def model(case: DonneesLycee | None = None) -> LyceeReport:
    return build_lycee_report(case or donnees(), libelles(), PRESENTATION, OBJECTIFS)


def csv(case: DonneesLycee | None = None) -> bytes:
    return donnees_csv(case or donnees(), libelles())


def expected(case: DonneesLycee | None = None, **parts: Any) -> Attendu:
    case = case or donnees()
    found = attendu_lycee(case.lycee, case.mois, CLES, csv(case), libelles(), PRESENTATION)
    return replace(found, **parts)


def faults(documents: Documents, attendu: Attendu | None = None) -> list[str]:
    try:
        check_documents(documents, attendu or expected(), AUTRES)
    except RelectureError as error:
        return list(error.faults)
    return []


@pytest.fixture(scope="module")
def write(templates: Templates, renderer: Renderer) -> Callable[..., Documents]:
    def write_model(report: LyceeReport, data: bytes | None = None) -> Documents:
        return render_lycee(report, csv() if data is None else data, templates, renderer)

    return write_model


@pytest.fixture(scope="module")
def sound(write: Callable[..., Documents]) -> Documents:
    return write(model())


def test_a_sound_report_passes(sound: Documents) -> None:
    assert faults(sound) == []


@pytest.mark.parametrize(
    "name",
    [
        "LYCÉE GÉNÉRAL ET TECHNOLOGIQUE JEAN-BAPTISTE COROT",
        "LYCÉE GÉNÉRAL ET TECHNOLOGIQUE PRIVÉ SAINT-FÉLIX - LA SALLE",
        "LYCÉE PROFESSIONNEL AGRICOLE PLAGNY-SERMOISE",
    ],
)
def test_a_name_whose_line_breaks_at_a_hyphen_passes(write: Callable[..., Documents], name: str) -> None:
    """Real names, which a PDF's reader tells with a hyphen of its own kind."""
    case = replace(donnees(), lycee=replace(LYCEE, nom=name))
    documents = write(model(case), csv(case))
    assert faults(documents, expected(case)) == []


@pytest.mark.slow
def test_every_extreme_passes(render: Callable[[DonneesLycee], Documents]) -> None:
    told = {name: faults(render(case()), expected(case())) for name, case in EXTREMES.items()}
    assert {name: lines for name, lines in told.items() if lines} == {}


def test_the_model_of_another_lycee(write: Callable[..., Documents]) -> None:
    found = faults(write(model(donnees(lycee=AUTRE))))
    title = "Lycée Marguerite-Duras (0750001U), octobre 2026"
    for document in ("rapport.pdf", "rapport.html"):
        mine = [line for line in found if line.startswith(f"{document}: ")]
        assert any(title in line and "expected 'Lycée Aliénor" in line for line in mine)
        assert f"{document}: its first page: UAI: found none, expected '0759901E'" in mine
        assert any("first page: name: found none" in line for line in mine)
        assert f"{document}: found the UAI 0750001U, expected none but 0759901E" in mine
        assert f"{document}: found the name of 0750001U, 'Lycée Marguerite-Duras', expected none but 0759901E" in mine


def test_the_figures_of_another_lycee(write: Callable[..., Documents]) -> None:
    """Right in name, wrong in number: told against the data that would be issued."""

    def doubled(row: Row) -> Row:
        return row | {"valeur": 2 * row["valeur"]} if row["indicateur"] == "comptes_actives" else row

    found = faults(write(model(donnees(change=doubled))))
    assert [line.partition(":")[0] for line in found] == ["rapport.pdf", "rapport.html"]
    for line in found:
        assert "its first page: Comptes activés: found '4\u202f924 78,5\u202f% des comptes" in line
        assert line.endswith("expected '2\u202f462'")


@pytest.mark.parametrize(
    ("figure", "is_told"),
    [("2\u202f462", False), ("2", True), ("2\u202f46", True), ("2\u202f462,0", True), ("2462", True), ("n.c.", True)],
)
def test_a_figure_is_the_whole_of_what_stands_there(sound: Documents, figure: str, is_told: bool) -> None:
    attendu = expected()
    wanted = replace(attendu, chiffres={**attendu.chiffres, "Comptes activés": figure})
    assert bool(faults(sound, wanted)) == is_told


def test_another_month(sound: Documents) -> None:
    """October stands on November's page 1 too, as what it is compared with: the title tells them apart."""
    november = attendu_lycee(LYCEE, OCTOBRE + 1, CLES, csv(), libelles(), PRESENTATION)
    assert any("title: found" in line and "expected" in line and "novembre" in line for line in faults(sound, november))


def test_another_s_uai_in_the_running_foot(write: Callable[..., Documents]) -> None:
    report = model()
    named = replace(report, presentation=replace(PRESENTATION, nom_ent=f"ENT de {AUTRE.uai}"))
    found = faults(write(named))
    assert f"rapport.pdf: found the UAI {AUTRE.uai}, expected none but {LYCEE.uai}" in found
    assert f"rapport.html: found the UAI {AUTRE.uai}, expected none but {LYCEE.uai}" in found


def test_another_s_name_in_a_sentence(write: Callable[..., Documents]) -> None:
    report = model()
    told = (phrase("remarque", texte="Comme au lycée Marguerite Duras, l’usage progresse."),)
    found = faults(write(replace(report, essentiel=replace(report.essentiel, constats=told))))
    told_of = "found the name of 0750001U, 'Lycée Marguerite-Duras', expected none but 0759901E"
    assert found == [f"rapport.pdf: {told_of}", f"rapport.html: {told_of}"]


def test_another_s_name_in_what_is_only_read_aloud(sound: Documents) -> None:
    page = sound.html.replace(b'aria-label="Profils"', 'aria-label="Lycée Marguerite-Duras"'.encode())
    assert page != sound.html
    (found,) = faults(sound._replace(html=page))
    assert found.startswith("rapport.html: found the name of 0750001U")


def test_the_data_of_another_lycee_attached(write: Callable[..., Documents]) -> None:
    other = csv(donnees(months=1))
    assert faults(write(model(), other)) == [
        f"rapport.pdf: attached donnees.csv: found other {len(other)} bytes, expected the report's own {len(csv())}"
    ]


def test_no_data_attached(sound: Documents, renderer: Renderer) -> None:
    bare = renderer.render_pdf("<html lang='fr'><title>x</title><h1>x</h1>", title=expected().titre)
    found = faults(sound._replace(pdf=bare))
    assert "rapport.pdf: attached: found nothing, expected donnees.csv" in found
    assert "rapport.pdf: its first page: Visites: found none, expected '32\u202f475'" in found


# The region's summary


@pytest.fixture(scope="module")
def summarise(templates: Templates, renderer: Renderer) -> Callable[[DonneesRegion], Documents]:
    def render_case(case: DonneesRegion) -> Documents:
        report = build_region_report(case, libelles(), PRESENTATION)
        return render_region(report, donnees_csv_region(case, libelles()), templates, renderer)

    return render_case


@pytest.fixture(scope="module")
def summary(summarise: Callable[[DonneesRegion], Documents]) -> Documents:
    return summarise(donnees_region())


def region_faults(documents: Documents, case: DonneesRegion | None = None, **parts: Any) -> list[str]:
    case = case or donnees_region()
    data = donnees_csv_region(case, libelles())
    attendu = attendu_region(OCTOBRE, CLES_REGION, data, libelles(), PRESENTATION)
    try:
        check_documents(documents, replace(attendu, **parts))
    except RelectureError as error:
        return list(error.faults)
    return []


def test_a_sound_summary_passes(summary: Documents) -> None:
    assert region_faults(summary) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", REGION_EXTREMES)
def test_every_extreme_of_the_region_passes(summarise: Callable[[DonneesRegion], Documents], name: str) -> None:
    case = REGION_EXTREMES[name]()
    assert region_faults(summarise(case), case) == []


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"identite": {"name": "Région Voisine"}}, "name: found none, expected 'Région Voisine'"),
        ({"titre": "Région Exemple, rapport régional, novembre 2026"}, "title: found 'Région Exemple"),
        ({"chiffres": {"Visites": "1"}}, "Visites: found"),
        ({"donnees": b"other"}, "attached donnees.csv: found other"),
    ],
)
def test_a_summary_that_is_not_the_region_s(summary: Documents, parts: dict[str, Any], told: str) -> None:
    assert any(told in line for line in region_faults(summary, **parts))
