"""Hand-made national files: rows as dicts of their columns, written as the portal or another tool would."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from ent_report.contracts.dnma_modalites import vocabulary_of
from ent_report.sources.dnma.lecture import SourceDnma
from ent_report.sources.fichiers import Fichier
from ent_report.sources.inventaire import take_inventory

A = "0770001H"
B = "0770002J"
ELSEWHERE = "0690001B"
SERVICES = ("notes", "absences", "cahier_textes")

Row = dict[str, Any]


def week(uai: str, monday: str, **cells: Any) -> Row:
    """One row; cells under their API names, such as visites_eleve=12."""
    return {"debutsemaine": monday, "uai": uai, "academie": "Créteil", **cells}


def write_csv(path: Path, rows: Sequence[Row], *, separator: str = ";", bom: bool = True, quoted: bool = False) -> Path:
    """Columns are those of all rows, in order of appearance; one that a row lacks is empty."""
    path.parent.mkdir(parents=True, exist_ok=True)
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as stream:
        style = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
        writer = csv.DictWriter(stream, names, delimiter=separator, quoting=style)
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_parquet(path: Path, rows: Sequence[Row], **types: Any) -> Path:
    """Typed as Polars sees the values, dates as dates; `types` says otherwise for some columns."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    dated = [row | {"debutsemaine": date.fromisoformat(row["debutsemaine"])} for row in rows]
    frame = pl.DataFrame([{name: row.get(name) for name in names} for row in dated], infer_schema_length=None)
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.with_columns(pl.col(name).cast(dtype) for name, dtype in types.items()).write_parquet(path)
    return path


def source(jeu: str = "dnma_profils", uais: Sequence[str] = (A, B)) -> SourceDnma:
    return SourceDnma(jeu, vocabulary_of(SERVICES), frozenset(uais), "1")


def fichier(path: Path) -> Fichier:
    (found,) = take_inventory([path.name], path.parent).fichiers
    return found
