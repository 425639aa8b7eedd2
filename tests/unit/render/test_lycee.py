"""The documents of usual and extreme lycées: whole, four pages at most, nothing cut, nothing half said."""

import re
from dataclasses import replace

import polars as pl
import pytest
from unit.render.pages import filling, texts

from ent_report.domaine.lycees import Objectifs
from ent_report.errors import RenderingError
from ent_report.render.html import Templates
from ent_report.report.lycee import build_lycee_report
from ent_report.specimens.lycee import (
    LYCEE,
    OCTOBRE,
    PRESENTATION,
    QUALITE,
    TEMPLATES,
    donnees,
    frame,
    libelles,
    row,
    rows_of,
)
from ent_report.specimens.lycees import EXTREMES, NOM_DE_90, OBJECTIFS


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_hold_on_four_pages(render, name):
    pages = texts(render(EXTREMES[name]()).pdf)
    assert 1 <= len(pages) <= 4
    assert all(f"page {n} / {len(pages)}" in page for n, page in enumerate(pages, start=1))
    assert "None" not in " ".join(pages)


@pytest.mark.parametrize("name", ["rien", "une_seule_personne", "tout_masque"])
def test_lycee_with_little_data_has_two_pages(render, name):
    assert len(texts(render(EXTREMES[name]()).pdf)) == 2


@pytest.mark.parametrize(
    ("services", "told"),
    [
        (("actualites",), "Service activé par le lycée : il a été utilisé ce mois-ci."),
        (("actualites", "accueil"), "Services activés par le lycée : les 2 ont été utilisés ce mois-ci."),
        (("actualites", "notes"), "1 utilisé ce mois-ci sur 2. Sans aucune visite : Notes."),
        (("notes",), "Service activé par le lycée : Notes, sans aucune visite ce mois-ci."),
    ],
)
def test_services_that_the_lycee_activated_are_told(templates, services, told):
    report = build_lycee_report(donnees(), libelles(), PRESENTATION, Objectifs(services=services))
    html = templates.render("lycee.html.j2", "ecran", {"report": report, "serre": ""})
    assert told in re.sub(r"</?strong>", "", html).replace("\u00a0", " ")


@pytest.mark.slow
@pytest.mark.parametrize("name", EXTREMES)
def test_no_heading_ends_a_page(render, name):
    documents = render(EXTREMES[name]())
    html = documents.html.decode()
    whose, headings = re.findall("<h1>(.*?)</h1>", html)[0], re.findall("<h[23]>(.*?)</h[23]>", html)
    for page in texts(documents.pdf)[1:]:
        body, running, _ = page.rpartition(f" {whose} Octobre 2026")
        assert running
        assert not [heading for heading in headings if body.endswith(heading)]


def test_full_first_page_is_set_closer_alone(templates, renderer):
    report = build_lycee_report(EXTREMES["premiere_page_pleine"](), libelles(), PRESENTATION, OBJECTIFS)
    pages = {
        serre: len(texts(renderer.render_pdf(html, title="Essai")))
        for serre in ("", "premiere")
        for html in [templates.render("lycee.html.j2", "papier", {"report": report, "serre": serre})]
    }
    assert pages == {"": 5, "premiere": 4}


def test_words_are_explained_on_both_supports(render):
    documents = render(EXTREMES["sans_historique"]())
    explained = "n.d. : non disponible"
    assert explained in texts(documents.pdf)[0].replace("\u00a0", " ")
    assert explained in documents.html.decode().replace("\u00a0", " ")


def test_pages_are_full_and_not_to_the_brim(usual_lycee):
    assert all(0.8 < share < 0.93 for share in filling(usual_lycee.documents.pdf))


