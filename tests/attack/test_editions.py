"""Editions less each other: what the attacker gets out of those that were replaced."""

from __future__ import annotations

import pytest

from attack.cellule import Cle
from attack.petit_monde import PetitMonde

AVANT = {"depuis": 100.0, "jusqua": 200.0}
APRES = {"depuis": 200.0}


@pytest.fixture
def monde() -> PetitMonde:
    return PetitMonde()


def both(monde: PetitMonde, key: Cle, before: float | None, after: float | None) -> None:
    monde.dit(key, before, **AVANT)
    monde.dit(key, after, **APRES)


def test_an_edition_that_was_replaced_shows_what_the_next_masks(monde: PetitMonde) -> None:
    both(monde, monde.fait(3, 3, profil="parent"), 3, None)
    (breach,) = monde.attaque().values()
    assert (breach.nature, breach.par) == ("montre", "une édition remplacée")


def test_what_an_edition_showed_and_is_not_true_any_more_gives_nothing(monde: PetitMonde) -> None:
    both(monde, monde.fait(3, 3, profil="parent"), 7, None)
    assert monde.attaque() == {}


@pytest.mark.parametrize(
    ("teachers_then", "is_had"),
    [
        (None, False),  # the same three are masked in both
        (
            34,
            True,
        ),  # the total was 2 less then, and the teachers were shown: pupils, shown today, give the parents back
    ],
)
def test_another_second_figure_is_masked_in_each(monde: PetitMonde, teachers_then: float | None, is_had: bool) -> None:
    both(monde, monde.fait(79, 50), 77, 79)
    small = monde.fait(3, 3, profil="parent")
    both(monde, small, None, None)
    both(monde, monde.fait(40, 50, profil="eleve"), None, 40)
    both(monde, monde.fait(36, 50, profil="enseignant"), teachers_then, None)
    found = monde.attaque()
    assert (small in found) == is_had
    assert not is_had or found[small].par == "profils, édition remplacée"


def test_a_sum_that_does_not_come_out_with_todays_figures_says_nothing(monde: PetitMonde) -> None:
    """The parents were another number then: 90 = 40 + 34 + 16."""
    both(monde, monde.fait(79, 50), 90, 79)
    both(monde, monde.fait(3, 3, profil="parent"), None, None)
    both(monde, monde.fait(40, 50, profil="eleve"), None, 40)
    both(monde, monde.fait(36, 50, profil="enseignant"), 34, None)
    assert monde.attaque() == {}
