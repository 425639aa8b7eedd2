"""Page 1 of the regional summary and the table of its lycées: figures, words for what lacks, who is counted."""

from dataclasses import replace
from datetime import date

import pytest

from ent_report.report.donnees import Changement
from ent_report.report.region import build_region_report
from ent_report.specimens.lycee import EDITION, PRESENTATION, QUALITE, libelles
from ent_report.specimens.region import donnees_region, lycee, lycees, uai


def build(**case):
    return build_region_report(donnees_region(**case), libelles(), PRESENTATION)


def keys(phrases):
    return [one.cle for one in phrases]


def said(phrases, cle):
    """The values of the one phrase of that key, as texts."""
    found = [one for one in phrases if one.cle == cle]
    assert len(found) == 1, keys(phrases)
    return {name: str(value) for name, value in found[0].valeurs.items()}


def line(report, number):
    found = [row for table in report.tableau.tables for row in table.lignes if uai(number) in row.precision]
    assert len(found) == 1
    return found[0]


def test_key_figures_are_the_region_s_own_and_never_sums_of_lycees():
    figures = {cle.libelle: cle for cle in build().essentiel.chiffres_cles}
    assert str(figures["Visiteurs uniques"].valeur) == "2\u202f012"  # the twelve lycées' add up to 7 800
    assert figures["Visiteurs uniques"].precision.valeurs["valeur"] == "64,1\u202f%"
    assert str(figures["Visites"].valeur) == "32\u202f475"
    assert str(figures["Visites"].sur_n1) == "+9,9\u202f%"
    assert str(figures["Visites pour 100 élèves"].precision.valeurs["jours"]) == "12"


def test_lycees_of_which_the_parents_are_not_known_are_counted_beside_the_finding():
    hidden = build(
        change=lambda r: r | {"etat": "masque"} if r["profil"] == "parent" and r["code"] in {uai(1), uai(2)} else r
    )
    about_lycees = hidden.essentiel.constats[-1]
    assert str(about_lycees.titre.valeurs["connus"]) == "10"
    assert said(about_lycees.suite, "parents_inconnus") == {"nombre": "2"}
    assert "parents_inconnus" not in keys(build().essentiel.constats[-1].suite)


def test_words_that_stand_for_figures_are_explained_where_each_first_stands():
    hides = lambda r: r["code"] == uai(3) and r["indicateur"] == "visites"  # noqa: E731
    shown = build(change=lambda r: r | {"etat": "masque"} if hides(r) else r).mots
    assert (shown["essentiel"], shown["tableau"]) == (None, None)
    assert shown["repartition"].valeurs["masque"] == "n.c."  # the head of a column of the quartiles
    first = build(change=lambda r: r | {"etat": "masque"} if r["indicateur"] == "visiteurs_uniques" else r).mots
    assert dict(first["essentiel"].valeurs) == {"masque": "n.c."}
    assert "masque" not in {word for one in (first["qui"], first["tableau"]) if one for word in one.valeurs}


def test_three_findings_each_with_what_goes_with_it():
    about_month, about_uses, about_lycees = build().essentiel.constats
    assert about_month.titre.cle == "titre_hausse"
    assert {"peu_de_jours_de_classe", "un_an_hausse"} <= set(keys(about_month.suite))
    assert about_uses.titre.cle.startswith("qui_")
    assert about_lycees.titre.cle == "parents_tous_actives"  # half of the parents everywhere
    assert keys(about_lycees.suite) == ["lycees_tous_visites"]  # all at 50 %: no middle half to tell


