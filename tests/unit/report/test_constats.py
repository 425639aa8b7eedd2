"""Each sentence of page 1 against the figures that it was made from."""

from dataclasses import replace
from datetime import date

import pytest

from ent_report.report.constats import constats
from ent_report.report.contexte import Contexte
from ent_report.specimens.lycee import OCTOBRE, PRESENTATION, QUALITE, donnees, frame, libelles, row

SEPTEMBRE, OCTOBRE_2025 = OCTOBRE - 1, OCTOBRE - 12


def said(*rows, **parts):
    """The sentences' keys, and their values as text."""
    context = Contexte(donnees(figures=frame(rows), **parts), libelles(), PRESENTATION, {})
    return {p.cle: {name: str(value) for name, value in p.valeurs.items()} for p in constats(context)}


@pytest.mark.parametrize(
    ("before", "now", "key"),
    [
        (100, 104, "titre_hausse"),
        (100, 96, "titre_baisse"),
        (1000, 1004, "titre_stable"),  # 0.4 %
        (1000, 1005, "titre_hausse"),  # 0.5 % is no longer stable
    ],
)
def test_headline_follows_the_month_before(before, now, key):
    found = said(row(SEPTEMBRE, "visites", before), row(OCTOBRE, "visites", now))
    assert key in found
    assert "septembre" in found[key]["mois"]


def test_headline_falls_back_on_the_year_before():
    found = said(row(OCTOBRE_2025, "visites", 200), row(OCTOBRE, "visites", 100))
    assert found["titre_baisse"] == {"evolution": "50,0\u202f%", "mois": "octobre\u00a02025"}


def test_first_month_has_nothing_to_be_compared_with():
    assert said(row(OCTOBRE, "visites", 1))["titre_premier_mois"]["visites"] == "1"


@pytest.mark.parametrize(
    ("rows", "parts", "key"),
    [
        ([row(OCTOBRE, "visites", 0)], {}, "visites_nulles"),
        ([], {}, "visites_nulles"),  # the source was read, this lycée is not in it
        ([row(OCTOBRE, "visites", 3, etat="masque")], {}, "visites_non_publiees"),
        ([], {"qualite": replace(QUALITE, sources_absentes=("evenements",))}, "visites_inconnues"),
    ],
)
def test_headline_without_a_figure(rows, parts, key):
    assert key in said(*rows, **parts)


def test_partial_month_is_compared_with_nothing():
    partial = replace(QUALITE, jours_manquants=(date(2026, 10, 5),))
    found = said(
        row(SEPTEMBRE, "visites", 100),
        row(SEPTEMBRE, "visites", 100, profil="eleve"),
        row(OCTOBRE, "visites", 90),
        row(OCTOBRE, "visites", 90, profil="eleve"),
        qualite=partial,
    )
    assert set(found) == {"mois_partiel", "jours_de_classe"}


def test_class_days_of_the_three_months_and_the_holidays_between():
    found = said(row(OCTOBRE, "visites", 1))["jours_de_classe"]
    assert (found["jours"], found["jours_m1"], found["jours_n1"]) == ("12", "22", "13")
    assert found["vacances"] == "vacances de la Toussaint du 17 au 31\u00a0octobre"


def test_month_without_class():
    august = OCTOBRE - 2
    figures = frame([row(august, "visites", 4)])
    context = Contexte(donnees(mois=august, figures=figures), libelles(), PRESENTATION, {})
    assert [p.cle for p in constats(context)] == ["titre_premier_mois", "aucun_jour_de_classe"]


def test_profile_that_moved_most_in_visits_not_in_percent():
    found = said(
        row(OCTOBRE_2025, "visites", 1010),
        row(OCTOBRE_2025, "visites", 1000, profil="eleve"),
        row(OCTOBRE_2025, "visites", 10, profil="parent"),
        row(OCTOBRE, "visites", 1130),
        row(OCTOBRE, "visites", 1100, profil="eleve"),  # +100, +10 %
        row(OCTOBRE, "visites", 30, profil="parent"),  # +20, +200 %
    )
    assert found["qui_hausse"]["profil"] == "élèves"
    assert found["qui_hausse"]["ecart"] == "100"


def test_masked_profile_explains_nothing():
    found = said(
        row(SEPTEMBRE, "visites", 1000),
        row(SEPTEMBRE, "visites", 4, profil="autre", etat="masque"),
        row(OCTOBRE, "visites", 1200),
        row(OCTOBRE, "visites", 900, profil="autre", etat="masque"),
    )
    assert not {"qui_hausse", "qui_baisse"} & set(found)


def test_service_that_rose_is_told_before_one_that_fell_more():
    found = said(
        row(SEPTEMBRE, "visites", 1000),
        row(SEPTEMBRE, "visites", 500, service="notes"),
        row(SEPTEMBRE, "visites", 100, service="absences"),
        row(OCTOBRE, "visites", 900),
        row(OCTOBRE, "visites", 100, service="notes"),  # -400
        row(OCTOBRE, "visites", 150, service="absences"),  # +50
    )
    assert found["service_hausse"]["service"] == "Absences"


def test_service_that_fell_is_told_if_none_rose():
    found = said(
        row(SEPTEMBRE, "visites", 1000),
        row(SEPTEMBRE, "visites", 500, service="notes"),
        row(OCTOBRE, "visites", 900),
        row(OCTOBRE, "visites", 100, service="notes"),
    )
    assert found["service_baisse"]["ecart"] == "400"


def test_visits_for_a_class_day_are_compared_where_class_days_differ():
    found = said(
        row(OCTOBRE_2025, "visites_par_jour_de_classe", 100),
        row(OCTOBRE, "visites_par_jour_de_classe", 119),
        row(OCTOBRE, "visites", 1428),
    )
    assert found["par_jour_hausse"] == {"evolution": "19,0\u202f%", "mois": "octobre\u00a02025"}
