"""The national open data (DNMA): weekly visits of each establishment, in four wide datasets, to long rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import polars as pl
import polars.selectors as cs

from ent_report.contracts.dnma import SEMAINE_CONTREDITE, LigneDnma
from ent_report.contracts.dnma_modalites import Modalite, vocabulary_of
from ent_report.domaine.periodes import allocation_day
from ent_report.sources.base import Acheve, Contexte, Lot
from ent_report.sources.dnma.colonnes import Colonnes, read_columns
from ent_report.sources.dnma.contenu import content_of, named_cells, to_long, to_wide
from ent_report.sources.dnma.csv import read_csv_region, read_header
from ent_report.sources.dnma.parquet import parquet_columns, read_parquet_region
from ent_report.sources.dnma.tranches import Tranche
from ent_report.sources.fichiers import Fichier
from ent_report.sources.fichiers_parquet import is_parquet
from ent_report.sources.rejets import REJETS_SCHEMA, out_of_shape, rejected_with_rule, rejects_of
from ent_report.vocabulary import NON_CLASSE, PARIS

GARDEES = pl.Schema({"jour": pl.Date, "uai": pl.String, "semaine": pl.Date, "contenu": pl.String, "origine": pl.String})


@dataclass(frozen=True)
class SourceDnma:
    """One dataset; `vocabulaire`: every modality by its folded name; `uais`: the region's lycées.

    A row is a lycée's week. It counts in the month that holds the week's Thursday.
    """

    nom: str
    vocabulaire: Mapping[str, Modalite]
    uais: frozenset[str]
    version: str
    par_jour: bool = False
    cle_doublon: tuple[str, ...] = ("uai", "semaine", "contenu")

    def read(self, fichier: Fichier) -> Iterator[Lot]:
        columns, tranches = self._open(fichier)
        told = {f"{remark} ({fichier.nom})": 1 for remark in columns.remarques}
        for tranche in tranches:
            lot = _check(tranche, columns, fichier)
            yield replace(lot, remarques=lot.remarques | told)
            told = {}

    def _open(self, fichier: Fichier) -> tuple[Colonnes, Iterator[Tranche]]:
        if is_parquet(fichier.chemin):
            columns = read_columns(fichier.nom, parquet_columns(fichier), self.nom, self.vocabulaire)
            return columns, read_parquet_region(fichier, columns.uai, self.uais)
        header = read_header(fichier)
        columns = read_columns(f"{fichier.nom}: line 1", header.noms, self.nom, self.vocabulaire)
        return columns, read_csv_region(fichier, header, columns.uai, self.uais)

    def finish(self, gardees: pl.DataFrame) -> Acheve:
        text = gardees.with_columns(cs.enum().cast(pl.String))
        counted = text.with_columns(nb=pl.len().over("uai", "semaine"))
        once = counted.filter(pl.col("nb") == 1)
        contradictory = _contradictory(counted.filter(pl.col("nb") > 1))
        return Acheve(to_long(once, self.vocabulaire.values()), once.height, contradictory)

    def restore(self, stored: pl.DataFrame) -> pl.DataFrame:
        collected = pl.lit(f"{self.nom}, collected before")
        wide = to_wide(stored).with_columns(date="semaine", origine=collected)
        return wide.select(allocation_day("semaine"), *GARDEES.names()[1:])


def _check(tranche: Tranche, columns: Colonnes, fichier: Fichier) -> Lot:
    remark = f"hors_perimetre: rows of establishments that are no lycée of the region ({fichier.nom})"
    remarks = {remark: tranche.hors_perimetre} if tranche.hors_perimetre else {}
    if not tranche.frame.width:
        return Lot(0, GARDEES.to_frame(), REJETS_SCHEMA.to_frame(), remarks)
    read = _read_cells(tranche.frame, columns)
    good, failure = LigneDnma.filter(read.select(list(LigneDnma.columns())))
    places = pl.Series([f"{fichier.nom}:{number}" for number in tranche.numeros], dtype=pl.String)
    kept = read.filter(pl.col("n").is_in(good["n"].implode())).select(
        allocation_day("semaine"), "uai", semaine="date", contenu="contenu", origine=pl.lit(places).gather("n")
    )
    rejected = rejects_of(
        rejected_with_rule(failure, LigneDnma),
        fichier,
        lambda n: tranche.numeros[n],
        lambda n: _as_json(tranche.frame.row(n, named=True), columns),
        jour=allocation_day("semaine"),
        uai=pl.col("uai"),
    )
    lues = tranche.frame.height + len(tranche.hors_forme)
    return Lot(lues, kept, pl.concat([rejected, out_of_shape(tranche.hors_forme, fichier)]), remarks)


def _read_cells(frame: pl.DataFrame, columns: Colonnes) -> pl.DataFrame:
    """The contract's columns, and `contenu`."""
    text = pl.col(pl.String).str.strip_chars()
    cells = frame.with_columns(text).with_columns(pl.when(pl.col(pl.String) != "").then(pl.col(pl.String)))
    counts = _counts(cells.select(columns.nombres))
    readable = [cells[name].is_null() | counts[name].is_not_null() for name in counts.columns]
    days = {text: _read_day(text) for text in cells[columns.semaine].unique().drop_nulls()}
    return cells.with_columns(counts).select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("n"),
        pl.col(columns.uai).str.to_uppercase().alias("uai"),
        pl.col(columns.semaine).replace_strict(days, default=None, return_dtype=pl.Date).alias("date"),
        pl.all_horizontal(*readable, pl.lit(value=True)).alias("nombres_lisibles"),
        pl.min_horizontal(*counts.columns, pl.lit(None, pl.Int64)).alias("minimum"),
        pl.max_horizontal(*counts.columns, pl.lit(None, pl.Int64)).alias("maximum"),
        content_of(columns.mesures),
    )


