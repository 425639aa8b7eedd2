import pytest

from ent_report.report import cellules
from ent_report.report.figures import Chiffre
from ent_report.specimens.lycee import libelles
from ent_report.vocabulary import Etat

INDICATEURS = libelles().indicateurs
MASQUE, ABSENT, INTERROMPU = (Chiffre(etat) for etat in (Etat.MASQUE, Etat.ABSENT, Etat.INTERROMPU))


def publie(value):
    return Chiffre(Etat.PUBLIE, value)


@pytest.mark.parametrize(
    ("indicateur", "chiffre", "expected"),
    [
        ("visites", publie(32475.0), "32\u202f475"),
        ("taux_activation_pct", publie(78.48), "78,5\u202f%"),
        ("duree_moyenne_s", publie(252.4), "4\u00a0min\u00a012\u00a0s"),
        ("pages_par_visite", publie(3.04), "3,0"),
        ("visites", MASQUE, "n.c."),
        ("visites", ABSENT, "n.d."),
        ("visites", INTERROMPU, "interrompu"),
    ],
)
def test_figure_in_its_unit_or_in_a_word(indicateur, chiffre, expected):
    assert cellules.value(INDICATEURS[indicateur], chiffre).texte == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (publie(100.0), publie(110.0), "+10,0\u202f%"),
        (ABSENT, publie(110.0), "n.d."),
        (MASQUE, publie(110.0), "n.c."),
        (publie(100.0), MASQUE, "n.c."),
        (ABSENT, MASQUE, "n.c."),
        (publie(3.0), INTERROMPU, "interrompu"),
    ],
)
def test_change_says_why_it_cannot_be_told(before, after, expected):
    assert cellules.change(INDICATEURS["visites"], before, after).texte == expected


def test_change_of_a_rate_is_in_points():
    assert cellules.change(INDICATEURS["taux_activation_pct"], publie(60.0), publie(62.5)).texte == "+2,5\u00a0pts"


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (publie(1.0), publie(8.0), "12,5\u202f%"),
        (MASQUE, publie(8.0), "n.c."),
        (publie(1.0), MASQUE, "n.c."),
        (publie(0.0), publie(0.0), "n.d."),
    ],
)
def test_share(part, whole, expected):
    assert cellules.share(part, whole).texte == expected


def test_bar_stays_within_its_track():
    assert [cellules.jauge(part) for part in (None, 0.0, 50.0, 100.0, 130.0)] == [0, 0, 27.5, 55, 55]
