"""Each sentence of page 1 against the figures that it was made from."""

from dataclasses import replace
from datetime import date

import pytest

from ent_report.domaine.lycees import Objectifs
from ent_report.report.constats import constats
from ent_report.report.contexte import Contexte
from ent_report.specimens.lycee import CALENDRIER, OCTOBRE, PRESENTATION, QUALITE, donnees, frame, libelles, row

SEPTEMBRE, OCTOBRE_2025 = OCTOBRE - 1, OCTOBRE - 12


def said(*rows, **parts):
    """The sentences' keys, and their values as text."""
    context = Contexte(donnees(figures=frame(rows), **parts), libelles(), PRESENTATION, Objectifs())
    return {p.cle: {name: str(value) for name, value in p.valeurs.items()} for p in constats(context)}


def both(since, before, now, **keys):
    """The visits of another month and of October's."""
    return [row(month, "visites", value, **keys) for month, value in ((since, before), (OCTOBRE, now))]


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


def per_day(mois, visits, a_day, **first_day):
    """A month's visits, and those of each class day; what the holidays add says nothing of class days."""
    days = [row(mois, "visites", a_day, jour=day) for day in CALENDRIER.jours_de_classe(mois)]
    days[0] |= first_day
    misleading = row(mois, "visites_par_jour_de_classe", visits / len(days))
    return [row(mois, "visites", visits), misleading, row(mois, "visites", 999, jour=mois.jours[-1]), *days]


@pytest.mark.parametrize(
    ("a_day", "beside"),
    [
        (119, {"jour_hausse": "19,0\u202f%"}),  # fewer visits, on far fewer class days
        (90, {"jour_baisse": "10,0\u202f%"}),
        (100.4, {"jour_stable": "0,4\u202f%"}),
    ],
)
def test_headline_says_beside_it_what_the_visits_are_for_a_class_day(a_day, beside):
    found = said(*per_day(SEPTEMBRE, 2200, 100), *per_day(OCTOBRE, 1428, a_day))["titre_baisse"]
    assert found == {"evolution": "35,1\u202f%", "mois": "septembre\u00a02026", **beside}


@pytest.mark.parametrize("mois", [SEPTEMBRE, OCTOBRE])
@pytest.mark.parametrize("first_day", [{"etat": "masque"}, {"etat": "absent", "valeur": None}])
def test_nothing_is_said_of_a_class_day_where_one_is_not_known(mois, first_day):
    months = [
        per_day(one, visits, 100, **(first_day if one == mois else {}))
        for one, visits in ((SEPTEMBRE, 2200), (OCTOBRE, 1428))
    ]
    found = said(*months[0], *months[1])["titre_baisse"]
    assert found == {"evolution": "35,1\u202f%", "mois": "septembre\u00a02026"}


def test_as_many_class_days_need_no_rate_for_one():
    calendar = replace(CALENDRIER, vacances=())  # 22 class days in both months
    found = said(*per_day(SEPTEMBRE, 100, 5), *per_day(OCTOBRE, 200, 10), calendrier=calendar)
    assert found["titre_hausse"] == {"evolution": "100\u202f%", "mois": "septembre\u00a02026"}


def test_year_is_told_beside_the_month_before():
    found = said(*per_day(OCTOBRE_2025, 1000, 77), *per_day(SEPTEMBRE, 2200, 100), *per_day(OCTOBRE, 1200, 100))
    assert found["un_an_hausse"] == {
        "evolution": "20,0\u202f%",
        "mois": "octobre\u00a02025",
        "jour_hausse": "29,9\u202f%",
    }


def test_year_that_the_headline_tells_is_not_told_again():
    assert not [key for key in said(*per_day(OCTOBRE_2025, 10, 1), *per_day(OCTOBRE, 12, 1)) if key.startswith("un_an")]


@pytest.mark.parametrize(
    "before",
    [
        [row(SEPTEMBRE, "visites", 10, etat="partiel"), row(OCTOBRE_2025, "visites", 40)],  # the month before was cut
        [row(SEPTEMBRE, "visites", 0), row(OCTOBRE_2025, "visites", 40)],  # nobody came: the lycée was not there yet
    ],
)
def test_month_that_does_not_compare_is_passed_over(before):
    found = said(*before, row(OCTOBRE, "visites", 50))
    assert found["titre_hausse"]["mois"] == "octobre\u00a02025"


