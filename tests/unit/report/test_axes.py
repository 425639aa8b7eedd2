"""The axes add pages up; a masked service masks its axis, which would else give it back."""

import pytest

from ent_report.domaine.lycees import Objectifs
from ent_report.report.axes import axes, dire_axes_sans, share_of_axis
from ent_report.report.contexte import Contexte
from ent_report.specimens.lycee import OCTOBRE, PRESENTATION, donnees, frame, libelles, row

ROWS = [
    row(OCTOBRE, "pages_vues", 200),
    row(OCTOBRE, "pages_vues", 60, service="notes"),  # relations avec les familles
    row(OCTOBRE, "pages_vues", 20, service="absences"),  # the same axis
    row(OCTOBRE, "pages_vues", 110, service="actualites"),
    row(OCTOBRE, "pages_vues", 10, service="non_classe"),
]


def context(rows, objectifs=None):
    return Contexte(donnees(figures=frame(rows)), libelles(), PRESENTATION, Objectifs(objectifs or {}))


def line(rows, label, objectifs=None):
    return next(found for found in axes(context(rows, objectifs)) if found.libelle == label)


def test_share_is_of_all_pages_those_of_no_axis_included():
    found = line(ROWS, "Relations avec les familles")
    assert (found.pages.texte, found.part.texte) == ("80", "40,0\u202f%")


def test_shares_add_up_to_the_whole():
    ctx = context(ROWS)
    named = [share_of_axis(ctx, axe, OCTOBRE) for axe in ctx.libelles.axes if ctx.libelles.services_de(axe)]
    assert sum(named) + 100 * 10 / 200 == pytest.approx(100)


def test_what_belongs_to_no_axis_has_its_line():
    assert line(ROWS, "Autres (non classés)").part.texte == "5,0\u202f%"


def test_masked_service_masks_its_axis():
    rows = [r | {"etat": "masque"} if r["service"] == "absences" else r for r in ROWS]
    assert line(rows, "Relations avec les familles").part.texte == "n.c."
    assert line(rows, "Communication interne").part.texte == "55,0\u202f%"


def test_stopped_service_does_not_hide_the_rest_of_its_axis():
    rows = [r | {"etat": "interrompu"} if r["service"] == "absences" else r for r in ROWS]
    assert line(rows, "Relations avec les familles").pages.texte == "60"


def test_axis_of_which_only_a_stopped_service_was_used_stopped_with_it():
    rows = [r | {"etat": "interrompu"} if r["service"] == "actualites" else r for r in ROWS]
    found = line(rows, "Communication interne")  # the axis's other services have no page
    assert (found.pages.texte, found.part.texte) == ("interrompu", "interrompu")
    assert found.ecart is None


def test_axis_that_goes_on_says_without_which_service():
    rows = [r | {"etat": "interrompu"} if r["service"] in ("absences", "actualites") else r for r in ROWS]
    said = dire_axes_sans(context(rows))
    assert (said.cle, said.valeurs["services"]) == ("axes_sans_interrompu", "«\u00a0Absences\u00a0»")
    assert dire_axes_sans(context(ROWS)) is None


def test_axis_without_any_service_is_not_measured():
    assert line(ROWS, "Information au sein du conseil d’administration").pages.texte == "n.d."


@pytest.mark.parametrize(
    ("target", "key", "reached"),
    [(40.0, "objectif_atteint", True), (40.04, "objectif_atteint", True), (46.7, "objectif_manque", False)],
)
def test_target_is_compared_with_the_share_as_it_is_shown(target, key, reached):
    found = line(ROWS, "Relations avec les familles", {"relations_familles": target})
    assert found.ecart.cle == key
    assert found.est_atteint is reached


def test_gap_to_the_target():
    found = line(ROWS, "Relations avec les familles", {"relations_familles": 46.7})
    assert str(found.ecart.valeurs["points"]) == "6,7"
