"""Changes at constant perimeter: the same lycées in both months, and no masked one given back."""

import pytest

from ent_report.report.figures import ABSENT, Chiffre
from ent_report.report.region import build_region_report
from ent_report.report.region.perimetre_constant import Perimetre, constant
from ent_report.specimens.lycee import OCTOBRE, PRESENTATION, libelles
from ent_report.specimens.region import donnees_region, lycees, uai
from ent_report.vocabulary import Etat

SEPTEMBRE = OCTOBRE - 1
MASQUE = Chiffre(Etat.MASQUE)


def n(valeur):
    return Chiffre(Etat.PUBLIE, float(valeur))


def rate(numerateur, denominateur):
    return Chiffre(Etat.PUBLIE, 100 * numerateur / denominateur, numerateur, denominateur)


def values(indicateur, avant, apres):
    """The values of both months; a lycée is measured where it is named."""
    perimeter = Perimetre(frozenset(avant), frozenset(apres))
    return tuple(one.valeur or one.etat for one in constant(indicateur, perimeter, avant, apres))


@pytest.mark.parametrize(
    ("avant", "apres", "expected"),
    [
        ({"A": n(100), "B": n(50)}, {"A": n(110), "B": n(55)}, (150, 165)),  # the same lycées: the gross change
        ({"A": n(100)}, {"A": n(103), "B": n(50)}, (100, 103)),  # B entered
        ({"A": n(100), "B": n(50)}, {"A": n(103)}, (100, 103)),  # B left
        ({"A": n(100), "B": ABSENT}, {"A": n(103), "B": n(9)}, (100, 103)),  # B's figure is not known before
        ({"A": n(100), "B": Chiffre(Etat.PARTIEL, 40.0)}, {"A": n(103), "B": n(50)}, (100, 103)),  # cut short
        ({"A": n(100)}, {"B": n(50)}, (Etat.ABSENT, Etat.ABSENT)),  # nobody in common
        ({}, {}, (Etat.ABSENT, Etat.ABSENT)),
    ],
)
def test_sums_of_the_lycees_of_both_months(avant, apres, expected):
    assert values("visites", avant, apres) == expected


@pytest.mark.parametrize(
    ("avant", "apres", "expected"),
    [
        ({"A": n(100)}, {"A": n(103), "B": MASQUE}, Etat.MASQUE),  # entered and masked: gross less constant is B
        ({"A": n(100), "B": MASQUE}, {"A": n(103)}, Etat.MASQUE),  # left and masked
        ({"A": n(100), "B": MASQUE}, {"A": n(103), "B": n(9), "C": n(50)}, Etat.MASQUE),  # masked in one month
        ({"A": n(100)}, {"A": n(103), "B": MASQUE, "C": MASQUE}, 103),  # two hide each other
        ({"A": n(100), "B": MASQUE, "C": MASQUE}, {"A": n(103), "B": MASQUE, "C": MASQUE, "D": n(8)}, 103),
    ],
)
def test_masked_lycee_alone_among_those_left_out(avant, apres, expected):
    assert values("visites", avant, apres)[1] == expected


def test_rate_is_recomputed_from_its_terms():
    found = values(
        "taux_activation_pct", {"A": rate(50, 100), "B": rate(10, 300)}, {"A": rate(60, 100), "B": rate(20, 300)}
    )
    assert found == (15.0, 20.0)  # 60 and 80 of 400, not the means 26.7 and 33.3


@pytest.mark.parametrize("indicateur", ["visiteurs_uniques", "taux_frequentation_pct", "visites_par_visiteur"])
def test_unique_visitors_never_add_up(indicateur):
    assert values(indicateur, {"A": n(10)}, {"A": n(11), "B": n(9)}) == (Etat.ABSENT, Etat.ABSENT)


# The region: lycée 12 enters in October; its 12 000 visits come on top.
def entered(row, numbers=(12,), months=(SEPTEMBRE,)):
    gone = row["code"] in {uai(one) for one in numbers} and row["mois"] in {month.premier_jour for month in months}
    return None if gone else row


def build(change=None, **case):
    return build_region_report(donnees_region(change=change, **case), libelles(), PRESENTATION)


def keys(phrases):
    return [one.cle for one in phrases]


def said(phrases, cle):
    (found,) = [one for one in phrases if one.cle == cle]
    return {name: str(value) for name, value in found.valeurs.items()}