def test_coverage_counts_due_measured_and_held_lycees_with_the_reasons():
    held = ((lycee(3), "les comptes manquent."), (lycee(4), "les comptes manquent"), (lycee(5), "rendu impossible"))
    gone = donnees_region(
        non_etablis=held,
        change=lambda r: None if r["code"] == uai(5) else r | {"valeur": 0.0} if _is_visits_of(r, 6) else r,
    )
    found = build_region_report(gone, libelles(), PRESENTATION).essentiel.couverture
    assert said(found, "couverture_lycees") == {"dus": "12", "mesures": "11"}
    assert said(found, "couverture_sans_visite") == {"nombre": "1"}
    assert said(found, "couverture_incomplete") == {"etablis": "9", "non_etablis": "3"}
    reasons = [one.valeurs for one in found if one.cle == "couverture_raison"]
    assert [(one["raison"], str(one["nombre"])) for one in reasons] == [
        ("Les comptes manquent", "2"),
        ("Rendu impossible", "1"),
    ]


def _is_visits_of(row, number):
    return row["code"] == uai(number) and row["indicateur"] == "visites" and row.get("service") is None


def test_masked_lycee_is_measured():
    masked = build(change=lambda r: r | {"etat": "masque"} if r["code"] == uai(1) else r)
    assert said(masked.essentiel.couverture, "couverture_lycees")["mesures"] == "12"
    assert "couverture_sans_visite" not in keys(masked.essentiel.couverture)


def test_line_of_a_lycee():
    row = line(build(), 4)
    assert row.nom == "Lycée numéro 4"
    assert row.precision == f"Commune-004 · {uai(4)}"
    assert [str(cell) for cell in (row.visites, row.sur_m1, row.sur_n1)] == [
        "4\u202f000",
        "+3,1\u202f%",
        "+25,0\u202f%",
    ]
    assert [str(cell) for cell in (row.pour_100_eleves, row.visiteurs)] == ["1\u202f000", "400"]
    rates = (row.frequentation, row.activation, row.activation_parents)
    assert [str(cell) for cell in rates] == ["50,0\u202f%", "75,0\u202f%", "50,0\u202f%"]


@pytest.mark.parametrize(("etat", "word"), [("masque", "n.c."), ("absent", "n.d."), ("interrompu", "interrompu")])
def test_what_may_not_be_shown_is_a_word_and_never_zero(etat, word):
    row = line(build(change=lambda r: r | {"etat": etat} if r["code"] == uai(4) else r), 4)
    shown = (row.visites, row.sur_m1, row.sur_n1, row.visiteurs, row.frequentation, row.activation_parents)
    assert {str(cell) for cell in shown} == {word}
    assert row.courbe is None
    assert row.sans_courbe == ("n.c." if etat == "masque" else "n.d.")


def test_lycee_without_a_row_is_not_known():
    row = line(build(change=lambda r: None if r["code"] == uai(4) else r), 4)
    assert {str(row.visites), str(row.activation), str(row.sur_n1)} == {"n.d."}


def test_partial_month_compares_with_none():
    days = replace(QUALITE, jours_manquants=(date(2026, 10, 5),), jours_mesures=30)
    report = build(qualite=days)
    assert str(line(report, 4).sur_m1) == "partiel"
    assert str(report.territoires.departements[0].sur_n1) == "partiel"
    assert report.essentiel.constats[0].titre.cle == "mois_partiel"
    assert said(report.essentiel.fiabilite, "jours_manquants")["manquants"] == "le 5\u00a0octobre"


def test_lycees_stand_by_departement_then_commune():
    names = ("Évry", "Ézanville", "L'Haÿ", "Eaubonne")
    named = [lycee(3 * n, commune=name) for n, name in enumerate(names, start=1)]  # all of département 075
    elsewhere = lycee(1, code_departement=None, departement=None)
    report = build(lycees=(*named, elsewhere))
    tables = report.tableau.tables
    assert [table.departement for table in tables] == ["Paris-Fictif (75)", ""]
    assert [row.precision.split(" · ")[0] for row in tables[0].lignes] == ["Eaubonne", "Évry", "Ézanville", "L’Haÿ"]
    assert str(tables[0].effectif) == "4"