def _counts(cells: pl.DataFrame) -> pl.DataFrame:
    """Cells as whole numbers, null where they are none: 12, and 12.0 as some tools write it."""
    numbers = cells.cast(pl.Int64, strict=False)
    if numbers.null_count().equals(cells.null_count()):
        return numbers
    return cells.select(pl.all().str.replace(r"\.0*$", "").cast(pl.Int64, strict=False))


def _read_day(text: str) -> date | None:
    """A day as the portal or a spreadsheet writes it; an instant with its zone is the day that it is in Paris."""
    for read in (datetime.fromisoformat, _read_french):
        try:
            found = read(text)
            return (found.astimezone(PARIS) if found.tzinfo else found).date()
        except (ValueError, OverflowError):
            continue
    return None


def _read_french(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%Y")  # noqa: DTZ007  a day has no zone


def _as_json(row: dict[str, Any], columns: Colonnes) -> str:
    """A row as it came, empty cells aside; its keys come first, then the counts that are none."""
    keys = {"uai": row[columns.uai], "debutsemaine": row[columns.semaine]}
    cells = {name: cell for name, cell in row.items() if cell and name not in {columns.uai, columns.semaine}}
    odd = {name: cells[name] for name in columns.nombres if name in cells and not cells[name].strip().isdecimal()}
    return json.dumps(keys | odd | cells, ensure_ascii=False)


def _contradictory(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of one lycée and week with other figures: which of them is right cannot be told."""
    lines = [
        json.dumps({"uai": uai, "debutsemaine": str(week)} | named_cells(content), ensure_ascii=False)
        for uai, week, content in rows.select("uai", "semaine", "contenu").iter_rows()
    ]
    return rows.select(
        "jour",
        regle=pl.lit(SEMAINE_CONTREDITE),
        origine="origine",
        ligne=pl.Series(lines, dtype=pl.String),
        uai="uai",
        profil=pl.lit(None, pl.String),
    )


def build(contexte: Contexte) -> SourceDnma:
    services = [one for one in contexte.services if one != NON_CLASSE]
    digest = hashlib.sha256(repr((sorted(contexte.uais), services)).encode()).hexdigest()[:16]
    return SourceDnma(contexte.nom, vocabulary_of(services), contexte.uais, digest)