def test_new_lycee_is_compared_with_nothing():
    """Other lycées had visits the year before: its own were 0 there, which is told, and is no rise."""
    found = said(*both(OCTOBRE_2025, 0, 500), *both(OCTOBRE_2025, 0, 500, profil="eleve"))
    assert set(found) == {"titre_apres_rien", "peu_de_jours_de_classe"}


def test_first_month_has_nothing_to_be_compared_with():
    assert said(row(OCTOBRE, "visites", 1))["titre_premier_mois"]["visites"] == "1"


def test_the_first_visits_after_a_month_without_any() -> None:
    found = said(row(OCTOBRE, "visites", 5), row(OCTOBRE - 1, "visites", 0))
    assert found["titre_apres_rien"] == {
        "visites": "5",
        "mois": "octobre\u00a02026",
        "avant": "septembre\u00a02026",
    }


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
    found = said(*both(SEPTEMBRE, 100, 90), *both(SEPTEMBRE, 100, 90, profil="eleve"), qualite=partial)
    assert set(found) == {"mois_partiel", "peu_de_jours_de_classe"}


def test_class_days_of_the_three_months_and_the_holidays_between():
    found = said(row(OCTOBRE, "visites", 1))["peu_de_jours_de_classe"]
    assert (found["jours"], found["jours_m1"], found["jours_n1"]) == ("12", "22", "13")
    assert found["vacances"] == "vacances de la Toussaint du 17 au 31\u00a0octobre"


def test_month_without_class():
    august = OCTOBRE - 2
    figures = frame([row(august, "visites", 4)])
    context = Contexte(donnees(mois=august, figures=figures), libelles(), PRESENTATION, Objectifs())
    assert [p.cle for p in constats(context)] == ["titre_premier_mois", "aucun_jour_de_classe"]


def test_profile_that_moved_most_in_visits_not_in_percent():
    found = said(
        *both(OCTOBRE_2025, 1010, 1130),
        *both(OCTOBRE_2025, 1000, 1100, profil="eleve"),  # +100, +10 %
        *both(OCTOBRE_2025, 10, 30, profil="parent"),  # +20, +200 %
    )
    assert found["qui_explique_hausse"]["profil"] == "élèves"
    assert found["qui_explique_hausse"]["ecart"] == "100"


def test_profile_that_goes_against_all_visits_explains_nothing():
    """The others, unknown, rose more."""
    found = said(*both(OCTOBRE_2025, 1000, 1040), *both(OCTOBRE_2025, 600, 540, profil="eleve"))
    assert found["qui_baisse"]["ecart"] == "60"


@pytest.mark.parametrize(
    ("whole", "moved", "is_told"),
    [
        (5000, 49, False),  # 0,98 % of all visits: noise
        (5000, 50, True),
        (50, 19, False),  # a few visits of a tiny lycée
        (50, 20, True),
    ],
)
def test_move_within_the_noise_is_not_told(whole, moved, is_told):
    found = said(*both(OCTOBRE_2025, whole, whole + moved), *both(OCTOBRE_2025, 40, 40 + moved, profil="eleve"))
    assert ("qui_explique_hausse" in found) is is_told


def test_month_is_named_once():
    rows = [
        row(month, "visites", value, **keys)
        for keys in ({}, {"profil": "eleve"}, {"service": "absences"})
        for month, value in ((OCTOBRE_2025, 900), (SEPTEMBRE, 800), (OCTOBRE, 1000))
    ]
    found = said(*rows)
    assert (found["qui_explique_hausse"]["mois"], found["service_hausse"]["mois"]) == ("", "")


def test_masked_profile_explains_nothing():
    found = said(*both(SEPTEMBRE, 1000, 1200), *both(SEPTEMBRE, 4, 900, profil="autre", etat="masque"))
    assert not [key for key in found if key.startswith("qui_")]


def test_service_that_rose_is_told_before_one_that_fell_more():
    found = said(
        *both(SEPTEMBRE, 1000, 900),
        *both(SEPTEMBRE, 500, 100, service="notes"),
        *both(SEPTEMBRE, 100, 150, service="absences"),
    )
    assert found["service_hausse"]["service"] == "Absences"


def test_service_that_fell_is_told_if_none_rose():
    found = said(*both(SEPTEMBRE, 1000, 900), *both(SEPTEMBRE, 500, 100, service="notes"))
    assert found["service_baisse"]["ecart"] == "400"
