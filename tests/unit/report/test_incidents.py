"""Known incidents: whom and what they touch, and that each comparison with them bears a mark that a note explains."""

from datetime import date

import pytest

from ent_report.domaine.lycees import Objectifs
from ent_report.report import format as fr
from ent_report.report.incidents import Incident, of_window
from ent_report.report.lycee import build_lycee_report
from ent_report.report.region import build_region_report
from ent_report.specimens.lycee import LYCEE, OCTOBRE, PRESENTATION, donnees, libelles
from ent_report.specimens.region import donnees_region, lycee, uai
from ent_report.vocabulary import Mois

SEPTEMBRE = Incident("evenements", date(2026, 9, 14), date(2026, 9, 18), "Des événements ont été perdus.")
UN_AN = Incident("evenements", date(2025, 10, 6), date(2025, 10, 7), "Panne.")
CE_MOIS = Incident("toutes", date(2026, 10, 31), date(2026, 11, 2), "Arrêt.")
DES_COMPTES = Incident("comptes", date(2026, 9, 1), date(2026, 9, 30), "Comptes faux.")


def report(*incidents):
    return build_lycee_report(donnees(incidents=incidents), libelles(), PRESENTATION, Objectifs())


def region(*incidents, **case):
    return build_region_report(donnees_region(incidents=incidents, **case), libelles(), PRESENTATION)


def marks(line):
    return (line.sur_m1.renvoi, line.sur_n1.renvoi)


@pytest.mark.parametrize(
    ("du", "au", "touched"),
    [
        (date(2026, 9, 1), date(2026, 9, 30), False),  # ends the day before
        (date(2026, 9, 1), date(2026, 10, 1), True),  # its last day is the month's first
        (date(2026, 10, 31), date(2026, 11, 5), True),
        (date(2026, 11, 1), date(2026, 11, 5), False),
        (date(2026, 1, 1), date(2026, 12, 31), True),
    ],
)
def test_month_that_its_days_touch(du, au, touched):
    assert Incident("toutes", du, au, "").touches(OCTOBRE) is touched


@pytest.mark.parametrize(
    ("struck", "source", "touched"),
    [
        ("evenements", "evenements", True),
        ("evenements", "evenements+comptes", True),  # a rate over both
        ("comptes", "evenements+comptes", True),
        ("comptes", "evenements", False),
        ("toutes", "acces", True),
        ("dnma_services", "dnma", True),
        ("dnma", "dnma_services", True),
        ("acces", "evenements", False),
    ],
)
def test_figures_of_its_source(struck, source, touched):
    assert Incident(struck, date(2026, 10, 1), date(2026, 10, 1), "").is_of(source) is touched


@pytest.mark.parametrize(
    ("scope", "touched"),
    [
        ({}, True),  # the whole region
        ({"academies": ("PARIS",)}, True),  # capitals do not matter
        ({"academies": ("Versailles",)}, False),
        ({"departements": ("75",)}, True),  # 075 in the register
        ({"departements": ("077",)}, False),
        ({"departements": ("paris",)}, True),
        ({"lycees": (LYCEE.uai,)}, True),
        ({"academies": ("Versailles",), "lycees": (LYCEE.uai,)}, True),  # one of them is enough
    ],
)
def test_lycees_in_its_scope(scope, touched):
    assert Incident("toutes", date(2026, 10, 1), date(2026, 10, 1), "", **scope).concerns(LYCEE) is touched


def test_window_is_thirteen_months():
    before = Incident("toutes", date(2025, 9, 1), date(2025, 9, 30), "")
    after = Incident("toutes", date(2026, 11, 1), date(2026, 11, 2), "")
    assert of_window([SEPTEMBRE, before, after, UN_AN], Mois(2026, 10)) == (UN_AN, SEPTEMBRE)


