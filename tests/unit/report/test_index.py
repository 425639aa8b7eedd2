"""The month's index: every lycée with what became of its report, its figures, its links."""

from dataclasses import replace

import pytest

from ent_report.report.index import A_REGARDER_MAX, INDICATEURS, Etablissement, Statut, build_index
from ent_report.report.ordre import cle_alphabetique
from ent_report.specimens.lycee import PRESENTATION, libelles
from ent_report.specimens.region import donnees_region, lycee, lycees, uai


def build(etats=None, edition_region=None, **case):
    return build_index(donnees_region(**case), libelles(), PRESENTATION, etats or {}, edition_region)


def line(index, number):
    return next(row for row in index.lignes if row.uai == uai(number))


def test_every_due_lycee_is_there_once():
    index = build(non_etablis=((lycee(3), "en attente"), (lycee(13), "absent du registre")))
    assert sorted(row.uai for row in index.lignes) == sorted(uai(n) for n in range(1, 14))
    assert str(index.total) == "13"


def test_figures_are_shown_and_sorted_by_their_value():
    row = line(build(), 4)
    assert [figure.texte for figure in row.chiffres] == ["4\u202f000", "400", "75,0\u202f%", "50,0\u202f%"]
    assert [figure.cle for figure in row.chiffres] == [4000.0, 400.0, 75.0, 50.0]
    assert len(build().colonnes) == len(INDICATEURS)


def test_figure_that_may_not_be_shown_has_no_sort_key():
    row = line(build(change=lambda r: r | {"etat": "masque"} if r["code"] == uai(4) else r), 4)
    assert {(figure.texte, figure.cle) for figure in row.chiffres} == {("n.c.", None)}


def test_what_became_of_each_report():
    etats = {
        uai(1): Etablissement(Statut.ETABLI, 2),
        uai(2): Etablissement(Statut.ECHEC, 1, "Le rapport n'a pas pu être mis en page."),
        uai(3): Etablissement(Statut.EN_ATTENTE, None, "Les comptes manquent."),
        uai(5): Etablissement(Statut.RETENU, 1, "données insuffisantes : 3 jours de classe mesurés sur 12"),
    }
    index = build(etats)
    counts = {statut: str(n) for statut, n in index.decompte.items()}
    assert counts == {"etabli": "1", "retenu": "1", "en_attente": "9", "echec": "1"}
    assert [lien.href for lien in line(index, 1).liens] == [
        f"etablissements/{uai(1)}/edition-02/{name}" for name in ("rapport.pdf", "rapport.html", "donnees.csv")
    ]
    assert line(index, 2).raison == "Le rapport n’a pas pu être mis en page."
    assert line(index, 2).liens[0].href.endswith("/edition-01/rapport.pdf")  # the edition before the failure stays
    assert line(index, 5).raison == "données insuffisantes\u00a0: 3 jours de classe mesurés sur 12"
    assert line(index, 5).liens[0].href.endswith("/edition-01/rapport.pdf")  # what was issued before stays
    assert (line(index, 3).liens, line(index, 3).edition) == ((), None)
    assert (line(index, 4).statut, line(index, 4).raison) == (Statut.EN_ATTENTE, None)


def test_what_is_held_or_failed_comes_first_and_the_rest_is_counted():
    etats = {uai(n): Etablissement(Statut.RETENU if n % 2 else Statut.ECHEC, None, "une raison") for n in range(1, 12)}
    index = build(etats)
    assert len(index.a_regarder) == A_REGARDER_MAX
    assert str(index.autres_a_regarder) == str(11 - A_REGARDER_MAX)
    usual = build({uai(1): Etablissement(Statut.ETABLI, 1), uai(2): Etablissement(Statut.EN_ATTENTE)})
    assert (usual.a_regarder, usual.autres_a_regarder) == ((), None)


def test_the_region_s_own_figures_stand_over_the_columns():
    assert [figure.texte for figure in build().chiffres_region][:2] == ["32\u202f475", "2\u202f012"]
    masked = build(change=lambda r: r | {"etat": "masque"} if r["niveau"] == "region" else r)
    assert {figure.texte for figure in masked.chiffres_region} == {"n.c."}


def test_a_held_regional_summary_says_why():
    index = build_index(donnees_region(), libelles(), PRESENTATION, {}, None, "données insuffisantes")
    assert (index.raison_region, index.liens_region) == ("données insuffisantes", ())


@pytest.mark.parametrize(("edition", "hrefs"), [(None, []), (3, ["region/edition-03/rapport.pdf"])])
def test_regional_summary_has_links_once_it_is_issued(edition, hrefs):
    assert [lien.href for lien in build(edition_region=edition).liens_region][:1] == hrefs


def test_search_finds_without_accents_capitals_and_hyphens():
    row = line(build(lycees=(replace(lycee(1), nom="Lycée Élan d'Œuvre", commune="L'Haÿ-les-Roses"),)), 1)
    for wanted in ("elan d oeuvre", "l hay les roses", str(uai(1)).lower(), "seine fictive", "077"):
        assert wanted in row.recherche


def test_lycee_of_which_the_register_says_little():
    bare = replace(lycees()[0], commune=None, departement=None, code_departement=None)
    row = line(build(lycees=(bare,)), 1)
    assert (row.commune, row.departement, row.cle_departement) == ("", "", "")


@pytest.mark.parametrize(
    ("text", "key"),
    [("Élancourt", "elancourt"), ("L’Haÿ-les-Roses", "l hay les roses"), ("ŒUVRE  d'Or", "oeuvre d or"), ("", "")],
)
def test_alphabetical_key(text, key):
    assert cle_alphabetique(text) == key
