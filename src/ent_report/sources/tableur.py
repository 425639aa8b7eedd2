"""CSV as spreadsheets and portals write it: text columns, and the line of every row that is out of shape."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from ent_report.errors import UnreadableInputError
from ent_report.sources.blocs import read_text
from ent_report.sources.fichiers import Fichier
from ent_report.sources.fichiers_parquet import UNSOUND_PARQUET, is_parquet, unsound_parquet

CELL_MAX = 16 * 1024 * 1024


@dataclass(frozen=True)
class Tableau:
    """A file's rows as text; `numeros[i]` is row i's line. `hors_forme`: lines with too many or too few cells."""

    frame: pl.DataFrame
    numeros: Sequence[int]
    hors_forme: list[tuple[int, list[str]]]

    def numero(self, n: int) -> int:
        return self.numeros[n]

    def ligne(self, n: int) -> str:
        """Row n as JSON."""
        return json.dumps(self.frame.row(n, named=True), ensure_ascii=False)


def read_table(fichier: Fichier, separators: str = ";") -> Tableau:
    """Read a CSV file whose separator is one of `separators`.

    Raises UnreadableInputError where it is empty, not UTF-8, or damaged.
    """
    text = read_text(fichier).replace("\r\n", "\n").replace("\r", "\n")
    first_line = text.partition("\n")[0]
    if not first_line.strip():
        raise UnreadableInputError(f"{fichier.nom}: is empty, expected a header line")
    separator = max(separators, key=first_line.count)
    cells = next(csv.reader([first_line], delimiter=separator))
    header = _named(cells)
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise UnreadableInputError(f"{fichier.nom}: line 1: column {', '.join(map(repr, twice))} stands twice")
    try:
        frame = pl.read_csv(text.encode(), separator=separator, infer_schema=False)
        is_even = len(header) == len(cells) and _is_even(text, separator, len(header))
        if is_even and not frame.to_series(-1).null_count():
            return Tableau(frame.fill_null(""), range(2, frame.height + 2), [])
    except pl.exceptions.PolarsError:
        pass
    try:
        return _read_row_by_row(text, header, len(cells), separator)
    except csv.Error as error:
        raise UnreadableInputError(f"{fichier.nom}: is no table: {error}") from error


def _named(cells: Sequence[str]) -> list[str]:
    """A header without the empty columns that a spreadsheet leaves at its end."""
    last = max((n for n, name in enumerate(cells, start=1) if name.strip()), default=0)
    return list(cells[:last])


def _is_even(text: str, separator: str, width: int) -> bool:
    """Whether each line has the header's separators: the fast reader would fill up a short one in silence."""
    return all(not line or line.count(separator) == width - 1 for line in text.split("\n"))


def _read_row_by_row(text: str, header: list[str], width: int, separator: str) -> Tableau:
    """`width`: the cells of the header's line; those that have no name must be empty."""
    csv.field_size_limit(CELL_MAX)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    next(reader)
    good: list[list[str]] = []
    numbers: list[int] = []
    bad: list[tuple[int, list[str]]] = []
    for row in reader:
        if not row:
            continue
        if len(row) == width and not any(row[len(header) :]):
            good.append(row[: len(header)])
            numbers.append(reader.line_num)
        else:
            bad.append((reader.line_num, row))
    frame = pl.DataFrame(good, schema=dict.fromkeys(header, pl.String), orient="row")
    return Tableau(frame, numbers, bad)


def read_text_table(fichier: Fichier, is_used: Callable[[str], bool]) -> Tableau:
    """A national table as the portals give it: CSV of `;` or `,`, or the used columns of a Parquet file as text.

    Raises UnreadableInputError where it is neither.
    """
    if not is_parquet(fichier.chemin):
        return read_table(fichier, ";,")
    try:
        frame = pl.read_parquet(fichier.chemin)
        text = frame.select(pl.col(name).cast(pl.String) for name in frame.columns if is_used(name))
    except UNSOUND_PARQUET as error:
        raise unsound_parquet(fichier, error) from error
    return Tableau(text, range(1, text.height + 1), [])
