"""A run's page: everything without a script, nothing fetched, every rule and check in French, links beside it."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from ent_report.contracts.regles import REGLES
from ent_report.render.autonomie import outside_references
from ent_report.render.pages import render_campagne
from ent_report.specimens.campagne import FAUTE, REFUSEE, RUN_AVANT, SUIVIS, campagne, controle, resultat, source
from ent_report.specimens.lycee import PRESENTATION, libelles
from ent_report.specimens.region import uai
from ent_report.specimens.regions import HOSTILE


@pytest.fixture(scope="module")
def page(templates):
    def render(nom="agite", *, fictives=False, **bilan):
        suivi = replace(SUIVIS[nom], bilan=SUIVIS[nom].bilan | bilan)
        shown = campagne(suivi, libelles(), PRESENTATION, donnees_fictives=fictives)
        return render_campagne(shown, templates).decode()

    return render


def test_nothing_is_fetched_and_no_script_is_needed(page):
    html = page()
    assert "default-src 'none'" in html
    assert "<script" not in html
    assert outside_references(html) == []
    assert not re.findall(r"url\((?!\"data:)|@import|https?:", html)


def test_links_lead_to_the_reports_and_to_the_month_s_other_runs(page):
    links = [one for one in re.findall(r'href="([^"]*)"', page()) if not one.startswith(("#", "data:"))]
    assert links == ["../../rapports/2026-10/index.html", f"{RUN_AVANT}.html", "index.html"]


def test_every_rule_and_every_check_has_its_french_sentence(page):
    html = page(sources=[source(regles=dict.fromkeys(REGLES, 1))])
    assert not [one for one in REGLES if one.replace("_", " ") in html.lower()]
    assert "Le profil n’est pas connu de la configuration." in html
    assert "Le mois de la région est complet" in html
    assert "Une regle de demain" in page(sources=[source(regles={"une_regle_de_demain": 1})])


def test_what_failed_stands_above_what_changed(page):
    html = page()
    assert html.index(FAUTE) < html.index('id="change"')
    assert html.index("échec\u00a0: delai") < html.index('id="change"')
    assert "Incomplète" in html
    assert "Incomplète" not in page("usuel")


def test_what_stands_in_a_refused_row_is_nowhere(page):
    assert "-37291" in REFUSEE
    assert "-37291" not in page()
    assert "entrees/comptes.csv:22" not in page()


def test_hostile_text_is_only_shown(page):
    html = page(
        avertissements=[HOSTILE],
        fautes=[HOSTILE],
        resultats=[resultat(uai(1), "retenu", raison=HOSTILE)],
        controles=[controle(HOSTILE, reussi=False)],
    )
    assert "<script" not in html
    assert "{{ 7*7 }}" in html
    assert "onerror=" not in re.sub(r">[^<]*<", "><", html)


def test_fictional_data_is_said(page):
    assert page(fictives=True).lower().count("données fictives") == 2
    assert "fictives" not in page()


@pytest.mark.parametrize("nom", SUIVIS)
def test_tables_and_headings_can_be_walked(page, nom):
    html = page(nom)
    assert html.count("<table") == html.count("<caption")
    assert all("scope=" in head for head in re.findall(r"<th[ >][^>]*", html))
    levels = [int(one) for one in re.findall(r"<h([1-6])", html)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-labelledby="([^"]+)"', html)) <= set(ids)
