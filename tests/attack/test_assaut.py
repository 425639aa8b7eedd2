"""The attacker, on tables small enough to be attacked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from attack.cellule import Cle
from attack.petit_monde import CRETEIL, D077, ENSEMBLE_REGION, SEPTEMBRE, A, B, C, PetitMonde

PROFILS = ("eleve", "parent", "enseignant", "personnel", "autre")


@pytest.fixture
def monde() -> PetitMonde:
    return PetitMonde()


def test_a_figure_that_is_masked_alone_is_computed(monde: PetitMonde) -> None:
    monde.montre(40)
    monde.montre(37, profil="eleve")
    alone = monde.masque(3, 2, profil="parent")
    (breach,) = monde.attaque().values()
    assert (breach.cle, breach.nature, breach.par, breach.bas, breach.haut) == (alone, "deduit", "profils", 3, 3)


def test_a_figure_that_is_masked_with_a_large_one_is_kept(monde: PetitMonde) -> None:
    monde.montre(40)
    monde.masque(37, profil="eleve")
    monde.masque(3, 2, profil="parent")
    assert monde.attaque() == {}


def test_two_masked_figures_without_room_are_narrow(monde: PetitMonde) -> None:
    """5 = 2 + 3, each at least 1: both lie in 1 to 4."""
    monde.montre(40)
    monde.montre(35, profil="eleve")
    parent = monde.masque(2, 2, profil="parent")
    autre = monde.masque(3, 3, profil="autre")
    found = monde.attaque()
    assert {key: (one.nature, one.bas, one.haut) for key, one in found.items()} == {
        parent: ("resserre", 1, 4),
        autre: ("resserre", 1, 4),
    }


def test_six_in_two_masked_figures_are_just_wide_enough(monde: PetitMonde) -> None:
    monde.montre(41)
    monde.montre(35, profil="eleve")
    monde.masque(2, 2, profil="parent")
    monde.masque(4, 4, profil="autre")
    assert monde.attaque() == {}


def test_a_shown_small_figure_is_a_breach(monde: PetitMonde) -> None:
    shown = monde.montre(9, 4, profil="eleve")
    monde.montre(9, 5, profil="parent")
    monde.montre(0, 0, profil="autre")
    (breach,) = monde.attaque().values()
    assert (breach.cle, breach.nature, breach.par) == (shown, "montre", "son rapport")


@pytest.mark.parametrize(("acces", "is_small"), [(4, True), (5, False)])
def test_a_count_whose_users_are_unknown_has_as_many_at_most(monde: PetitMonde, acces: int, is_small: bool) -> None:
    monde.montre(acces, None, indicateur="acces", service="accueil")
    assert bool(monde.attaque()) == is_small


def _crossed(
    monde: PetitMonde, masked: set[tuple[str, str]], values: dict[tuple[str, str], int]
) -> dict[tuple[str, str], Cle]:
    """Profiles by devices with both margins shown; a masked cell of less than 5 visits rests on as few users."""
    keys = {}
    monde.montre(sum(values.values()))
    for place, name in ((0, "profil"), (1, "appareil")):
        for one in sorted({key[place] for key in values}):
            monde.montre(sum(v for key, v in values.items() if key[place] == one), **{name: one})
    for (profil, appareil), value in values.items():
        add = monde.masque if (profil, appareil) in masked else monde.montre
        keys[profil, appareil] = add(value, value if value < 5 else 50, profil=profil, appareil=appareil)
    return keys


TABLE = {
    ("eleve", "ordinateur"): 90, ("eleve", "tablette"): 30, ("eleve", "autre"): 20,
    ("parent", "ordinateur"): 40, ("parent", "tablette"): 3, ("parent", "autre"): 30,
    ("autre", "ordinateur"): 25, ("autre", "tablette"): 12, ("autre", "autre"): 14,
}  # fmt: skip


def test_a_cycle_of_four_keeps_its_figures(monde: PetitMonde) -> None:
    _crossed(monde, {(p, a) for p in ("eleve", "parent") for a in ("ordinateur", "tablette")}, TABLE)
    assert monde.attaque() == {}


def test_three_corners_of_a_cycle_keep_nothing(monde: PetitMonde) -> None:
    keys = _crossed(monde, {("eleve", "ordinateur"), ("parent", "ordinateur"), ("parent", "tablette")}, TABLE)
    (breach,) = monde.attaque().values()
    assert (breach.cle, breach.bas, breach.haut) == (keys["parent", "tablette"], 3, 3)


def test_a_cycle_whose_other_corners_are_small_is_narrow(monde: PetitMonde) -> None:
    """One can be taken from `parent, tablette` and one given to it at most: the corners beside it hold 2 and 1."""
    values = TABLE | {("eleve", "ordinateur"): 9, ("eleve", "tablette"): 2, ("parent", "ordinateur"): 2}
    masked = {(p, a) for p in ("eleve", "parent") for a in ("ordinateur", "tablette")}
    keys = _crossed(monde, masked, values)
    found = monde.attaque()[keys["parent", "tablette"]]
    assert (found.nature, found.bas, found.haut) == ("resserre", 1, 4)


def test_relations_that_leave_two_unknowns_each_can_leave_none_together(monde: PetitMonde) -> None:
    """Accounts loaded and activated of two profiles are masked, both rates shown: four relations, four unknowns."""
    for indicateur, whole, parent, autre, base in (
        ("comptes_actives", 63, 60, 3, 3),
        ("comptes_charges", 90, 80, 10, 50),
    ):
        monde.montre(whole, indicateur=indicateur)
        monde.masque(parent, indicateur=indicateur, profil="parent")
        monde.masque(autre, base, indicateur=indicateur, profil="autre")
    rate = {"indicateur": "taux_activation_pct"}
    monde.montre(75.0, **rate, profil="parent", termes=(60, 80))
    assert monde.attaque() == {}
    monde.montre(30.0, **rate, profil="autre", termes=(3, 10))
    (breach,) = monde.attaque().values()
    assert (breach.nature, breach.bas, breach.haut) == ("deduit", 3, 3)


@pytest.mark.parametrize("above", [ENSEMBLE_REGION, CRETEIL, D077])
def test_the_lycees_less_the_others_give_one_back(monde: PetitMonde, above: object) -> None:
    monde.montre(63, lieu=above)  # less than the sum: somebody counts in two lycées
    alone = monde.masque(4, 3, lieu=A)
    monde.montre(60, lieu=B)
    if above != D077:
        monde.montre(70, lieu=C)
    assert set(monde.attaque()) == {alone}


def test_two_masked_lycees_are_had_by_their_departements_only(monde: PetitMonde) -> None:
    monde.montre(194, lieu=ENSEMBLE_REGION)
    small = monde.masque(4, 3, lieu=A)
    monde.montre(60, lieu=B)
    monde.masque(130, lieu=C)
    assert monde.attaque() == {}
    monde.montre(64, lieu=D077)
    assert monde.attaque()[small].nature == "deduit"


def test_days_and_hours_of_one_weekday_are_one_sum(monde: PetitMonde) -> None:
    """Two days of October 2026 are masked, a Monday and a Tuesday: the hours tell each from the other."""
    monday, tuesday = date(2026, 10, 5), date(2026, 10, 6)
    monde.montre(90)
    first = monde.masque(3, 3, jour=monday)
    monde.masque(40, jour=tuesday)
    monde.montre(47, jour=date(2026, 10, 7))
    monde.montre(47, jour_semaine=3, heure=9)
    hour = monde.masque(3, jour_semaine=1, heure=9)
    other = monde.masque(40, jour_semaine=2, heure=9)
    assert monde.attaque() == {}
    for key, valeur in ((hour, 3), (other, 40)):
        monde.dit(key, valeur)
    assert monde.attaque()[first].nature == "deduit"


def test_a_rate_with_one_term_gives_the_other(monde: PetitMonde) -> None:
    actives = monde.masque(3, 3, indicateur="comptes_actives", profil="parent")
    monde.montre(60, indicateur="comptes_charges", profil="parent")
    monde.montre(5.0, 50, indicateur="taux_activation_pct", profil="parent", termes=(3, 60))
    assert monde.attaque()[actives].par == "taux taux_activation_pct"


def test_an_unrounded_rate_is_a_fraction_of_two_counts(monde: PetitMonde) -> None:
    """75 % says little of two counts; 42.857142857 % is 3 of 7 or 6 of 14, and 10 are too few for the second."""
    of = {"indicateur": "comptes_charges"}
    monde.montre(60, **of)
    monde.montre(50, **of, profil="eleve")
    monde.masque(7, 7, **of, profil="autre")
    monde.masque(3, 3, **of, profil="parent")
    actives = monde.masque(3, 3, indicateur="comptes_actives", profil="autre")
    monde.montre(300 / 7, indicateur="taux_activation_pct", profil="autre", termes=(3, 7))
    found = monde.attaque()[actives]
    assert (found.nature, found.par) == ("deduit", "fraction taux_activation_pct")


def test_a_rate_whose_denominator_everybody_knows_gives_the_visits(monde: PetitMonde) -> None:
    visits = monde.masque(3, 3)
    monde.montre(0.25, 50, indicateur="visites_par_jour_de_classe", termes=(3, 12))
    assert monde.attaque()[visits].par == "taux visites_par_jour_de_classe"


def test_a_mean_gives_a_sum_that_adds_up_over_lycees(monde: PetitMonde) -> None:
    """Region and B tell their seconds; so A's, whose mean is masked, are what is left."""
    for lieu, visits, seconds, add in ((ENSEMBLE_REGION, 200, 9000, monde.montre), (B, 150, 8000, monde.montre)):
        monde.montre(visits, lieu=lieu)
        add(seconds / visits, lieu=lieu, indicateur="duree_moyenne_s", termes=(seconds, visits))
        monde.fait(seconds, 50, lieu=lieu, indicateur="duree_totale_s")
    monde.masque(40, 3, lieu=A)
    monde.masque(10, lieu=C)
    monde.masque(25, 3, lieu=A, indicateur="duree_moyenne_s", termes=(1000, 40))
    seconds = monde.fait(1000, 3, lieu=A, indicateur="duree_totale_s")
    assert monde.attaque()[seconds].par == "lycées de region"


