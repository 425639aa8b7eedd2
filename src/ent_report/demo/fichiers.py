"""The files of events: one a UTC day, gzipped lines, written in order of time and never held whole."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import polars as pl

from ent_report.demo.lignes import write_lines
from ent_report.demo.salete import JOUR_RECUPERE_DEUX_FOIS, soil_lines
from ent_report.vocabulary import Mois

_JOUR_S = 86_400
_COMPRESSION = 1


class FichiersParJour:
    """Writes `AAAA-MM/evenements-AAAA-MM-JJ.jsonl.gz` under a folder, from events that come in order of time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._jour = date.min
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._opened.close()

    def write(self, evenements: pl.DataFrame) -> None:
        """Add events as `tabulate` gives them, none of them earlier than those written before."""
        for jour, part in _by_utc_day(evenements):
            lines = write_lines(part)
            if jour != self._jour:
                self._start(jour)
                lines = _soil(jour, lines)
            for block in lines:
                self._file.write(block.encode())
            if jour.day == JOUR_RECUPERE_DEUX_FOIS:
                twice = part.slice(part.height // 3, max(1, part.height // 20))
                self._twice.write("".join(write_lines(twice)).encode())

    def _start(self, jour: date) -> None:
        self._opened.close()
        self._jour = jour
        folder = self._folder / str(Mois.of(jour))
        folder.mkdir(parents=True, exist_ok=True)
        self._file = self._open(folder / f"evenements-{jour}.jsonl.gz")
        if jour.day == JOUR_RECUPERE_DEUX_FOIS:
            self._twice = self._open(folder / f"evenements-{jour}-bis.jsonl.gz")

    def _open(self, path: Path) -> gzip.GzipFile:
        """No name and no time in the header, so that the same lines give the same bytes."""
        raw = self._opened.enter_context(path.open("wb"))
        return self._opened.enter_context(gzip.GzipFile("", "wb", _COMPRESSION, raw, mtime=0))


def _by_utc_day(evenements: pl.DataFrame) -> Iterator[tuple[date, pl.DataFrame]]:
    day = pl.col("instant_ms") // (_JOUR_S * 1000)
    for number in evenements.select(day.unique().sort()).to_series():
        yield datetime.fromtimestamp(number * _JOUR_S, UTC).date(), evenements.filter(day == number)


def _soil(jour: date, blocks: Iterator[str]) -> Iterator[str]:
    """The day's faults stand after its first block."""
    first = next(blocks)
    yield first
    for line in soil_lines(jour.day, first[: first.index("\n")]):
        yield f"{line}\n"
    yield from blocks
