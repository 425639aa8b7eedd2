from dataclasses import replace

import pytest
from unit.report.lignes import one, read

from ent_report.domaine.lycees import Objectifs
from ent_report.report.contexte import Contexte
from ent_report.report.donnees_csv import COLONNES, harmless, number
from ent_report.report.lycee.donnees_csv import donnees_csv
from ent_report.report.lycee.notes import build_notes
from ent_report.specimens.lycee import OCTOBRE, PRESENTATION, QUALITE, donnees, frame, libelles, row


def test_columns_are_the_contract_s():
    header = donnees_csv(donnees(), libelles()).decode("utf-8-sig").splitlines()[0]
    assert header == (
        "indicateur;libelle;profil;service;appareil;jour;valeur;unite;valeur_m1;valeur_n1;mediane_comparables;etat;source"
    )
    assert header.split(";") == list(COLONNES)


def test_figure_with_its_months_and_its_median():
    found = one(read(donnees_csv(donnees(), libelles())), indicateur="taux_activation_pct", profil="parent")
    assert found["libelle"] == "Taux d’activation, Parents"
    assert (found["valeur"], found["unite"]) == ("65,38461538", "pourcent")
    assert (found["valeur_m1"], found["mediane_comparables"]) == ("64,89707476", "61")
    assert (found["etat"], found["source"]) == ("publie", "comptes")


def test_every_figure_has_one_line():
    rows = read(donnees_csv(donnees(), libelles()))
    keys = [tuple(r[name] for name in ("indicateur", "profil", "service", "appareil", "jour", "libelle")) for r in rows]
    assert len(set(keys)) == len(keys)
    one(rows, indicateur="visites", profil="", service="", appareil="", jour="")  # the total, and no hour beside it


def test_days_and_hours_are_carried():
    rows = read(donnees_csv(donnees(), libelles()))
    assert one(rows, jour="2026-10-05")["libelle"] == "Visites, 5 octobre 2026"
    assert one(rows, libelle="Visites, lundi, 10 h")["indicateur"] == "visites_par_heure"


@pytest.mark.parametrize("etat", ["masque", "absent", "interrompu"])
def test_cell_that_may_not_be_shown_is_empty(etat):
    hidden = donnees(change=lambda r: r | {"etat": etat} if r["profil"] == "parent" else r)
    found = one(read(donnees_csv(hidden, libelles())), indicateur="comptes_actives", profil="parent")
    assert (found["valeur"], found["valeur_m1"], found["valeur_n1"], found["etat"]) == ("", "", "", etat)


def test_indicator_of_a_source_that_is_missing_stands_there_empty():
    gone = donnees(figures=frame([]), qualite=replace(QUALITE, sources_absentes=("evenements",)))
    found = one(read(donnees_csv(gone, libelles())), indicateur="visites")
    assert (found["valeur"], found["etat"]) == ("", "absent")


def test_indicator_whose_source_is_gone_is_absent_though_an_earlier_edition_hid_a_detail_of_it():
    hidden = row(OCTOBRE, "comptes_actives", 0, profil="autre", source="comptes") | {"etat": "masque"}
    found = read(donnees_csv(donnees(figures=frame([hidden])), libelles()))
    assert one(found, indicateur="comptes_actives", profil="autre")["etat"] == "masque"
    whole = one(found, indicateur="comptes_actives", profil="")
    assert (whole["valeur"], whole["etat"]) == ("", "absent")


def test_unknown_service_is_kept():
    rows = [row(OCTOBRE, "visites", 3, service="nouveau_service")]
    assert one(read(donnees_csv(donnees(figures=frame(rows)), libelles())), service="nouveau_service")["valeur"] == "3"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "  ="])
def test_no_cell_can_start_a_formula(start):
    rows = [row(OCTOBRE, "visites", 3, service=f"{start}1+1", source="evenements")]
    cells = [cell for r in read(donnees_csv(donnees(figures=frame(rows)), libelles())) for cell in r.values()]
    assert any("1+1" in cell for cell in cells)
    assert not [cell for cell in cells if cell.lstrip(" ")[:1] in set("=+-@\t\r") - {""}]


def test_harmless_text_stays_as_it_is():
    assert [harmless(text) for text in ("Visites", "", "12,5", "a=b")] == ["Visites", "", "12,5", "a=b"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (0.0, "0"),
        (32346.0, "32346"),
        (1 / 3, "0,3333333333"),
        (10_000_000.0, "10000000"),
        (1e16, "10000000000000000"),
        (12345678.912345, "12345678,91"),
        (0.00001, "0,00001"),
    ],
)
def test_number_as_text(value, expected):
    assert number(value) == expected


def test_order_of_the_rows_read_does_not_matter():
    usual = donnees()
    shuffled = replace(usual, figures=usual.figures.sample(fraction=1.0, shuffle=True, seed=3))
    assert donnees_csv(usual, libelles()) == donnees_csv(shuffled, libelles())


def test_region_without_the_national_data_has_no_word_of_it():
    known = one(read(donnees_csv(donnees(), libelles(nationale=True))), indicateur="dnma_visites")
    assert (known["valeur"], known["etat"]) == ("", "absent")  # not 0: no row says so
    rows = read(donnees_csv(donnees(), libelles()))
    others = set(libelles(nationale=True).indicateurs) - {"dnma_visites"}
    assert {r["indicateur"] for r in rows} == others | {"visites_par_heure"}


@pytest.mark.parametrize("nationale", [False, True])
def test_definition_stands_beside_the_figures_that_a_region_has(nationale):
    ctx = Contexte(donnees(), libelles(nationale=nationale), PRESENTATION, Objectifs())
    shown = {i.code for group in build_notes(ctx).definitions for i in group.indicateurs}
    assert ("dnma_visites" in shown) == nationale
    assert "visites" in shown