def test_another_months_report_shows_what_its_own_masks(monde: PetitMonde) -> None:
    before = monde.masque(3, 3, mois=SEPTEMBRE, profil="parent")
    monde.dit(before, 3, "valeur_m1")
    (breach,) = monde.attaque().values()
    assert (breach.nature, breach.par) == ("montre", "valeur_m1")


def test_visitors_are_at_most_their_visits(monde: PetitMonde) -> None:
    """4 visits are too many to be shown themselves; 3 visitors are known to be 1 to 4."""
    monde.montre(4, 50, profil="parent")
    visitors = monde.masque(3, 3, indicateur="visiteurs_uniques", profil="parent")
    found = monde.attaque()[visitors]
    assert (found.nature, found.bas, found.haut) == ("resserre", 1, 4)


@pytest.mark.parametrize(("is_stopped", "is_narrow"), [(True, False), (False, True)])
def test_a_stopped_figure_may_be_nought(monde: PetitMonde, is_stopped: bool, is_narrow: bool) -> None:
    """5 = 2 + 3: with 1 at least for each, 1 to 4; if one may be 0, the other is 1 to 5."""
    monde.montre(45, None, indicateur="acces")
    monde.montre(40, None, indicateur="acces", service="accueil")
    small = monde.masque(2, None, indicateur="acces", service="absences")
    other = monde.fait(3, 50, indicateur="acces", service="notes")
    monde.dit(other, None, etat="interrompu" if is_stopped else "masque")
    assert (small in monde.attaque()) == is_narrow


def test_visits_by_service_do_not_add_up(monde: PetitMonde) -> None:
    monde.montre(40)
    monde.montre(38, service="accueil")
    monde.masque(3, 3, service="absences")
    assert monde.attaque() == {}


@pytest.mark.parametrize(("rest", "is_narrow"), [(0, True), (60, False)])
def test_what_the_national_measure_does_not_assign_is_part_of_the_sum(
    monde: PetitMonde, rest: int, is_narrow: bool
) -> None:
    of = {"indicateur": "dnma_visites"}
    monde.montre(43 + rest, **of)
    monde.montre(40, **of, profil="eleve")
    small = monde.masque(3, 3, **of, profil="parent")
    (monde.masque if rest else monde.montre)(rest, None, **of, profil="non_ventile")
    assert (small in monde.attaque()) == is_narrow
