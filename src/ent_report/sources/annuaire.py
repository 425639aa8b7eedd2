"""The national register of establishments (or a smaller one): the region's lycées, and every row that is none."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ent_report.contracts.annuaire import COLONNES, UAI_DOUBLE, LigneAnnuaire
from ent_report.domaine.lycees import Lycee
from ent_report.errors import UnreadableInputError
from ent_report.sources.annuaire_lycees import lycee_of, reading_of, with_printable_names
from ent_report.sources.annuaire_perimetre import folded, is_lycee_of_region
from ent_report.sources.fichiers import Fichier
from ent_report.sources.rejets import out_of_shape, rejected_with_rule, rejects_of
from ent_report.sources.tableur import read_text_table


@dataclass(frozen=True)
class Annuaire:
    """The region's lycées, and the same as they are stored, one a row under the national names.

    Rows of other establishments and regions are sound, counted in `hors_perimetre`, and left. `remarques` say which
    names cannot be printed as they stand, and what of them is not shown; `lecture` is what `reading_of` gives.
    """

    lecture: str
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
    table = read_text_table(fichier, lambda name: folded(name) in used)
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
    undated = pl.lit(None, pl.Date)
    rejected = rejects_of(bad.sort("n"), fichier, table.numero, table.ligne, jour=undated, uai=pl.col("uai"))
    sound = unique.join(first.select("n", "uai"), on="n").with_columns(identifiant_de_l_etablissement="uai")
    ours = sound.filter(is_lycee_of_region(region_code, region_nom)).sort("uai")
    lycees, remarks = with_printable_names(ours, fichier, table.numeros)
    return Annuaire(
        lecture=reading_of(fichier, region_code, region_nom),
        lycees=tuple(lycee_of(row) for row in lycees.iter_rows(named=True)),
        table=lycees.drop("n", "uai"),
        rejetees=pl.concat([rejected, out_of_shape(table.hors_forme, fichier)]),
        lues=table.frame.height + len(table.hors_forme),
        hors_perimetre=sound.height - lycees.height,
        doublons=named.height - unique.height,
        remarques=tuple(remarks),
    )


def _under_national_names(frame: pl.DataFrame, fichier: Fichier) -> pl.DataFrame:
    """Every declared column under its national name, null where the file has it not."""
    by_fold = {folded(name): name for name in reversed(frame.columns)}
    found = {
        name: next((by_fold[alias] for alias in (name, *others) if alias in by_fold), None)
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


def _blank_as_null(column: str) -> pl.Expr:
    stripped = pl.col(column).str.strip_chars()
    return pl.when(stripped != "").then(stripped)


def _is_count(column: str) -> pl.Expr:
    """Whether a cell is a whole number of at least 0 (`612`, `612.0`), or blank."""
    return pl.col(column).is_null() | pl.col(column).str.contains(r"^[0-9]+(\.0+)?$")
