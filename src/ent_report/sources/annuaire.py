"""The national register of establishments (or a smaller one): the region's lycées, and every row that is none."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from ent_report.contracts.annuaire import COLONNES, UAI_DOUBLE, LigneAnnuaire
from ent_report.contracts.rejets import rejected_with_rule
from ent_report.domaine.lycees import Lycee, TypeLycee
from ent_report.domaine.noms import NOM_MAX, nettoyer
from ent_report.errors import UnreadableInputError
from ent_report.sources.fichiers import Fichier
from ent_report.sources.rejets import REJETS_SCHEMA, out_of_shape
from ent_report.sources.tableur import Tableau, read_text_table
from ent_report.vocabulary import Uai

# INSEE's codes of the régions, for registers that name the région and give no code.
REGIONS = {
    "01": "guadeloupe",
    "02": "martinique",
    "03": "guyane",
    "04": "la reunion",
    "06": "mayotte",
    "11": "ile-de-france",
    "24": "centre-val de loire",
    "27": "bourgogne-franche-comte",
    "28": "normandie",
    "32": "hauts-de-france",
    "44": "grand est",
    "52": "pays de la loire",
    "53": "bretagne",
    "75": "nouvelle-aquitaine",
    "76": "occitanie",
    "84": "auvergne-rhone-alpes",
    "93": "provence-alpes-cote d'azur",
    "94": "corse",
}
NATURES = {
    "302": TypeLycee.GENERAL_TECHNOLOGIQUE,
    "306": TypeLycee.POLYVALENT,
    "320": TypeLycee.PROFESSIONNEL,
    "370": TypeLycee.EREA,
}
NOMS = ("nom_etablissement", "nom_commune", "libelle_departement", "libelle_academie")
NATURES_DE_LYCEE = frozenset({"300", "301", "302", "306", "310", "315", "320", "370"})


@dataclass(frozen=True)
class Annuaire:
    """The region's lycées, and the same as they are stored, one a row under the national names.

    Rows of other establishments and regions are sound, counted in `hors_perimetre`, and left. `remarques` say which
    names cannot be printed as they stand, and what of them is not shown.
    """

    lycees: tuple[Lycee, ...]
    table: pl.DataFrame
    rejetees: pl.DataFrame
    lues: int
    hors_perimetre: int
    doublons: int
    remarques: tuple[str, ...] = ()


def read_annuaire(fichier: Fichier, region_code: str, region_nom: str) -> Annuaire:
    """Read a register as CSV (`;` or `,`) or Parquet.

    Raises UnreadableInputError where no column holds a UAI or a name, or the file cannot be read.
    """
    used = {alias for name, others in COLONNES.items() for alias in (name, *others)}
    table = read_text_table(fichier, lambda name: _folded(name) in used)
    named = _under_national_names(table.frame, fichier).with_row_index("n")
    unique = named.unique(subset=[c for c in named.columns if c != "n"], keep="first", maintain_order=True)
    cells = unique.select(
        "n",
        pl.col("identifiant_de_l_etablissement").str.strip_chars().str.to_uppercase().alias("uai"),
        pl.col("nom_etablissement").str.strip_chars().alias("nom"),
        _is_count("nombre_d_eleves").alias("nb_eleves_lisible"),
    )
    good, failure = LigneAnnuaire.filter(cells)
    first = good.sort("n").unique("uai", keep="first", maintain_order=True)
    again = good.join(first, on="n", how="anti").select("n", "uai", regle=pl.lit(UAI_DOUBLE))
    bad = pl.concat([rejected_with_rule(failure, LigneAnnuaire).select("n", "uai", "regle"), again])
    sound = unique.join(first.select("n", "uai"), on="n").with_columns(identifiant_de_l_etablissement="uai")
    ours = sound.filter(_in_region(region_code, region_nom), _is_lycee()).sort("uai")
    lycees, remarks = _with_printable_names(ours, fichier, table.numeros)
    return Annuaire(
        tuple(_lycee(row) for row in lycees.iter_rows(named=True)),
        lycees.drop("n", "uai"),
        pl.concat([_rejected(bad.sort("n"), table, fichier), out_of_shape(table.hors_forme, fichier)]),
        table.frame.height + len(table.hors_forme),
        sound.height - lycees.height,
        named.height - unique.height,
        tuple(remarks),
    )


def _under_national_names(frame: pl.DataFrame, fichier: Fichier) -> pl.DataFrame:
    """Every declared column under its national name, null where the file has it not."""
    folded = {_folded(name): name for name in reversed(frame.columns)}
    found = {
        name: next((folded[alias] for alias in (name, *others) if alias in folded), None)
        for name, others in COLONNES.items()
    }
    for name in ("identifiant_de_l_etablissement", "nom_etablissement"):
        if found[name] is None:
            raise UnreadableInputError(
                f"{fichier.nom}: line 1: column {name} is missing; found {', '.join(frame.columns)}"
            )
    cells = [
        pl.lit(None, pl.String).alias(name) if source is None else _blank_as_null(source).alias(name)
        for name, source in found.items()
    ]
    return frame.select(cells)


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")


def _blank_as_null(column: str) -> pl.Expr:
    stripped = pl.col(column).str.strip_chars()
    return pl.when(stripped != "").then(stripped)


def _is_count(column: str) -> pl.Expr:
    """Whether a cell is a whole number of at least 0 (`612`, `612.0`), or blank."""
    return pl.col(column).is_null() | pl.col(column).str.contains(r"^[0-9]+(\.0+)?$")


def _in_region(code: str, nom: str) -> pl.Expr:
    by_code = pl.col("code_region").str.zfill(2) == code.zfill(2)
    names = [_folded(name) for name in (nom, nom.removeprefix("Région "), REGIONS.get(code, nom))]
    by_name = _plain("libelle_region").is_in(names)
    open_ = pl.col("etat").is_null() | (pl.col("etat").str.to_uppercase() == "OUVERT")
    return pl.coalesce(by_code, by_name).fill_null(value=False) & open_


def _is_lycee() -> pl.Expr:
    """By its code of nature or its type; a register that tells neither holds lycées only."""
    by_nature = pl.col("code_nature").str.replace(r"\.0$", "").is_in(sorted(NATURES_DE_LYCEE))
    kind = _plain("type_etablissement")
    by_type = kind.str.starts_with("lycee") | (kind == "erea")
    untold = pl.col("code_nature").is_null() & pl.col("type_etablissement").is_null()
    return by_nature.fill_null(value=False) | by_type.fill_null(value=False) | untold


def _plain(column: str) -> pl.Expr:
    """As `_folded` does, for a column."""
    bare = pl.col(column).str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.to_lowercase()
    return bare.str.replace_all(r"[^a-z0-9]+", "_").str.strip_chars("_")


def _with_printable_names(
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


def _lycee(row: dict[str, str | None]) -> Lycee:
    pupils = row["nombre_d_eleves"]
    return Lycee(
        uai=Uai(str(row["uai"])),
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


def _rejected(bad: pl.DataFrame, table: Tableau, fichier: Fichier) -> pl.DataFrame:
    rows = [
        {
            "regle": regle,
            "origine": f"{fichier.nom}:{table.numeros[n]}",
            "ligne": json.dumps(table.frame.row(n, named=True), ensure_ascii=False),
            "uai": uai,
        }
        for n, uai, regle in bad.iter_rows()
    ]
    return pl.DataFrame(rows, schema=REJETS_SCHEMA)
