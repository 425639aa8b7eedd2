"""What is read of a national file of millions of rows: the region's, a batch at a time, the others only counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from ent_report.contracts.lignes import lettre_de_controle_juste


@dataclass(frozen=True)
class Tranche:
    """A batch's rows as text, in the file's columns; `numeros[i]` is row i's line (in Parquet, its rank).

    Rows of valid UAIs that are no lycée of the region are only counted, in `hors_perimetre`. `hors_forme`: lines of the
    region, or of which it cannot be told whose they are, with too many or too few cells.
    """

    frame: pl.DataFrame
    numeros: Sequence[int]
    hors_perimetre: int
    hors_forme: list[tuple[int, list[str]]] = field(default_factory=list)


def left_out(found: pl.Series, uais: frozenset[str]) -> pl.Series:
    """Of distinct UAIs as they stand in a file, those that are valid and none of the region's."""
    uai = pl.col("uai").str.strip_chars().str.to_uppercase()
    read = pl.DataFrame({"brut": found, "uai": found}).with_columns(uai=uai)
    others = read.filter(~pl.col("uai").is_in(sorted(uais)), lettre_de_controle_juste("uai"))
    return others["brut"].drop_nulls()
