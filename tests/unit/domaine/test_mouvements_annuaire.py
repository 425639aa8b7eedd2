"""Two registers: which lycées opened, are gone, merged perhaps, were renamed or moved.

The lycées are invented; their rows are written as the national register and lists of schools write them.
"""

from __future__ import annotations

import polars as pl
import pytest

from ent_report.contracts.annuaire import COLONNES
from ent_report.domaine.mouvements_annuaire import Nature, Registre, compare_registers

Row = dict[str, str | None]


def lycee(uai: str, nom: str = "LYCEE JEAN FICTIF", **parts: str | None) -> Row:
    usual = {
        "identifiant_de_l_etablissement": uai,
        "nom_etablissement": nom,
        "statut_public_prive": "Public",
        "adresse_1": "1 rue des Écoles",
        "code_postal": "77000",
        "nom_commune": "MELUN CEDEX",
        "libelle_departement": "Seine-et-Marne",
        "libelle_academie": "Créteil",
    }
    return dict.fromkeys(COLONNES) | usual | parts


def register(*rows: Row, refuses: tuple[str, ...] = ()) -> Registre:
    return Registre(pl.DataFrame(list(rows), schema=dict.fromkeys(COLONNES, pl.String)), frozenset(refuses))


def natures(avant: Registre, apres: Registre) -> list[tuple[Nature, str]]:
    return [(one.nature, one.uai) for one in compare_registers(avant, apres)]


ELSEWHERE = {"adresse_1": "9 avenue du Parc", "code_postal": "77100", "nom_commune": "MEAUX"}


def test_the_same_register_twice() -> None:
    same = register(lycee("A"), lycee("B"))
    assert compare_registers(same, same) == ()


def test_one_opened_and_one_is_gone() -> None:
    avant, apres = register(lycee("A"), lycee("B", **ELSEWHERE)), register(lycee("A"), lycee("C", code_postal="94000"))
    assert natures(avant, apres) == [(Nature.OUVERTURE, "C"), (Nature.FERMETURE, "B")]


def test_a_refused_row_neither_opens_nor_closes_a_lycee() -> None:
    avant, apres = register(lycee("A"), lycee("B"), refuses=("C",)), register(lycee("A"), lycee("C"), refuses=("B",))
    assert natures(avant, apres) == []


class TestMerger:
    def test_the_same_address(self) -> None:
        """A « cité scolaire »: the lycée next door stays, in a commune of several."""
        stays = lycee("B", "LYCEE VOISIN", adresse_1="1, RUE DES ECOLES", nom_commune="Melun")
        other = lycee("C", "AUTRE LYCEE", adresse_1="5 quai de la Gare")
        (found,) = compare_registers(register(lycee("A"), stays, other), register(stays, other))
        assert (found.nature, found.uai, found.avec_uai, found.avec_nom) == (
            Nature.FUSION_PROBABLE,
            "A",
            "B",
            "LYCEE VOISIN",
        )

    def test_the_only_lycee_of_the_commune_and_postal_code(self) -> None:
        stays = lycee("B", adresse_1="5 quai de la Gare", nom_commune="Melun")
        assert natures(register(lycee("A"), stays), register(stays)) == [(Nature.FUSION_PROBABLE, "A")]

    def test_two_lycees_become_a_new_one(self) -> None:
        """One that opened comes before one that was there."""
        stays = lycee("D", adresse_1=None)
        found = compare_registers(
            register(lycee("A"), lycee("B"), stays), register(lycee("C", "LYCEE COMMUN", adresse_1=None), stays)
        )
        assert [(one.nature, one.uai, one.avec_uai) for one in found] == [
            (Nature.OUVERTURE, "C", None),
            (Nature.FUSION_PROBABLE, "A", "C"),
            (Nature.FUSION_PROBABLE, "B", "C"),
        ]

    @pytest.mark.parametrize(
        "others",
        [
            [lycee("B", adresse_1="2 rue Neuve"), lycee("C", adresse_1="3 rue Neuve")],  # which of the two?
            [lycee("B", statut_public_prive="Privé")],  # a public and a private one do not merge
            [lycee("B", adresse_1=None, code_postal="77001")],  # another postal code
            [
                lycee("B", adresse_1="1 rue des Écoles", nom_commune="Meaux", code_postal="77100")
            ],  # the same street's name
            [lycee("B", adresse_1=None, code_postal=None, nom_commune=None)],  # nothing is known of its place
        ],
    )
    def test_nothing_is_guessed(self, others: list[Row]) -> None:
        assert natures(register(lycee("A"), *others), register(*others)) == [(Nature.FERMETURE, "A")]

    def test_a_lycee_without_a_place_is_near_none(self) -> None:
        nowhere = {"adresse_1": None, "code_postal": None, "nom_commune": None}
        stays = lycee("B", **nowhere)
        assert natures(register(lycee("A", **nowhere), stays), register(stays)) == [(Nature.FERMETURE, "A")]


def test_a_new_name() -> None:
    (found,) = compare_registers(register(lycee("A", "LYCEE LA SOURCE")), register(lycee("A", "Lycée Jeanne-Fictive")))
    assert (found.nature, found.avant, found.apres) == (Nature.RENOMMAGE, "LYCEE LA SOURCE", "Lycée Jeanne-Fictive")


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        ("LYCEE SACRE-COEUR", "Lycée Sacré-Cœur"),
        ("LYCEE L'ERMITAGE", "Lycée  L’Ermitage"),
    ],
)
def test_another_way_to_write_a_name_is_no_new_name(avant: str, apres: str) -> None:
    assert natures(register(lycee("A", avant)), register(lycee("A", apres))) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"nom_commune": "Meaux"}, ("MELUN CEDEX", "Meaux")),
        ({"libelle_departement": "Essonne"}, ("Seine-et-Marne", "Essonne")),
        ({"libelle_academie": "Versailles"}, ("Créteil", "Versailles")),
        (
            {"nom_commune": "Évry", "libelle_departement": "Essonne", "libelle_academie": "Versailles"},
            ("MELUN CEDEX, Seine-et-Marne, Créteil", "Évry, Essonne, Versailles"),
        ),
        ({"nom_commune": "Melun"}, None),  # CEDEX is no commune
        ({"nom_commune": "MELUN CEDEX 02"}, None),
        ({"libelle_academie": None}, None),  # the register says less than before: the lycée did not move
        ({"adresse_1": "2 rue Neuve"}, None),  # within its commune
    ],
)
def test_another_place(change: Row, told: tuple[str, str] | None) -> None:
    found = compare_registers(register(lycee("A")), register(lycee("A", **change)))
    assert [(one.nature, (one.avant, one.apres)) for one in found] == ([(Nature.DEPLACEMENT, told)] if told else [])