class TestLycee:
    def test_nothing_is_marked_without_an_incident(self):
        found = report()
        lines = (*found.essentiel.chiffres_cles, *found.qui.profils, *found.usages.services)
        assert {marks(line) for line in lines} == {("", "")}
        assert found.renvois.notes == ()

    def test_only_the_touched_comparison_is_marked(self):
        found = report(SEPTEMBRE)
        assert {marks(line) for line in (*found.qui.profils, *found.usages.services)} == {("†", "")}
        assert marks(found.essentiel.chiffres_cles[0]) == ("†", "")
        accounts = next(cle for cle in found.essentiel.chiffres_cles if cle.libelle == "Comptes activés")
        assert marks(accounts) == ("", "")  # of another source

    def test_word_bears_no_mark(self):
        hide = lambda r: r | {"etat": "masque"} if r["service"] == "absences" else r  # noqa: E731
        found = build_lycee_report(donnees(incidents=(SEPTEMBRE,), change=hide), libelles(), PRESENTATION, Objectifs())
        masked = next(line for line in found.usages.services if line.libelle == "Absences")
        assert (masked.sur_m1.texte, masked.sur_m1.renvoi) == ("n.c.", "")

    def test_incident_of_this_month_marks_every_change(self):
        found = report(CE_MOIS)
        assert {marks(cle) for cle in found.essentiel.chiffres_cles} == {("†", "†")}
        assert "incident_du_mois" in [line.cle for line in found.essentiel.qualite]
        assert found.essentiel.constats[-1].cle == "mois_touche"

    def test_note_says_what_and_when(self):
        (note,) = report(SEPTEMBRE).renvois.notes
        assert note.cle == "renvoi_incident"
        assert note.valeurs == {
            "texte": "Des événements ont été perdus",
            "periode": "du 14 au 18\u00a0septembre 2026",
        }

    def test_incident_of_accounts_has_its_note_and_marks_no_visits(self):
        found = report(DES_COMPTES)
        assert len(found.renvois.notes) == 1
        assert not found.renvois.des_visites

    def test_sentences_prefer_the_month_that_no_incident_touched(self):
        found = report(SEPTEMBRE).essentiel
        assert found.titre.valeurs["mois"] == "octobre\u00a02025"
        assert "comparaison_touchee" not in [one.cle for one in found.constats]

    def test_sentence_says_so_where_both_are_touched(self):
        found = report(UN_AN, SEPTEMBRE).essentiel
        assert found.titre.valeurs["mois"] == "septembre\u00a02026"
        (caution,) = [one for one in found.constats if one.cle == "comparaison_touchee"]
        assert caution.valeurs["mois"] == "octobre\u00a02025 et septembre\u00a02026"

    def test_curve_bears_the_mark_and_names_the_days(self):
        year = report(SEPTEMBRE).qui.annee
        assert "†" in [one.texte for one in year.graphique.etiquettes]
        assert "incident" in [one.role for one in year.graphique.formes]
        assert year.incidents.valeurs["periodes"] == "du 14 au 18\u00a0septembre 2026"
        assert report().qui.annee.incidents is None

    def test_day_that_an_incident_touched_is_marked_on_the_chart_of_days(self):
        days = report(CE_MOIS).qui.jours
        assert "†" in [one.texte for one in days.graphique.etiquettes]
        assert "incident" in [one.role for one in days.graphique.formes]
        assert days.incidents.valeurs["periodes"] == fr.intervalle(CE_MOIS.du, CE_MOIS.au)

    def test_days_of_another_month_are_not_marked(self):
        days = report(SEPTEMBRE).qui.jours
        assert days.incidents is None
        assert "incident" not in [one.role for one in days.graphique.formes]


class TestRegion:
    PARIS = Incident("evenements", date(2026, 9, 14), date(2026, 9, 18), "Panne.", departements=("75",))

    def test_scope_decides_which_places_are_marked(self):
        found = region(self.PARIS)
        assert [marks(row) for row in found.territoires.departements] == [("†", ""), ("", ""), ("", "")]
        rows = {row.precision.split(" · ")[1]: row for table in found.tableau.tables for row in table.lignes}
        assert marks(rows[uai(3)]) == ("†", "")
        assert marks(rows[uai(1)]) == ("", "")
        assert marks(found.territoires.region) == ("†", "")

    def test_note_says_the_scope(self):
        (note,) = region(self.PARIS).renvois.notes
        assert note.valeurs["departements"] == "75"
        one = Incident("evenements", date(2026, 9, 1), date(2026, 9, 1), "Panne.", lycees=(uai(3),))
        assert region(one).renvois.notes[0].valeurs["lycees"] == uai(3)

    def test_this_month_s_incidents_are_told_in_the_section_on_quality(self):
        found = region(CE_MOIS)
        assert [one.cle for one in found.qualite.incidents] == ["incident_du_mois"]
        assert "incidents_en_section" in [one.cle for one in found.essentiel.fiabilite]

    def test_movements_prefer_the_month_that_no_incident_touched(self):
        assert region().mouvements.depuis == "octobre\u00a02025"
        assert region(UN_AN).mouvements.depuis == "septembre\u00a02026"

    def test_fall_that_an_incident_may_explain_is_no_reason_to_help(self):
        fell = lambda r: (  # noqa: E731
            r | {"valeur": 80.0} if (r["code"], r["mois"]) == (uai(5), OCTOBRE.premier_jour) and r["jour"] else r
        )
        assert len(region(change=fell).accompagner.lignes) == 1
        assert region(SEPTEMBRE, change=fell).accompagner.lignes == ()
        elsewhere = Incident("evenements", date(2026, 9, 1), date(2026, 9, 9), "", lycees=(lycee(6).uai,))
        assert len(region(elsewhere, change=fell).accompagner.lignes) == 1


@pytest.mark.parametrize(
    ("du", "au", "text"),
    [
        (date(2025, 9, 9), date(2025, 9, 9), "le 9\u00a0septembre 2025"),
        (date(2025, 9, 1), date(2025, 9, 24), "du 1er au 24\u00a0septembre 2025"),
        (date(2025, 9, 30), date(2025, 10, 1), "du 30\u00a0septembre au 1er\u00a0octobre 2025"),
        (date(2025, 12, 28), date(2026, 1, 3), "du 28\u00a0décembre 2025 au 3\u00a0janvier 2026"),
    ],
)
def test_days_in_words(du, au, text):
    assert fr.intervalle(du, au) == text
