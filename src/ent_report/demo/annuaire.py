"""The register as the national one is published: its field names, `;`, a BOM."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from ent_report.demo import noms
from ent_report.demo.lycees import Fiche, Role
from ent_report.domaine.lycees import TypeLycee

_CODES_NATURE = {
    TypeLycee.GENERAL_TECHNOLOGIQUE: "302",
    TypeLycee.POLYVALENT: "306",
    TypeLycee.PROFESSIONNEL: "320",
    TypeLycee.EREA: "370",
    TypeLycee.INCONNU: "340",
}
_GENERALES = (TypeLycee.GENERAL_TECHNOLOGIQUE, TypeLycee.POLYVALENT)
_PROFESSIONNELLES = (TypeLycee.PROFESSIONNEL, TypeLycee.POLYVALENT, TypeLycee.EREA)


def write_annuaire(path: Path, fiches: list[Fiche]) -> None:
    rows = [_row(rang, fiche) for rang, fiche in enumerate(fiches)]
    pl.DataFrame(rows, infer_schema_length=None).write_csv(path, separator=";", include_bom=True)


def _row(rang: int, fiche: Fiche) -> dict[str, str | None]:
    return {
        "identifiant_de_l_etablissement": fiche.uai,
        "nom_etablissement": fiche.nom,
        "type_etablissement": _type_etablissement(fiche),
        "statut_public_prive": "Public" if fiche.est_public else "Privé",
        **_adresse(rang, fiche),
        "mail": f"ce.{fiche.uai.lower()}@ac-exemple.fr",
        "telephone": f"01 99 00 {rang // 100 % 100:02d} {rang % 100:02d}",  # a range kept for fiction
        "code_nature": _CODES_NATURE[fiche.type],
        "voie_generale": str(int(fiche.type in _GENERALES)),
        "voie_technologique": str(int(fiche.type in _GENERALES)),
        "voie_professionnelle": str(int(fiche.type in _PROFESSIONNELLES)),
        "nombre_d_eleves": None if fiche.effectif_publie is None else str(fiche.effectif_publie),
        "etat": "FERME" if fiche.role is Role.FERME else "OUVERT",
        "latitude": _degrees(fiche.latitude),
        "longitude": _degrees(fiche.longitude),
        "identifiant_ent": fiche.identifiant_ent,
    }


def _adresse(rang: int, fiche: Fiche) -> dict[str, str | None]:
    is_elsewhere = fiche.role is Role.AUTRE_REGION
    return {
        "adresse_1": f"{1 + rang * 7 % 90} rue des Trois-Saules",
        "adresse_2": None,
        "adresse_3": f"{fiche.departement.code[1:]}{100 + rang * 10 % 900} {fiche.commune}",
        "code_postal": f"{fiche.departement.code[1:]}{100 + rang * 10 % 900}",
        "nom_commune": fiche.commune,
        "code_departement": fiche.departement.code,
        "libelle_departement": fiche.departement.libelle,
        "libelle_academie": fiche.departement.academie,
        "code_region": noms.CODE_AUTRE_REGION if is_elsewhere else noms.CODE_REGION,
        "libelle_region": noms.NOM_AUTRE_REGION if is_elsewhere else noms.NOM_REGION,
    }


def _type_etablissement(fiche: Fiche) -> str:
    if fiche.role is Role.COLLEGE:
        return "Collège"
    return "EREA" if fiche.type is TypeLycee.EREA else "Lycée"


def _degrees(thousandths: int) -> str:
    return f"{thousandths // 1000}.{thousandths % 1000:03d}"
