"""Rows set aside on disk by partition, so that a month never has to fit in memory, and each partition put in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from ent_report.writing import writing

BUFFER_ROWS = 1_500_000


class Spill:
    """Rows by the text of their `column`: a few in memory, the others in a folder that its owner removes."""

    def __init__(self, folder: Path, column: str, buffer_rows: int = BUFFER_ROWS) -> None:
        self._folder = folder
        self._column = column
        self._buffer_rows = buffer_rows
        self._waiting: dict[str, list[pl.DataFrame]] = defaultdict(list)
        self._nb_waiting = 0
        self._written: dict[str, list[Path]] = defaultdict(list)

    def add(self, frame: pl.DataFrame) -> None:
        if frame.is_empty():
            return
        for (key,), part in frame.partition_by(self._column, as_dict=True).items():
            self._waiting[str(key)].append(part)
        self._nb_waiting += frame.height
        if self._nb_waiting >= self._buffer_rows:
            self._flush()

    def _flush(self) -> None:
        with writing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            for key, parts in self._waiting.items():
                path = self._folder / f"{key}-{len(self._written[key]):05d}.arrow"
                pl.concat(parts).write_ipc(path, compression="lz4")
                self._written[key].append(path)
        self._waiting.clear()
        self._nb_waiting = 0

    def keys(self, start: str = "") -> list[str]:
        """The partitions whose name begins with `start`, in order."""
        return sorted(key for key in {*self._written, *self._waiting} if key.startswith(start))

    def take(self, key: str) -> pl.DataFrame:
        """All the rows of a partition, once, in the order in which they came; an empty frame where there are none."""
        paths = self._written.pop(key, [])
        parts = [pl.read_ipc(path) for path in paths] + self._waiting.pop(key, [])
        for path in paths:
            path.unlink()
        return pl.concat(parts) if parts else pl.DataFrame()


def sorted_without_duplicates(frame: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Rows in the order of `key`, one for each of its values: the one that came first."""
    ordered = frame.with_columns(_as_ordered(frame[name]) for name in key).sort(key, maintain_order=True)
    same_as_before = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift()) for name in key)
    return ordered.filter((pl.int_range(pl.len()) == 0) | ~same_as_before)


def _as_ordered(column: pl.Series) -> pl.Series:
    """Text as an Enum of its own values in order: sorted as numbers, and the same order on any machine."""
    if column.dtype not in (pl.String, pl.Categorical):
        return column
    return column.cast(pl.Enum(column.unique().cast(pl.String).drop_nulls().sort()))
