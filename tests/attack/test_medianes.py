"""Medians that masked figures count in."""

from __future__ import annotations

from typing import Any

import pytest

from attack.petit_monde import A, B, C, PetitMonde


@pytest.mark.parametrize(
    ("median", "par"),
    [
        (30, None),  # of 20 and 40, which are shown
        (20, "compte dans la médiane"),  # of 3, 20 and 40
        (3, "est la médiane"),
    ],
)
def test_a_median_is_of_the_figures_that_are_shown(median: float, par: str | None) -> None:
    monde = PetitMonde()
    of: dict[str, Any] = {"indicateur": "comptes_actives", "profil": "parent"}
    keys = [monde.masque(3, 3, lieu=A, **of), monde.montre(20, lieu=B, **of), monde.montre(40, lieu=C, **of)]
    monde.medianes |= dict.fromkeys(keys, median)
    monde.medianes |= {monde.montre(60, lieu=lieu, indicateur="comptes_charges"): 60 for lieu in (A, B, C)}
    found = monde.attaque()
    assert ({keys[0]: found[keys[0]].par} if found else {}) == ({keys[0]: par} if par else {})
