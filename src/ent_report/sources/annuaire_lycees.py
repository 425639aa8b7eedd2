"""A register's rows as lycées, under names that any page can hold."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import polars as pl

from ent_report import __version__
from ent_report.domaine.lycees import Lycee, TypeLycee
from ent_report.domaine.noms import NOM_MAX, nettoyer
from ent_report.sources.fichiers import Fichier
from ent_report.vocabulary import Uai

NATURES = {
    "302": TypeLycee.GENERAL_TECHNOLOGIQUE,
    "306": TypeLycee.POLYVALENT,
    "320": TypeLycee.PROFESSIONNEL,
    "370": TypeLycee.EREA,
}
NOMS = ("nom_etablissement", "nom_commune", "libelle_departement", "libelle_academie")


def reading_of(fichier: Fichier, region_code: str, region_nom: str) -> str:
    """Of all that a register is understood from: the same reading gives the same lycées."""
    return hashlib.sha256(repr((__version__, fichier.sha256, region_code, region_nom)).encode()).hexdigest()


def lycee_of(row: dict[str, str | None]) -> Lycee:
    """`row` is of a register's table, under the national names."""
    pupils = row["nombre_d_eleves"]
    return Lycee(
        uai=Uai(str(row["identifiant_de_l_etablissement"])),
        nom=str(row["nom_etablissement"]),
        type=_type(row),
        commune=row["nom_commune"],
        code_departement=row["code_departement"],
        departement=row["libelle_departement"],
        academie=row["libelle_academie"],
        secteur=row["statut_public_prive"],
        mail=row["mail"],
        nb_eleves=None if pupils is None else int(float(pupils)),
        identifiants_ent=tuple(re.split(r"[\s,|]+", row["identifiant_ent"])) if row["identifiant_ent"] else (),
    )


def _type(row: dict[str, str | None]) -> TypeLycee:
    nature = (row["code_nature"] or "").removesuffix(".0")
    if nature in NATURES:
        return NATURES[nature]
    general = "1" in {row["voie_generale"], row["voie_technologique"]}
    professional = row["voie_professionnelle"] == "1"
    if general and professional:
        return TypeLycee.POLYVALENT
    if general:
        return TypeLycee.GENERAL_TECHNOLOGIQUE
    return TypeLycee.PROFESSIONNEL if professional else TypeLycee.INCONNU


def with_printable_names(
    lycees: pl.DataFrame, fichier: Fichier, numeros: Sequence[int]
) -> tuple[pl.DataFrame, list[str]]:
    """Names and places that any page can hold; a line for each that had to be changed for it."""
    remarks = []
    for column in NOMS:
        cleaned = [None if text is None else nettoyer(text) for text in lycees[column]]
        for n, uai, found in zip(lycees["n"], lycees["uai"], cleaned, strict=True):
            if found and (found.remplaces or found.longueur):
                faults = [
                    *found.remplaces,
                    *([f"{found.longueur} characters, expected {NOM_MAX} at most"] if found.longueur else []),
                ]
                place = f"{fichier.nom}:{numeros[n]}: {uai}"
                remarks.append(f"{place}: {column}: found {', '.join(faults)}: shown as {found.texte!r}")
        texts = pl.Series(column, [found and found.texte for found in cleaned], pl.String)
        lycees = lycees.with_columns(texts)
    return lycees, remarks
