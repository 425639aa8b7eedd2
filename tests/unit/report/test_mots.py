"""The words that stand for figures: explained once, on the page where each first stands."""

from ent_report.domaine.lycees import Objectifs
from ent_report.report.cellules import Cellule
from ent_report.report.lycee import build_lycee_report
from ent_report.report.mots import explain_words
from ent_report.specimens.lycee import PRESENTATION, donnees, libelles

ND, NC, PARTIEL = (Cellule(word, est_mot=True) for word in ("n.d.", "n.c.", "partiel"))


def said(*pages, known=()):
    found = explain_words({str(n): page for n, page in enumerate(pages)}, known)
    return [None if one is None else dict(one.valeurs) for one in found.values()]


def test_each_word_is_explained_where_it_first_stands():
    assert said((ND,), (ND, NC), (NC,), (PARTIEL,)) == [
        {"absent": "n.d."},
        {"masque": "n.c."},
        None,
        {"partiel": "partiel"},
    ]


def test_word_that_is_explained_elsewhere_is_not_explained_again():
    assert said((NC, ND), known=["n.c."]) == [{"absent": "n.d."}]


def test_figures_are_no_words():
    assert said((Cellule("12"), "n.d.", ())) == [None]


def test_words_are_found_wherever_a_page_has_them():
    report = build_lycee_report(donnees(), libelles(), PRESENTATION, Objectifs())
    assert report.mots["essentiel"] is None
    assert report.mots["usages"].valeurs == {"absent": "n.d."}  # an axis without a service


def test_masked_figures_are_explained_by_the_box_on_quality():
    masked = donnees(change=lambda r: r | {"etat": "masque"} if r["profil"] == "personnel" else r)
    report = build_lycee_report(masked, libelles(), PRESENTATION, Objectifs())
    assert "masques" in [line.cle for line in report.essentiel.qualite]
    assert report.mots["qui"] is None


def test_figure_that_was_masked_before_is_explained_where_it_stands():
    """The month itself has no masked figure, so that the box does not speak of any."""
    before = donnees(
        change=lambda r: r | {"etat": "masque"} if r["profil"] == "personnel" and r["mois"].month == 9 else r
    )
    report = build_lycee_report(before, libelles(), PRESENTATION, Objectifs())
    assert report.mots["qui"].valeurs == {"masque": "n.c."}
