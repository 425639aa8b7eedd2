"""An edition tells why it replaces another by the name of what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ent_report.domaine.lycees import Objectifs
from ent_report.editions.causes import reason
from ent_report.editions.faits import facts_of_lycee, facts_of_region
from ent_report.report.incidents import Incident
from ent_report.specimens.lycee import LYCEE, QUALITE, donnees
from ent_report.specimens.region import donnees_region, lycees

INCIDENT = Incident("evenements", date(2026, 10, 1), date(2026, 10, 2), "Panne.")


def facts(lycee=LYCEE, objectifs=None, **case):
    return facts_of_lycee(donnees(months=1, lycee=lycee, **case), Objectifs(objectifs or {})).nommes


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (facts(replace(LYCEE, nom="Lycée neuf")), "l’annuaire a changé (nom)"),
        (facts(replace(LYCEE, commune="Ici", nb_eleves=9)), "l’annuaire a changé (commune et nombre d’élèves)"),
        (facts(replace(LYCEE, secteur="privé")), "l’annuaire a changé"),
        (facts(objectifs={"relations_familles": 30.0}), "les objectifs du lycée ont changé"),
        (
            facts(incidents=(INCIDENT,), qualite=replace(QUALITE, sources_absentes=("acces",))),
            "les incidents connus ont changé et l’état des données a changé",
        ),
        (facts(), "l’état des données a changé"),  # of what is not named, nothing more is known
    ],
)
def test_the_cause_is_named(after, told):
    assert reason(facts(), after, are_figures_changed=False) == told


def test_corrected_figures_are_told_before_what_may_explain_them():
    pupils = facts(replace(LYCEE, nb_eleves=9))
    assert reason(facts(), facts(), are_figures_changed=True) == "des chiffres ont été corrigés"
    told = "des chiffres ont été corrigés et l’annuaire a changé (nombre d’élèves)"
    assert reason(facts(), pupils, are_figures_changed=True) == told


def test_an_edition_issued_before_facts_were_kept_blames_none():
    assert reason(None, facts(), are_figures_changed=False) == "l’état des données a changé"
    assert reason(None, facts(), are_figures_changed=True) == "des chiffres ont été corrigés"


def test_the_region_s_register_is_told_where_a_lycee_is_renamed():
    first, *others = lycees()
    renamed = donnees_region(months=1, lycees=(replace(first, nom="Lycée neuf"), *others))
    before, after = facts_of_region(donnees_region(months=1)), facts_of_region(renamed)
    assert reason(before.nommes, after.nommes, are_figures_changed=False) == "l’annuaire a changé"
