"""The register, national or smaller: which rows are the region's lycées, and what becomes of the others."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from ent_report.domaine.lycees import TypeLycee
from ent_report.errors import UnreadableInputError
from ent_report.sources.annuaire import Annuaire, read_annuaire
from ent_report.sources.inventaire import take_inventory

HEADER = (
    "identifiant_de_l_etablissement;nom_etablissement;type_etablissement;code_region;code_nature;nombre_d_eleves;etat"
)
ROW = "0770001H;Lycée A;Lycée;11;302;200;OUVERT"


def read(folder: Path, content: str | bytes | pl.DataFrame, code: str = "11", nom: str = "Région Exemple") -> Annuaire:
    path = folder / "annuaire"
    if isinstance(content, pl.DataFrame):
        content.write_parquet(path)
    else:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (fichier,) = take_inventory(["annuaire"], folder).fichiers
    return read_annuaire(fichier, code, nom)


def rows(*lines: str, header: str = HEADER) -> str:
    return "\n".join([header, *lines]) + "\n"


def as_frame(text: str) -> pl.DataFrame:
    return pl.read_csv(text.encode(), separator=";", infer_schema=False)


def assert_all_rows_are_accounted_for(found: Annuaire) -> None:
    assert found.lues == len(found.lycees) + found.hors_perimetre + found.rejetees.height + found.doublons


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(rows(ROW), id="semicolons"),
        pytest.param(rows(ROW).replace(";", ","), id="commas"),
        pytest.param("\ufeff" + rows(ROW), id="a byte order mark"),
        pytest.param(rows(ROW).replace("\n", "\r\n"), id="lines of Windows"),
        pytest.param(rows(ROW).replace("\n", "\r"), id="lines of an old Mac"),
        pytest.param(rows(ROW, header=HEADER.replace("_", " ").capitalize()), id="labels with capitals and blanks"),
        pytest.param(rows(ROW, header=HEADER.replace("etat", "État")), id="labels with accents"),
        pytest.param(as_frame(rows(ROW)), id="Parquet"),
        pytest.param(
            as_frame(rows(ROW)).with_columns(pl.col("nombre_d_eleves", "code_nature").cast(pl.Int64)),
            id="Parquet with numbers",
        ),
        pytest.param(
            as_frame(rows(ROW)).with_columns(position=pl.lit(b"\x01\xff\x00"), voies=pl.lit([1, 2])),
            id="Parquet with columns of other kinds, which are not used",
        ),
    ],
)
def test_the_forms_of_a_register(tmp_path: Path, content: str | pl.DataFrame) -> None:
    (lycee,) = read(tmp_path, content).lycees
    assert (lycee.uai, lycee.nom, lycee.type, lycee.nb_eleves) == (
        "0770001H",
        "Lycée A",
        TypeLycee.GENERAL_TECHNOLOGIQUE,
        200,
    )


def test_which_rows_are_the_regions_lycees(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        rows(
            "0770001H;kept: GT;Lycée;11;302;200;OUVERT",
            "0770002J;kept: EREA;EREA;11;370;80;OUVERT",
            "0770003K;closed;Lycée;11;302;100;FERME",
            "0770004L;à fermer, but open;Lycée;11;302;100;A FERMER",
            "0770009S;collège;Collège;11;340;100;OUVERT",
            "0690001B;another region;Lycée;84;302;100;OUVERT",
            "0770005M;primary;Ecole;11;151;100;OUVERT",
        ),
    )
    assert [lycee.uai for lycee in found.lycees] == ["0770001H", "0770002J"]
    assert found.lycees[1].type is TypeLycee.EREA
    assert found.hors_perimetre == 5
    assert_all_rows_are_accounted_for(found)


@pytest.mark.parametrize(
    ("nature", "voies", "expected"),
    [
        ("302", "0;0;1", TypeLycee.GENERAL_TECHNOLOGIQUE),  # the code of nature decides
        ("306", "0;0;0", TypeLycee.POLYVALENT),
        ("320", "0;0;0", TypeLycee.PROFESSIONNEL),
        ("320.0", "0;0;0", TypeLycee.PROFESSIONNEL),  # a number that a spreadsheet made a float
        ("", "1;0;1", TypeLycee.POLYVALENT),  # without it, what is taught there
        ("", "0;1;0", TypeLycee.GENERAL_TECHNOLOGIQUE),
        ("", "0;0;1", TypeLycee.PROFESSIONNEL),
        ("", "0;0;0", TypeLycee.INCONNU),
    ],
)
def test_the_type_of_a_lycee(tmp_path: Path, nature: str, voies: str, expected: TypeLycee) -> None:
    header = "uai;nom;type_etablissement;code_region;code_nature;voie_generale;voie_technologique;voie_professionnelle"
    (lycee,) = read(tmp_path, rows(f"0770001H;A;Lycée;11;{nature};{voies}", header=header)).lycees
    assert lycee.type is expected


@pytest.mark.parametrize(
    ("pupils", "expected"),
    [("612", 612), ("612.0", 612), ("0", 0), ("", None), ("  ", None)],  # not known is not 0
)
def test_the_number_of_pupils(tmp_path: Path, pupils: str, expected: int | None) -> None:
    (lycee,) = read(tmp_path, rows(f"0770001H;A;Lycée;11;302;{pupils};OUVERT")).lycees
    assert lycee.nb_eleves == expected


def test_a_null_number_of_pupils_in_parquet(tmp_path: Path) -> None:
    frame = as_frame(rows(ROW)).with_columns(nombre_d_eleves=pl.lit(None, pl.Int64))
    assert read(tmp_path, frame).lycees[0].nb_eleves is None


DIRT = """\
uai;nom;commune;code_postal;pays;code_departement;departement;region
0000000A;CANDIDAT LIBRE;Candidat Libre;00000;FR;00;Candidat libre;Candidat libre
000000A;INSTITUT DU LAC;PETIT-LAC;1213;CH;0;Lycée français à l’étranger;Lycée français à l’étranger
0010001W;LYCÉE PROFESSIONNEL DES TILLEULS;Bourg;1505;FR;15;Cantal;Auvergne-Rhône-Alpes
0010001w;LP LYCÉE DES MÉTIERS DES TILLEULS;BOURG CEDEX;1505;FR;15;Cantal;Auvergne-Rhône-Alpes
585B36;ÉCOLE DU PORT;Port;0;MA;0;Lycée français à l’étranger;Lycée français à l’étranger
0770001h;LYCÉE DES ORMES;MELUN CEDEX;77000;FR;77;Seine-et-Marne;Île-de-France
0770002J;"LYCÉE ""LES BLÉS""; ANNEXE";MEAUX;77100;FR;77;Seine-et-Marne;Île-de-France
0770002J;"LYCÉE ""LES BLÉS""; ANNEXE";MEAUX;77100;FR;77;Seine-et-Marne;Île-de-France
0770003K;;MEAUX;77100;FR;77;Seine-et-Marne;Île-de-France
0770004L
"""


def test_the_dirt_of_a_real_register(tmp_path: Path) -> None:
    """Only lycées, without a code of region, nature or state: the region is known by its name."""
    found = read(tmp_path, DIRT)
    assert [(lycee.uai, lycee.nom) for lycee in found.lycees] == [
        ("0770001H", "LYCÉE DES ORMES"),  # lower case occurs in real files
        ("0770002J", 'LYCÉE "LES BLÉS"; ANNEXE'),
    ]
    assert {lycee.type for lycee in found.lycees} == {TypeLycee.INCONNU}
    assert found.doublons == 1  # the same row twice
    assert dict(found.rejetees.select("origine", "regle").iter_rows()) == {
        "annuaire:3": "uai_de_sept_chiffres_et_sa_lettre",
        "annuaire:5": "une_seule_ligne_par_uai",  # the first one was kept
        "annuaire:6": "uai_de_sept_chiffres_et_sa_lettre",
        "annuaire:10": "nom_renseigne",
        "annuaire:11": "autant_de_colonnes_que_l_en_tete",
    }
    assert_all_rows_are_accounted_for(found)


@pytest.mark.parametrize(
    "pupils",
    ["-3", "beaucoup", "1e3", "612.5"],
)
def test_a_number_that_is_none_is_told_and_its_row_is_not_taken(tmp_path: Path, pupils: str) -> None:
    found = read(tmp_path, rows(f"0770001H;A;Lycée;11;302;{pupils};OUVERT"))
    assert found.lycees == ()
    assert found.rejetees.select("regle", "origine").rows() == [
        ("nombre_d_eleves_entier_et_positif", "annuaire:2"),
    ]


def test_the_platforms_ids(tmp_path: Path) -> None:
    header = f"{HEADER};identifiant_ent"
    lines = (f"{ROW};ent-a|ent-b", "0770002J;Lycée B;Lycée;11;302;200;OUVERT;")
    a, b = read(tmp_path, rows(*lines, header=header)).lycees
    assert a.identifiants_ent == ("ent-a", "ent-b")
    assert b.identifiants_ent == ()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "annuaire: is empty, expected a header line"),
        (
            "nom_etablissement;code_region\nA;11\n",
            "line 1: column identifiant_de_l_etablissement is missing; found nom",
        ),
        ("uai;code_region\n0770001H;11\n", "line 1: column nom_etablissement is missing; found uai, code_region"),
        (rows(ROW).encode("latin-1"), "annuaire: line 2: found byte 0xe9, expected UTF-8 text"),
        (b"PAR1 and no more", "annuaire: is no sound Parquet file"),
    ],
)
def test_what_is_no_register_is_told(tmp_path: Path, content: str | bytes, told: str) -> None:
    with pytest.raises(UnreadableInputError, match=told):
        read(tmp_path, content)


def test_a_header_alone_holds_no_lycee(tmp_path: Path) -> None:
    found = read(tmp_path, rows())
    assert (found.lycees, found.lues) == ((), 0)


def test_lycees_stand_in_order_of_their_uai_whatever_that_of_the_file(tmp_path: Path) -> None:
    lines = [f"{uai};{uai};Lycée;11;302;1;OUVERT" for uai in ("0930001W", "0750001U", "0770001H")]
    assert [lycee.uai for lycee in read(tmp_path, rows(*lines)).lycees] == ["0750001U", "0770001H", "0930001W"]
