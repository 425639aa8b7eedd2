from datetime import date

import pytest

from ent_report.report import format as fr
from ent_report.vocabulary import Etat, Mois


def plain(text: str) -> str:
    """The spaces made visible: _ is the narrow no-break space, ~ the no-break space."""
    return text.replace("\u202f", "_").replace("\u00a0", "~").replace("\u2212", "−")


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0, 0, "0"),
        (999, 0, "999"),
        (1000, 0, "1_000"),
        (10_067_250, 0, "10_067_250"),
        (0.5, 0, "1"),  # half up, where Python's round gives 0
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),  # away from zero
        (0.285, 2, "0,29"),  # as it is written, though the float is below the half
        (1.005, 2, "1,01"),
        (1234.56, 1, "1_234,6"),
        (-0.04, 1, "0,0"),  # never a negative zero
        (1e15, 0, "1_000_000_000_000_000"),
    ],
)
def test_number(value, decimals, expected):
    assert plain(fr.nombre(value, decimals)) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0, 0, "visite"),
        (1, 0, "visite"),
        (1.5, 1, "visite"),
        (1.96, 1, "visites"),
        (2, 0, "visites"),
        (1.4, 0, "visite"),
    ],
)
def test_plural_starts_at_two_as_shown(value, decimals, expected):
    assert fr.quantite(value, decimals).accord("visite", "visites") == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0~s"), (12.4, "12~s"), (59.5, "1~min~00~s"), (252, "4~min~12~s"), (4000, "1~h~06~min")],
)
def test_duration(seconds, expected):
    assert plain(fr.duree(seconds)) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (100, 103.6, "+3,6_%"),
        (1000, 981, "−1,9_%"),
        (100_000, 100_040, "="),  # rounds to nothing
        (5, 0, "−100,0_%"),
        (0, 31, "+31"),  # from nothing there is no percentage
        (0, 0, "="),
        (10, 99, "+890,0_%"),
        (10, 120, "×~12"),
    ],
)
def test_relative_change(before, after, expected):
    assert plain(fr.evolution(before, after)) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(60, 61.2, "+1,2~pt"), (60, 57, "−3,0~pts"), (60, 60.02, "="), (0, 100, "+100,0~pts")],
)
def test_change_of_a_percentage_is_in_points(before, after, expected):
    assert plain(fr.points(before, after)) == expected


def test_percentage_has_a_narrow_space():
    assert fr.pourcent(64.13) == "64,1\u202f%"


def test_states_have_words_and_none_is_zero():
    words = [fr.en_mots(etat) for etat in (Etat.ABSENT, Etat.MASQUE, Etat.INTERROMPU)]
    assert words == ["n.d.", "n.c.", "interrompu"]


def test_dates():
    first = date(2026, 10, 1)
    assert plain(fr.jour(first)) == "1er~octobre 2026"
    assert plain(fr.jour(date(2026, 10, 5), annee=False, semaine=True)) == "lundi 5~octobre"
    assert plain(fr.mois_long(Mois(2026, 8))) == "août~2026"
    assert plain(fr.mois_court(Mois(2026, 9), annee=True)) == "sept.~2026"


def test_runs_of_days():
    days = [date(2026, 10, n) for n in (1, 2, 5)] + [date(2026, 9, 30)]
    assert [plain(run) for run in fr.periodes(days)] == ["du 30~septembre au 2~octobre", "le 5~octobre"]
    assert [plain(run) for run in fr.periodes([date(2026, 10, 1), date(2026, 10, 2)])] == ["du 1er au 2~octobre"]


def test_enumeration():
    assert [fr.enumeration(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a et b",
        "a, b et c",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lycée  d'Alembert\t", "Lycée d’Alembert"),
        ("Lyce\u0301e", "Lycée"),  # composed, as the shipped fonts need it
        ("Jean\u202eMoulin\u200b", "JeanMoulin"),  # no mark may turn or hide the text around it
        ("a\x00b", "a b"),
    ],
)
def test_names_are_safe_to_print(text, expected):
    assert fr.nom_propre(text) == expected


def test_french_spacing_of_configured_sentences():
    assert plain(fr.typographie("« Visite » : fin ; vraiment ?")) == "«~Visite~»~: fin_; vraiment_?"
