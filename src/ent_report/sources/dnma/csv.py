"""The region's lines of a national CSV file: of the others, the UAI alone is parsed."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ent_report.errors import UnreadableInputError
from ent_report.sources.blocs import Bloc, read_blocks
from ent_report.sources.dnma.tranches import Tranche, left_out
from ent_report.sources.fichiers import Fichier

SEPARATORS = ";,"
BLOCK_BYTES = 16 * 1024 * 1024
BATCH_ROWS = 20_000
END_OF_LINE = ord("\n")

Ligne = tuple[int, bytes]


@dataclass(frozen=True)
class EnTete:
    """The first line; a column without a name is called by its place."""

    noms: list[str]
    separateur: str

    @property
    def par_place(self) -> dict[str, type[pl.String]]:
        return {f"column_{place}": pl.String for place in range(1, len(self.noms) + 1)}


def read_header(fichier: Fichier) -> EnTete:
    """Raises UnreadableInputError where there is no first line, or it is not UTF-8."""
    first = next(read_blocks(fichier, 1), None)
    line = first.octets.partition(b"\n")[0].rstrip(b"\r") if first else b""
    if not line.strip():
        raise UnreadableInputError(f"{fichier.nom}: is empty, expected a header line")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableInputError(
            f"{fichier.nom}: line 1: found byte 0x{line[error.start]:02x}, expected UTF-8 text"
        ) from error
    separator = max(SEPARATORS, key=text.count)
    try:
        cells = next(csv.reader([text], delimiter=separator))
    except csv.Error as error:
        raise UnreadableInputError(f"{fichier.nom}: line 1: is no table: {error}") from error
    return EnTete([name.strip() or f"(colonne {n})" for n, name in enumerate(cells, start=1)], separator)


def read_csv_region(fichier: Fichier, en_tete: EnTete, uai: str, uais: frozenset[str]) -> Iterator[Tranche]:
    """The rows of `uais`, and those of which it cannot be told whose they are; `uai` is the column that says it.

    A row is one line: none of these files has a cell of two. Raises UnreadableInputError, after the sound batches.
    """
    place = en_tete.noms.index(uai)
    waiting: list[Ligne] = []
    nb_out = 0
    try:
        for bloc in read_blocks(fichier, BLOCK_BYTES):
            rows = bloc if bloc.premiere_ligne > 1 else Bloc(2, bloc.octets.partition(b"\n")[2])
            kept, out = _of_block(rows, en_tete, place, uais)
            waiting, nb_out = waiting + kept, nb_out + out
            if len(waiting) >= BATCH_ROWS:
                yield _parse_all(waiting, nb_out, en_tete)
                waiting, nb_out = [], 0
    except UnreadableInputError:
        yield _parse_all(waiting, nb_out, en_tete)
        raise
    yield _parse_all(waiting, nb_out, en_tete)


def _of_block(bloc: Bloc, en_tete: EnTete, place: int, uais: frozenset[str]) -> tuple[list[Ligne], int]:
    """A block's lines that are wanted, with their numbers, and how many were left out."""
    ends = np.flatnonzero(np.frombuffer(bloc.octets, dtype=np.uint8) == END_OF_LINE)
    starts = np.concatenate([[0], ends + 1])
    ends = np.concatenate([ends, [len(bloc.octets)]])
    if starts[-1] == len(bloc.octets):
        starts, ends = starts[:-1], ends[:-1]
    found = _uais(bloc.octets, len(starts), en_tete, place)
    is_out = found.is_in(left_out(found.unique(), uais).implode()).fill_null(value=False)
    wanted = [(n, bloc.octets[starts[n] : ends[n]]) for n in (~is_out).arg_true()]
    return [(bloc.premiere_ligne + n, line) for n, line in wanted if line.strip()], int(is_out.sum())


def _uais(octets: bytes, nb_lines: int, en_tete: EnTete, place: int) -> pl.Series:
    """The UAI's cell of each line: by the fast reader, unless it sees other rows than lines."""
    try:
        found = pl.read_csv(
            octets,
            has_header=False,
            schema=en_tete.par_place,
            columns=[place],
            separator=en_tete.separateur,
            truncate_ragged_lines=True,
            encoding="utf8-lossy",
        ).to_series()
        if len(found) == nb_lines:
            return found
    except pl.exceptions.PolarsError:
        pass
    rows = [_cells(line, en_tete) for line in octets.split(b"\n")[:nb_lines]]
    return pl.Series([cells[place] if len(cells) > place else None for cells in rows], dtype=pl.String)


def _parse_all(lines: Sequence[Ligne], nb_out: int, en_tete: EnTete) -> Tranche:
    plain = [(n, line) for n, line in lines if _is_plain(line, en_tete)]
    others = [(n, _cells(line, en_tete)) for n, line in lines if not _is_plain(line, en_tete)]
    quoted = [(n, cells) for n, cells in others if len(cells) == len(en_tete.noms)]
    uneven = [(n, cells) for n, cells in others if len(cells) != len(en_tete.noms)]
    frame = pl.concat([_parse([line for _, line in plain], en_tete), _as_frame([row for _, row in quoted], en_tete)])
    return Tranche(frame, [n for n, _ in (*plain, *quoted)], nb_out, uneven)


def _is_plain(line: bytes, en_tete: EnTete) -> bool:
    """Whether its separators are all there is between its cells, and as many as the header's."""
    return b'"' not in line and line.count(en_tete.separateur.encode()) == len(en_tete.noms) - 1


def _cells(line: bytes, en_tete: EnTete) -> list[str]:
    text = line.decode("utf-8", "replace").rstrip("\r")
    try:
        return next(csv.reader([text], delimiter=en_tete.separateur), [])
    except csv.Error:
        return [text]


def _parse(lines: Sequence[bytes], en_tete: EnTete) -> pl.DataFrame:
    if not lines:
        return _as_frame([], en_tete)
    frame = pl.read_csv(
        b"\n".join(lines),
        has_header=False,
        schema=en_tete.par_place,
        separator=en_tete.separateur,
        quote_char=None,
        encoding="utf8-lossy",
    )
    return frame.rename(dict(zip(frame.columns, en_tete.noms, strict=True)))


def _as_frame(rows: Sequence[Sequence[str]], en_tete: EnTete) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(en_tete.noms, pl.String), orient="row")
