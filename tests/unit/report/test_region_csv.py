"""The region's `donnees.csv`: the contract's columns, one line a figure, each place named."""

from dataclasses import replace

import pytest
from unit.report.lignes import one, read

from ent_report.report.donnees_csv import COLONNES
from ent_report.report.region.donnees_csv import donnees_csv_region
from ent_report.specimens.lycee import libelles
from ent_report.specimens.region import donnees_region, lycee, lycees, uai


def lines(**case):
    return read(donnees_csv_region(donnees_region(**case), libelles()))


def test_columns_are_those_of_every_report():
    assert tuple(lines()[0]) == COLONNES


def test_every_figure_has_one_line():
    rows = lines()
    keys = [tuple(r[name] for name in ("indicateur", "libelle", "profil", "service", "appareil", "jour")) for r in rows]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("place", "valeur", "valeur_m1", "valeur_n1"),
    [
        ("Visites", "32475", "29927", "29553"),  # the region's own
        ("Visites, académie Orsenne", "30000", "29100", "24000"),  # lycées 3, 6, 9 and 12
        ("Visites, département 075 Paris-Fictif", "30000", "29100", "24000"),
        (f"Visites, {uai(4)} Lycée numéro 4", "4000", "3880", "3200"),
    ],
)
def test_place_is_named_in_the_label(place, valeur, valeur_m1, valeur_n1):
    found = one(lines(), indicateur="visites", libelle=place)
    assert (found["valeur"], found["valeur_m1"], found["valeur_n1"]) == (valeur, valeur_m1, valeur_n1)
    assert (found["unite"], found["etat"], found["source"]) == ("visites", "publie", "evenements")


def test_parents_of_a_lycee_have_their_line():
    found = one(
        lines(),
        indicateur="taux_activation_pct",
        profil="parent",
        libelle=f"Taux d’activation, Parents, {uai(4)} Lycée numéro 4",
    )
    assert found["valeur"] == "50"


@pytest.mark.parametrize("etat", ["masque", "absent", "interrompu"])
def test_figure_of_a_lycee_that_may_not_be_shown_is_empty(etat):
    rows = lines(change=lambda r: r | {"etat": etat} if r["code"] == uai(4) else r)
    own = [r for r in rows if uai(4) in r["libelle"]]
    assert len(own) == 10
    assert {(r["valeur"], r["valeur_m1"], r["valeur_n1"], r["etat"]) for r in own} == {("", "", "", etat)}


def test_lycee_without_figures_stands_there_as_absent():
    rows = lines(change=lambda r: None if r["code"] == uai(4) else r)
    assert {r["etat"] for r in rows if uai(4) in r["libelle"]} == {"absent"}


def test_hostile_name_starts_no_formula_and_no_line():
    strange = (lycee(1, nom='=cmd|"/C calc"!A0;\r\nx;y', departement="-2+3"), *lycees()[1:])
    rows = lines(lycees=strange)
    assert all(None not in r and None not in r.values() for r in rows)
    assert not [cell for r in rows for cell in r.values() if cell.startswith(("=", "+", "-", "@"))]
    assert one(rows, indicateur="visites", libelle=f'Visites, {uai(1)} =cmd|"/C calc"!A0; x;y')["valeur"] == "1000"


def test_figures_do_not_depend_on_the_order_of_rows():
    case = donnees_region()
    turned = case.figures.reverse()
    assert donnees_csv_region(replace(case, figures=turned), libelles()) == donnees_csv_region(case, libelles())
