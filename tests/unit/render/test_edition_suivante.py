"""Page 1 of an edition that replaces another: what changed, in French words and figures, and how much more did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from unit.render.pages import texts

from ent_report.editions.chiffres_modifies import changed_figures
from ent_report.render.html import Templates
from ent_report.render.lycee import Documents
from ent_report.render.pdf import Renderer
from ent_report.render.region import render_region
from ent_report.report.donnees import Changement, DonneesLycee
from ent_report.report.lycee.donnees_csv import donnees_csv
from ent_report.report.region import build_region_report
from ent_report.report.region.donnees_csv import donnees_csv_region
from ent_report.report.remplacement import remplacement
from ent_report.specimens.lycee import EDITION, PRESENTATION, donnees, libelles
from ent_report.specimens.region import donnees_region

SECOND = replace(EDITION, numero=2, remplace=1, raison="des chiffres ont été corrigés")


@pytest.mark.parametrize(
    ("avant", "apres", "unite", "shown"),
    [
        ("1234567", "1234568", "visites", ("1\u202f234\u202f567", "1\u202f234\u202f568")),
        ("16,0768", "16,2", "visites", ("16,1", "16,2")),
        ("64,128", "64,131", "pourcent", ("64,128\u202f%", "64,131\u202f%")),  # as exact as it takes
        ("64,1", "70", "pourcent", ("64,1\u202f%", "70,0\u202f%")),
        ("252,4", "3700", "secondes", ("4\u00a0min\u00a012\u00a0s", "1\u00a0h\u00a001\u00a0min")),
        ("252,4", "252,3", "secondes", ("252,40\u00a0s", "252,30\u00a0s")),
        ("'-3", "3", "visites", ("\u22123", "3")),  # guarded against spreadsheets
        ("n.c.", "12", "visites", ("n.c.", "12")),
        ("publié", "n.c.", "visites", ("publié", "n.c.")),
        ("0,5", "n.d.", "visites", ("0,5", "n.d.")),
    ],
)
def test_figures_are_written_as_readers_write_them(avant: str, apres: str, unite: str, shown: tuple[str, str]) -> None:
    found = remplacement(replace(SECOND, changements=(Changement("Visites", avant, apres, unite),)), lignes=1)
    assert found is not None
    (change,) = found.changements
    assert (change.avant, change.apres) == shown


def masked_and_corrected() -> tuple[bytes, bytes, DonneesLycee]:
    """A month before and after a correction that moves every figure and masks the teachers'."""
    case = donnees()
    after = case.figures.with_columns(
        valeur=case.figures["valeur"] * 3 + 1,
        etat=case.figures["profil"]
        .eq("enseignant")
        .fill_null(value=False)
        .replace_strict({True: "masque", False: "publie"}),
    )
    corrected = donnees(figures=after)
    return donnees_csv(case, libelles()), donnees_csv(corrected, libelles()), corrected


def test_hundreds_of_changes_fit_on_page_1_and_say_how_many_more(render: Callable[[DonneesLycee], Documents]) -> None:
    before, after, case = masked_and_corrected()
    changes = tuple(changed_figures(before, after))
    assert len(changes) > 300
    first, *others = texts(render(replace(case, edition=replace(SECOND, changements=changes))).pdf)
    assert len(others) == 3
    assert "L’édition 2 annule et remplace l’édition 1" in first
    assert f"Et {len(changes) - 8} autres chiffres ont changé" in first
    assert "page 1 / 4" in first


def test_what_is_masked_now_is_told_without_what_it_was() -> None:
    before, after, _ = masked_and_corrected()
    told = [one for one in changed_figures(before, after) if "Enseignants" in one.libelle and "," not in one.apres]
    withdrawn = [one for one in told if one.apres == "n.c."]
    assert withdrawn
    assert {one.avant for one in withdrawn} == {"publié"}


def test_hundreds_of_changes_fit_on_the_region_s_page_1(templates: Templates, renderer: Renderer) -> None:
    changes = tuple(Changement(f"Visites, Lycée numéro {n}", str(n), str(n + 1), "visites") for n in range(300))
    case = donnees_region(edition=replace(SECOND, changements=changes))
    report = build_region_report(case, libelles(), PRESENTATION)
    first, second, *_ = texts(render_region(report, donnees_csv_region(case, libelles()), templates, renderer).pdf)
    assert "L’édition 2 annule et remplace l’édition 1" in first
    assert "Et 296 autres chiffres ont changé" in first
    assert second.startswith("Qui vient, et quand")
