"""The region's rows of a national Parquet file: a pass over the UAIs alone says which other cells to decode at all."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ent_report.sources.dnma.tranches import Tranche, left_out
from ent_report.sources.fichiers import Fichier
from ent_report.sources.fichiers_parquet import UNSOUND_PARQUET, unsound_parquet

SLICE_ROWS = 1_000_000
RANG = "rang dans le fichier"
"""A column's name that no file has."""


def parquet_columns(fichier: Fichier) -> list[str]:
    """Those of single values. Raises UnreadableInputError where the file is no sound Parquet."""
    try:
        return _columns(_scan(fichier).collect_schema())
    except UNSOUND_PARQUET as error:
        raise unsound_parquet(fichier, error) from error


def read_parquet_region(fichier: Fichier, uai: str, uais: frozenset[str]) -> Iterator[Tranche]:
    """The rows of `uais`, and those of which it cannot be told whose they are; `uai` is the column that says it.

    Raises UnreadableInputError, after the batches that are sound.
    """
    try:
        schema = _scan(fichier).collect_schema()
        rows = _scan(fichier).with_columns(pl.col(uai).cast(pl.String)) if schema[uai] != pl.String else _scan(fichier)
        counts = rows.group_by(pl.col(uai).alias("uai")).agg(nb=pl.len().cast(pl.Int64))
        by_uai = counts.collect(engine="streaming").sort("uai")
        wanted = by_uai.filter(~pl.col("uai").is_in(left_out(by_uai["uai"], uais).implode()).fill_null(value=False))
        nb_rows, nb_wanted = (int(one["nb"].sum()) for one in (by_uai, wanted))
        yield Tranche(pl.DataFrame(), [], nb_rows - nb_wanted)
        chosen = pl.col(uai).is_in(wanted["uai"].drop_nulls().implode())
        if wanted["uai"].null_count():
            chosen |= pl.col(uai).is_null()
        for start in range(0, nb_rows, SLICE_ROWS):
            several = rows.slice(start, SLICE_ROWS).filter(chosen).select(RANG, *_columns(schema))
            found = several.collect(engine="streaming")
            yield Tranche(_as_text(found.drop(RANG)), found[RANG].to_list(), 0)
    except UNSOUND_PARQUET as error:
        raise unsound_parquet(fichier, error) from error


def _columns(schema: pl.Schema) -> list[str]:
    return [name for name, dtype in schema.items() if name != RANG and not dtype.is_nested()]


def _scan(fichier: Fichier) -> pl.LazyFrame:
    return pl.scan_parquet(fichier.chemin, glob=False, hive_partitioning=False, row_index_name=RANG, row_index_offset=1)


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Typed columns as CSV would have them: 12.0 is 12, no number is nothing, an instant keeps its zone."""
    return frame.select(_text(name, dtype) for name, dtype in frame.schema.items())


def _text(name: str, dtype: pl.DataType) -> pl.Expr:
    cell = pl.col(name)
    if isinstance(dtype, pl.Datetime):
        return cell.dt.strftime("%Y-%m-%dT%H:%M:%S%z" if dtype.time_zone else "%Y-%m-%dT%H:%M:%S")
    if dtype.is_float():
        whole = cell.cast(pl.Int64, strict=False)
        as_it_is = pl.when(whole.cast(pl.Float64) == cell).then(whole.cast(pl.String)).otherwise(cell.cast(pl.String))
        return pl.when(cell.is_not_nan()).then(as_it_is).alias(name)
    return cell.cast(pl.String, strict=False)