def test_long_departement_goes_on_in_another_table(monkeypatch):
    monkeypatch.setattr("ent_report.report.region.tableau.LIGNES_PAR_TABLE", 3)
    tables = build().tableau.tables  # four lycées in each of three départements
    assert [len(table.lignes) for table in tables] == [3, 1] * 3
    assert [table.est_suite for table in tables] == [False, True] * 3


@pytest.mark.parametrize(
    ("months", "of_months", "greatest"),
    [
        (13, True, "2\u202f200"),  # March 2026, at 1.1
        (6, True, "2\u202f000"),  # from May on, October is the greatest
        (5, False, "65"),  # 2 000 visits over 31 days
        (1, False, "65"),
    ],
)
def test_small_curves_show_months_once_six_are_known(months, of_months, greatest):
    report = build(months=months)
    assert report.tableau.courbes_des_mois is of_months
    reading = line(report, 2).courbe_lecture
    assert reading.cle == ("courbe_des_mois" if of_months else "courbe_des_jours")
    assert str(reading.valeurs["maximum"]) == greatest


@pytest.mark.parametrize("months", [13, 1])
def test_masked_month_has_no_curve_either(months):
    hidden = build(
        months=months, change=lambda r: r | {"etat": "masque"} if _is_visits_of(r, 4) and r.get("jour") is None else r
    )
    assert (line(hidden, 4).courbe, line(hidden, 4).sans_courbe) == (None, "n.c.")


def test_map_names_the_highest_and_the_lowest_departement():
    higher = build(change=lambda r: r | {"valeur": 61.4} if (r["niveau"], r["code"]) == ("departement", "094") else r)
    assert higher.essentiel.carte.lecture.valeurs == {
        "premier": "Val-Fictif (94)",
        "haut": "61,4\u202f%",
        "dernier": "Paris-Fictif (75)",
        "bas": "45,0\u202f%",
    }


def test_map_falls_back_on_activation_and_is_left_out_without_any_rate():
    no_attendance = build(change=lambda r: None if r["indicateur"] == "taux_frequentation_pct" else r)
    assert no_attendance.essentiel.carte.titre.valeurs["indicateur"] == "Taux d’activation"
    no_rate = build(change=lambda r: None if r["indicateur"].endswith("_pct") else r)
    assert no_rate.essentiel.carte is None


def test_map_leaves_room_for_what_page_one_says():
    heights = [
        build().essentiel.carte.graphique.hauteur,
        build(
            non_etablis=tuple((lycee(n), f"raison {n} " * 8) for n in (1, 2, 3, 4))
        ).essentiel.carte.graphique.hauteur,
        build(
            edition=replace(EDITION, numero=2, remplace=1, changements=(Changement("a", "1", "2"),) * 9)
        ).essentiel.carte.graphique.hauteur,
    ]
    assert heights[0] > heights[1]
    assert heights[0] > heights[2]


def test_new_edition_says_what_it_replaces_in_letters_that_the_fonts_have():
    changed = (Changement("Visites, 0750001U Lycée 北", "12", "13"),)
    edition = replace(EDITION, numero=2, remplace=1, raison="correction", changements=changed)
    assert build(edition=edition).essentiel.remplacement.changements[0].libelle == "Visites, 0750001U Lycée □"


def test_strange_letters_become_squares_and_stop_nothing():
    strange = (lycee(1, nom="Lycée 😀 北京", commune="Vi\u202elle"), *lycees()[1:])
    assert line(build(lycees=strange), 1).nom == "Lycée □ □□"
    assert line(build(lycees=strange), 1).precision == f"Ville · {uai(1)}"


def test_identity_counts_places():
    identity = build(donnees_fictives=True).identite
    assert [str(n) for n in (identity.lycees, identity.departements, identity.academies)] == ["12", "3", "2"]
    assert identity.est_fictif
    assert (identity.court_m1, identity.arretees_au) == ("sept.\u00a02026", "3\u00a0novembre 2026")