class TestRegion:
    def test_same_lycees_are_said_in_one_sentence(self):
        report = build()
        assert said(report.essentiel.couverture, "perimetre_identique") == {
            "mois": "septembre\u00a02026 et octobre\u00a02025",
            "lycees": "12",
        }
        assert {cle.sur_m1.constant for cle in report.essentiel.chiffres_cles} == {""}
        assert not report.perimetre_change

    def test_page_one_tells_the_entry_from_the_use(self):
        report = build(entered)
        assert said(report.essentiel.constats[0].suite, "perimetre_hausse") == {
            "entres": "1", "sortis": "0", "avant": "11", "communs": "11", "mois": "septembre\u00a02026",
            "evolution": "3,1\u202f%", "brut": "+8,5\u202f%",
        }  # fmt: skip
        assert said(report.essentiel.couverture, "perimetre_depuis")["avant"] == "11"
        assert said(report.essentiel.couverture, "perimetre_identique")["mois"] == "octobre\u00a02025"
        assert "Lycée numéro 12" in said(report.qualite.lignes, "lycees_entres")["lycees"]

    def test_key_figures_bear_both_changes(self):
        figures = {cle.libelle: cle for cle in build(entered).essentiel.chiffres_cles}
        assert figures["Visites"].sur_m1.constant == "+3,1\u202f%"
        assert figures["Visites"].sur_n1.constant == ""  # the year before had the same lycées
        assert figures["Visiteurs uniques"].sur_m1.constant == "n.d."
        assert figures["Comptes activés"].sur_m1.constant == "="  # each lycée has the same accounts every month

    def test_only_the_place_that_it_entered_changes(self):
        report = build(entered)
        changes = {row.libelle: row.sur_m1.constant for row in report.territoires.departements}
        assert changes == {"Paris-Fictif (75)": "+3,1\u202f%", "Seine-Fictive (77)": "", "Val-Fictif (94)": ""}
        assert report.territoires.region.sur_m1.constant == "+3,1\u202f%"

    def test_services_bear_both_changes(self):
        services = build(entered).usages.services
        assert next(row for row in services if row.libelle == "Absences").sur_m1.constant == "+3,1\u202f%"

    def test_lycee_that_left_the_register_is_counted_as_gone(self):
        report = build(lambda r: entered(r, months=(OCTOBRE,)), lycees=lycees(11))
        changes = [one for one in report.essentiel.couverture if one.cle == "perimetre_depuis"]
        assert [(str(one.valeurs["avant"]), str(one.valeurs["sortis"])) for one in changes] == [("12", "1")] * 2
        gone = [one for one in report.qualite.lignes if one.cle == "lycees_sortis"]
        assert [one.valeurs["lycees"] for one in gone] == [uai(12)] * 2

    def test_zero_that_no_source_told_is_no_measure(self):
        """The events' source was read and names the lycée nowhere; the export of accounts neither."""
        silent = lambda r: (  # noqa: E731
            r
            if (r["code"], r["mois"]) != (uai(12), SEPTEMBRE.premier_jour)
            else r | {"valeur": 0.0}
            if r["indicateur"] == "visites" and r["service"] is None
            else None
        )
        assert said(build(silent).essentiel.couverture, "perimetre_depuis")["entres"] == "1"

    def test_lycee_with_accounts_where_nobody_came_stays(self):
        nobody = lambda r: (  # noqa: E731
            r | {"valeur": 0.0}
            if r["code"] == uai(12) and r["indicateur"] == "visites" and r["mois"] == SEPTEMBRE.premier_jour
            else r
        )
        assert not build(nobody).perimetre_change

    def test_source_of_accounts_that_lacks_for_one_month_is_no_entry(self):
        no_accounts = lambda r: None if r["source"] == "comptes" and r["mois"] == SEPTEMBRE.premier_jour else r  # noqa: E731
        assert not build(no_accounts).perimetre_change

    def test_masked_lycee_that_entered_is_not_given_back(self):
        """Its visits are masked, and the smallest other of its département with them: two hide each other there; its
        service is masked alone.
        """
        hidden = lambda r: (  # noqa: E731
            kept | {"etat": "masque"}
            if (kept := entered(r)) and r["code"] == uai(12) and r["service"] == "absences"
            else kept
        )
        services = {row.libelle: row.sur_m1.constant for row in build(hidden).usages.services}
        assert services["Absences"] == "n.c."
        assert services["Cahier de textes"] == "+3,1\u202f%"

    def test_month_that_is_not_known_has_no_perimeter(self):
        report = build(months=1)
        assert not [one for one in keys(report.essentiel.couverture) if one.startswith("perimetre")]
