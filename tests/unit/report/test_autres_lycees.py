"""Which names and UAIs in a report tell of another lycée, and which may stand there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ent_report.domaine.lycees import Lycee
from ent_report.report.autres_lycees import AutresLycees, mots
from ent_report.specimens.lycee import LYCEE
from ent_report.vocabulary import Uai

COMMUNS = mots("Le lycée professionnel général et technologique de la région : visites, comptes, page, mois")
AUTRE = Uai("0770001H")


def named(line: str, autre: str, *, commune: str = "Meaux", nom: str = LYCEE.nom, propre: str = "") -> list[str]:
    """What one line tells in the report of `nom`, in a region where another lycée is called `autre`."""
    own = replace(LYCEE, nom=nom, commune="Melun")
    other = replace(LYCEE, uai=AUTRE, nom=autre, commune=commune)
    return AutresLycees([own, other], COMMUNS).named_in([line], own.uai, [nom, "Melun", propre])


@pytest.mark.parametrize(
    ("line", "autre"),
    [
        ("Comme au lycée Jean-Moulin, les visites augmentent.", "Lycée Jean Moulin"),
        ("LYCÉE JEAN MOULIN", "Lycée Jean-Moulin"),  # capitals, accents, hyphens
        ("Jean Moulin", "Jean Moulin"),  # a register without « Lycée »
        ("le lycée Ile-de-Ré", "Lycée Île de Ré"),
        ("Lycée de Melun et de Brie", "Lycée de Melun et de Brie"),  # more than the own commune
    ],
)
def test_another_s_name_is_found(line: str, autre: str) -> None:
    assert named(line, autre) == [f"the name of 0770001H, {autre!r}"]


@pytest.mark.parametrize(
    ("line", "autre", "nom"),
    [
        ("Lycée Jean Moulin", "Lycée Jean Moulin", "Lycée Jean Moulin"),  # two lycées of one name
        ("Lycée Jean Moulin et Résistance", "Lycée Jean Moulin", "Lycée Jean Moulin et Résistance"),  # within the own
        ("lycée professionnel, 12 visites", "Lycée professionnel", LYCEE.nom),  # what every report says
        ("Melun · visites", "Melun", LYCEE.nom),  # the own commune
        ("Incident connu : coupure à Meaux.", "Lycée de Meaux", LYCEE.nom),  # only a commune's name
        ("Jean", "Lycée Jean Moulin", LYCEE.nom),  # not the whole of it
        ("4 min 12 s", "Lycée S", LYCEE.nom),  # a letter
        ("lycée 1", "Lycée 1", LYCEE.nom),  # a number
    ],
)
def test_what_may_stand_there(line: str, autre: str, nom: str) -> None:
    assert named(line, autre, nom=nom) == []


def test_a_name_that_goes_on_from_the_own_is_another_s() -> None:
    assert named("Lycée Hugo Pratt", "Lycée Hugo Pratt", nom="Lycée Hugo") != []
    assert named("Lycée Hugo, Melun", "Lycée Hugo Pratt", nom="Lycée Hugo") == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("UAI 0770002J", ["the UAI 0770002J"]),  # of no lycée of the register, all the same
        ("uai 0770001h, 0770001h", ["the UAI 0770001h"]),
        ("ce.0770001h@ac-creteil.fr", ["the UAI 0770001h"]),
        (f"UAI {LYCEE.uai}", []),
        ("20261031A 1 234 567 A 12345678B 0770001HX", []),  # longer, or parted
    ],
)
def test_another_s_uai_is_found(line: str, told: list[str]) -> None:
    assert named(line, "Lycée Jean Moulin") == told


def test_a_uai_in_the_region_s_address_may_stand_there() -> None:
    contact = "ce.0770001h@ac-creteil.fr"
    assert named(contact, "Lycée Jean Moulin", propre=contact) == []


def test_five_hundred_lycees_are_told_apart() -> None:
    names = [f"Lycée Prénom{number} Nom{number % 7}" for number in range(500)]
    lycees: list[Lycee] = [replace(LYCEE, uai=f"{number:07d}A", nom=name) for number, name in enumerate(names)]
    others = AutresLycees(lycees, COMMUNS)
    found = others.named_in(names, "0000123A", [names[123]])
    assert len(found) == 499
    assert not any("0000123A" in one for one in found)
