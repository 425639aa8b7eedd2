"""What a lycée's report says where two sources differ: both figures and both sources, in two sentences at most."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ent_report.domaine.lycees import Objectifs
from ent_report.report.donnees import Rapprochement
from ent_report.report.lycee import build_lycee_report
from ent_report.specimens.lycee import PRESENTATION, QUALITE, UAI, donnees, libelles


def gap(number: int) -> Rapprochement:
    return Rapprochement(
        "visiteurs_uniques_exports_evenements", UAI, "parent", 1000.0 + number, "comptes", 800.0, "evenements", 20.0
    )


def said(*gaps: Rapprochement, remarques: int = 0) -> list[dict[str, str]]:
    """The values of the sentences on sources, in their order."""
    quality = replace(QUALITE, remarques=("Un incident.",) * remarques)
    report = build_lycee_report(donnees(ecarts=gaps, qualite=quality), libelles(), PRESENTATION, Objectifs())
    return [
        {"cle": one.cle} | {name: str(value) for name, value in one.valeurs.items()}
        for one in report.essentiel.qualite
        if "de_sources" in one.cle
    ]


def test_sources_that_agree_are_not_spoken_of() -> None:
    assert said() == []


def test_a_difference_tells_both_figures_and_both_sources() -> None:
    assert said(gap(1)) == [
        {
            "cle": "ecart_de_sources",
            "mesure": "Visiteurs uniques, parents",
            "valeur_a": "1\u202f001",
            "source_a": "export des comptes",
            "valeur_b": "800",
            "source_b": "événements de l’ENT",
        }
    ]


@pytest.mark.parametrize(("count", "told", "others"), [(2, 2, None), (3, 2, "1"), (7, 2, "5")])
def test_two_are_told_and_the_others_counted(count: int, told: int, others: str | None) -> None:
    found = said(*(gap(n) for n in range(count)))
    assert [one["cle"] for one in found[:2]] == ["ecart_de_sources"] * told
    assert [one["nombre"] for one in found[2:]] == ([others] if others else [])


@pytest.mark.parametrize(
    ("remarks", "keys"),
    [
        (2, ["ecart_de_sources", "ecart_de_sources", "autres_ecarts_de_sources"]),
        (3, ["ecart_de_sources", "autres_ecarts_de_sources"]),
        (4, ["ecarts_de_sources"]),  # one line is left: they are counted
        (5, ["ecarts_de_sources"]),  # and take the last remark's place
    ],
)
def test_remarks_come_first_where_the_box_is_full(remarks: int, keys: list[str]) -> None:
    assert [one["cle"] for one in said(gap(1), gap(2), gap(3), remarques=remarks)] == keys
