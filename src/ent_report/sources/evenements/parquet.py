"""Events of a Parquet file, a batch at a time: with their users' ids, or with the pseudonyms that they came under."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from ent_report.contracts.evenements import CHAMPS
from ent_report.errors import UnreadableInputError
from ent_report.sources.evenements.pseudonymises import CLE, ILLISIBLE, PSEUDONYME
from ent_report.sources.fichiers import Fichier
from ent_report.sources.fichiers_parquet import UNSOUND_PARQUET, unsound_parquet

BATCH_ROWS = 200_000
OPTIONAL = {"deviceType", ILLISIBLE}


@dataclass(frozen=True)
class LignesParquet:
    """Rows of the declared fields, `numeros[n]` being row n's place in the file; `perdues`: the place and the size in
    bytes of what was no event. `est_pseudonymise`: `userId` is a pseudonym.
    """

    frame: pl.DataFrame
    numeros: Sequence[int]
    perdues: Sequence[tuple[int, int]] = ()
    est_pseudonymise: bool = False

    def numero(self, n: int) -> int:
        return self.numeros[n]

    def texte(self, n: int) -> bytes:
        return self.frame[n : n + 1].write_ndjson().encode()


def read_parquet_events(fichier: Fichier, empreinte: str) -> Iterator[LignesParquet]:
    """`empreinte` is of the key of pseudonyms. Raises UnreadableInputError, after the batches that are sound."""
    try:
        parquet = pq.ParquetFile(fichier.chemin)
        names = _columns(parquet.schema_arrow, fichier, empreinte)
        first = 1
        for batch in parquet.iter_batches(BATCH_ROWS, columns=names):
            rows = pl.DataFrame(batch)
            numbers = range(first, first + rows.height)
            is_named = PSEUDONYME not in names
            yield LignesParquet(_declared(rows), numbers) if is_named else _pseudonymised(rows, numbers)
            first += rows.height
    except UNSOUND_PARQUET as error:
        raise unsound_parquet(fichier, error) from error


def _columns(schema: pa.Schema, fichier: Fichier, empreinte: str) -> list[str]:
    """The columns to be read. Raises UnreadableInputError where one is missing, or is of no use."""
    fields = _fields(schema, fichier, empreinte)
    names = [name for name in fields if name in schema.names]
    missing = [name for name in fields if name not in names and name not in OPTIONAL]
    if missing:
        raise UnreadableInputError(
            f"{fichier.nom}: column {', '.join(missing)} is missing; found {', '.join(schema.names)}"
        )
    for name in names:
        kind = schema.field(name).type
        if pa.types.is_nested(kind) and name != "structures":
            raise UnreadableInputError(f"{fichier.nom}: column {name}: found {kind}, expected single values")
    return names


def _fields(schema: pa.Schema, fichier: Fichier, empreinte: str) -> list[str]:
    """The declared fields, or those of events that came without their users' ids.

    Raises UnreadableInputError where pseudonyms are of another key: their users would be other people's.
    """
    if "userId" in schema.names or PSEUDONYME not in schema.names:
        return list(CHAMPS)
    if not pa.types.is_int64(schema.field(PSEUDONYME).type):
        raise UnreadableInputError(
            f"{fichier.nom}: column {PSEUDONYME}: found {schema.field(PSEUDONYME).type}, expected int64"
        )
    ours = empreinte.encode()
    if (schema.metadata or {}).get(CLE.encode(), ours) != ours:
        raise UnreadableInputError(f"{fichier.nom}: its pseudonyms were made under another key")
    return [PSEUDONYME if name == "userId" else name for name in CHAMPS] + [ILLISIBLE]


def _pseudonymised(rows: pl.DataFrame, numbers: range) -> LignesParquet:
    nothing = pl.repeat(None, rows.height, dtype=pl.Int64, eager=True)
    lost = rows[ILLISIBLE] if ILLISIBLE in rows.columns else nothing
    is_lost = lost.is_not_null()
    sizes = [(numbers[n], lost[n]) for n in is_lost.arg_true()]
    events = rows.filter(~is_lost).rename({PSEUDONYME: "userId"})
    kept = [numbers[n] for n in (~is_lost).arg_true()] if sizes else numbers
    return LignesParquet(_declared(events), kept, sizes, est_pseudonymise=True)


def _declared(frame: pl.DataFrame) -> pl.DataFrame:
    """The declared fields, whatever types the file gives them: an instant may be a timestamp, an id a number."""
    columns = []
    for name, dtype in CHAMPS.items():
        if name not in frame.columns:
            columns.append(pl.lit(None, dtype).alias(name))
        elif isinstance(frame.schema[name], pl.Datetime):
            columns.append(pl.col(name).dt.epoch("ms"))
        elif isinstance(dtype, pl.List) and not isinstance(frame.schema[name], pl.List):
            columns.append(pl.lit(None, dtype).alias(name))
        else:
            columns.append(pl.col(name).cast(dtype, strict=False))
    return frame.select(columns)
