"""CSV as spreadsheets and portals write it: text columns, and the line of every row that is out of shape."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from ent_report.errors import UnreadableInputError
from ent_report.sources.fichiers import Fichier, read_text


@dataclass(frozen=True)
class Tableau:
    """A file's rows as text; `numeros[i]` is row i's line. `hors_forme`: lines with too many or too few cells."""

    frame: pl.DataFrame
    numeros: Sequence[int]
    hors_forme: list[tuple[int, list[str]]]


def read_table(fichier: Fichier, separators: str = ";") -> Tableau:
    """Read a CSV file whose separator is one of `separators`.

    Raises UnreadableInputError where it is empty, not UTF-8, or damaged.
    """
    text = read_text(fichier)
    first_line = text.partition("\n")[0]
    if not first_line.strip():
        raise UnreadableInputError(f"{fichier.nom}: is empty, expected a header line")
    separator = max(separators, key=first_line.count)
    header = next(csv.reader([first_line.rstrip("\r")], delimiter=separator))
    try:
        frame = pl.read_csv(
            text.encode(),
            separator=separator,
            infer_schema=False,
        ).fill_null("")
        if not _is_short(text, separator, len(header)):
            return Tableau(frame, range(2, frame.height + 2), [])
    except pl.exceptions.PolarsError:
        pass
    return _read_row_by_row(text, header, separator)


def _is_short(text: str, separator: str, width: int) -> bool:
    """Whether some line has fewer separators than the header: the fast reader would fill it up in silence."""
    return any(line and line.count(separator) < width - 1 for line in text.splitlines())


def _read_row_by_row(text: str, header: list[str], separator: str) -> Tableau:
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    next(reader)
    good: list[list[str]] = []
    numbers: list[int] = []
    bad: list[tuple[int, list[str]]] = []
    for row in reader:
        if not row:
            continue
        if len(row) == len(header):
            good.append(row)
            numbers.append(reader.line_num)
        else:
            bad.append((reader.line_num, row))
    frame = pl.DataFrame(good, schema=dict.fromkeys(header, pl.String), orient="row")
    return Tableau(frame, numbers, bad)