def test_the_national_measure_has_its_definition_and_still_four_pages(templates, renderer):
    national = ("dnma_profils", "dnma_services", "dnma_profils_appareils", "dnma_appareils")
    visits = {None: 1000.0, "eleve": 500.0, "parent": 250.0, "enseignant": 120.0, "personnel": 30.0}
    rows = [
        row(month, "dnma_visites", value, profil=profil, source="dnma")
        for month in (OCTOBRE, OCTOBRE - 1, OCTOBRE - 12)
        for profil, value in visits.items()
    ]
    case = donnees(qualite=replace(QUALITE, sources=(*QUALITE.sources, *national)))
    case = replace(case, figures=pl.concat([case.figures, frame(rows)]))
    report = build_lycee_report(case, libelles(nationale=True), PRESENTATION, Objectifs())
    html = templates.render("lycee.html.j2", "papier", {"report": report, "serre": ""})
    pdf = renderer.render_pdf(html, title="Essai", pages_max=4)
    assert "mesure nationale DNMA" in texts(pdf)[-1]
    assert "DNMA par profil et appareil" in texts(pdf)[-1]
    assert max(filling(pdf)) < 0.94


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 8, 14, 15, 20, 21, 26])
def test_any_number_of_services_fits_without_being_set_closer(templates, renderer, count):
    names = list(libelles().services)[:count]
    rows = [r for back in range(13) for r in rows_of(OCTOBRE - back) if r["service"] is None]
    rows += [row(OCTOBRE - back, "visites", 900 - n, service=s) for back in range(13) for n, s in enumerate(names)]
    report = build_lycee_report(donnees(figures=frame(rows)), libelles(), PRESENTATION, Objectifs())
    html = templates.render("lycee.html.j2", "papier", {"report": report, "serre": ""})
    assert len(texts(renderer.render_pdf(html, title="Essai", pages_max=4))) == 4


def test_real_data_is_not_called_fictional(render):
    assert not any("fictives" in page for page in texts(render(donnees()).pdf))


def test_long_name_is_whole_on_page_one_and_in_the_running_head(render):
    name = NOM_DE_90.replace("'", "’")
    pages = texts(render(EXTREMES["nom_de_90_lettres"]()).pdf)
    assert all(name in page for page in pages)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Lycée <script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("Lycée {{ 7*7 }} {% raw %}", "{{ 7*7 }} {% raw %}"),
        ('Lycée " onload="x', "&#34; onload=&#34;x"),
        ("Lycée &nbsp; &#x41;", "&amp;nbsp; &amp;#x41;"),
        ("Lycée \u202eerircir\u202c", "Lycée erircir"),
    ],
)
def test_hostile_name_is_only_shown(render, name, shown):
    documents = render(donnees(lycee=replace(LYCEE, nom=name)))
    assert shown in documents.html.decode()
    assert "<script" not in documents.html.decode()
    assert "49" not in texts(documents.pdf)[0].split("Octobre")[1][:40]


@pytest.mark.parametrize(("name", "point"), [("Lycée 😀", "U+1F600"), ("Lycée 北京", "U+5317"), ("Lycée ☃", "U+2603")])
def test_character_that_the_fonts_lack_is_refused_by_name(render, name, point):
    with pytest.raises(RenderingError, match=re.escape(point)):
        render(donnees(lycee=replace(LYCEE, nom=name)))


def test_logo_is_a_data_uri(render):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h10v10H0z" fill="#000"/></svg>'
    logo = "data:image/svg+xml," + svg.replace("<", "%3C").replace(">", "%3E").replace("#", "%23").replace('"', "'")
    assert len(texts(render(donnees(), replace(PRESENTATION, logo=logo)).pdf)) == 4


def test_logo_that_points_out_of_the_folder_is_refused(render):
    with pytest.raises(RenderingError, match="passwd"):
        render(donnees(), replace(PRESENTATION, logo="file:///etc/passwd"))


def test_missing_value_names_the_template():
    with pytest.raises(RenderingError, match=r"lycee\.html\.j2.*report"):
        Templates(TEMPLATES).render("lycee.html.j2", "papier", {"serre": ""})
