from __future__ import annotations

import re

from unit.demo.lecture import LYCEES

from ent_report.vocabulary import Uai

NATIONAL_FIELDS = [
    "identifiant_de_l_etablissement",
    "nom_etablissement",
    "type_etablissement",
    "statut_public_prive",
    "adresse_1",
    "adresse_2",
    "adresse_3",
    "code_postal",
    "nom_commune",
    "code_departement",
    "libelle_departement",
    "libelle_academie",
    "code_region",
    "libelle_region",
    "mail",
    "telephone",
    "code_nature",
    "voie_generale",
    "voie_technologique",
    "voie_professionnelle",
    "nombre_d_eleves",
    "etat",
    "latitude",
    "longitude",
]


def due(region):
    return [
        row
        for row in region.annuaire
        if row["code_region"] == "11" and row["etat"] == "OUVERT" and row["type_etablissement"] != "Collège"
    ]


def test_it_is_written_as_the_national_register(region):
    octets = (region.entrees / "annuaire.csv").read_bytes()
    assert octets.startswith(b"\xef\xbb\xbf")
    assert octets.decode("utf-8-sig").splitlines()[0].split(";") == [*NATIONAL_FIELDS, "identifiant_ent"]


def test_every_uai_has_its_control_letter(region):
    uais = [Uai(row["identifiant_de_l_etablissement"]) for row in region.annuaire]
    assert len(set(uais)) == LYCEES + 3


def test_some_rows_must_be_left_out(region):
    assert len(due(region)) == LYCEES
    left_out = [row for row in region.annuaire if row not in due(region)]
    assert sorted((row["type_etablissement"], row["code_region"], row["etat"]) for row in left_out) == [
        ("Collège", "11", "OUVERT"),
        ("Lycée", "11", "FERME"),
        ("Lycée", "98", "OUVERT"),
    ]


def test_departements_keep_their_leading_zero(region):
    codes = {row["code_departement"] for row in region.annuaire}
    assert 3 <= len(codes) <= 8
    assert all(re.fullmatch(r"0\d\d", code) for code in codes)
    assert len({row["libelle_academie"] for row in region.annuaire}) == 3


def test_the_mailbox_is_the_official_one(region):
    for row in region.annuaire:
        assert row["mail"] == f"ce.{row['identifiant_de_l_etablissement'].lower()}@ac-exemple.fr"


def test_the_voies_agree_with_the_code_nature(region):
    voies = {
        row["code_nature"]: (row["voie_generale"], row["voie_technologique"], row["voie_professionnelle"])
        for row in due(region)
    }
    assert voies == {
        "302": ("1", "1", "0"),
        "306": ("1", "1", "1"),
        "320": ("0", "0", "1"),
        "370": ("0", "0", "1"),
    }


def test_one_lycee_has_no_known_headcount(region):
    unknown = [row for row in due(region) if row["nombre_d_eleves"] == ""]
    assert len(unknown) == 1
    sizes = [int(row["nombre_d_eleves"]) for row in due(region) if row not in unknown]
    assert min(sizes) < 10
    assert max(sizes) > 800


def test_most_lycees_are_known_to_the_platform_by_another_name(region):
    named = [row for row in due(region) if row["identifiant_ent"]]
    assert LYCEES // 2 < len(named) < LYCEES


def test_one_name_is_long_enough_to_try_the_layout(region):
    assert max(len(row["nom_etablissement"]) for row in due(region)) >= 90


def test_names_are_all_different(region):
    names = [row["nom_etablissement"] for row in region.annuaire]
    assert len(set(names)) == len(names)
