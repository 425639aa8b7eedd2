"""What to do next: each point from a figure, three at most."""

import pytest

from ent_report.domaine.lycees import Objectifs
from ent_report.report.contexte import Contexte
from ent_report.report.lycee.pistes import pistes
from ent_report.specimens.lycee import OCTOBRE, PRESENTATION, donnees, frame, libelles, row


def points(rows, axes=None, services=()):
    chosen = Objectifs(axes or {}, services)
    found = pistes(Contexte(donnees(figures=frame(rows)), libelles(), PRESENTATION, chosen))
    return [(p.cle, {name: str(value) for name, value in p.valeurs.items()}) for p in found]


def accounts(profil, loaded, active, etat="publie"):
    keys = {"profil": profil, "source": "comptes", "etat": etat}
    return [row(OCTOBRE, "comptes_charges", loaded, **keys), row(OCTOBRE, "comptes_actives", active, **keys)]


def test_accounts_to_activate_the_greatest_number_first():
    found = points([*accounts("parent", 1846, 1207), *accounts("eleve", 1132, 1098)])
    assert [(cle, values["nombre"]) for cle, values in found] == [
        ("piste_activation", "639"),
        ("piste_activation", "34"),
    ]


def test_few_accounts_are_no_point():
    assert points(accounts("personnel", 60, 41)) == []
    assert len(points(accounts("personnel", 60, 40))) == 1


def test_masked_accounts_are_no_point():
    assert points(accounts("parent", 1846, 1207, etat="masque")) == []


def test_missed_target_comes_first_and_only_the_widest():
    rows = [
        row(OCTOBRE, "pages_vues", 100),
        row(OCTOBRE, "pages_vues", 20, service="notes"),
        row(OCTOBRE, "pages_vues", 30, service="actualites"),
        *accounts("parent", 1846, 1207),
    ]
    found = points(rows, {"relations_familles": 25.0, "communication_interne": 50.0})
    assert [cle for cle, _ in found] == ["piste_objectif", "piste_activation"]
    assert found[0][1]["axe"] == "Communication interne"


def test_reached_target_is_no_point():
    rows = [row(OCTOBRE, "pages_vues", 100), row(OCTOBRE, "pages_vues", 50, service="notes")]
    assert points(rows, {"relations_familles": 50.0}) == []


def test_axes_without_use_are_named_where_the_lycee_was_visited():
    rows = [
        row(OCTOBRE, "visites", 10),
        row(OCTOBRE, "pages_vues", 30),
        *(row(OCTOBRE, "pages_vues", 10, service=s) for s in ("notes", "actualites", "cahier_textes")),
    ]
    assert points(rows) == [
        ("piste_axes", {"axes": "Relations avec les partenaires et Réservation des ressources matérielles"})
    ]


@pytest.mark.parametrize(
    ("chosen", "told"),
    [
        (("notes",), []),  # used
        (("absences",), []),  # masked: it may have been used
        (("manuel_numerique",), ["Manuels numériques"]),
        (("manuel_numerique", "notes", "inconnu", "manuel_numerique"), ["Manuels numériques"]),  # named once
        ((), []),
    ],
)
def test_service_that_the_lycee_activated_and_nobody_opened(chosen, told):
    rows = [row(OCTOBRE, "visites", 9), row(OCTOBRE, "visites", 9, service="notes")]
    rows += [row(OCTOBRE, "visites", 1, service="absences", etat="masque")]
    found = points(rows, services=chosen)
    assert [values["services"] for cle, values in found if cle == "piste_services"] == told


def test_no_more_than_three():
    rows = [row(OCTOBRE, "visites", 10), row(OCTOBRE, "pages_vues", 30)]
    rows += [r for profil in ("parent", "eleve", "enseignant") for r in accounts(profil, 500, 10)]
    assert len(points(rows, {"relations_familles": 50.0})) == 3
