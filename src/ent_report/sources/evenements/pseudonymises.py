"""Events freed of the person before anything of them is written: what may be kept of a platform's answer."""

from __future__ import annotations

import polars as pl
from polars._typing import PolarsDataType

from ent_report.contracts.evenements import CHAMPS
from ent_report.sources.blocs import Bloc
from ent_report.sources.evenements.json_lignes import PUBLIC_FIELDS, Ligne, Lignes, parse_block
from ent_report.sources.pseudonymes import Pseudonymes
from ent_report.vocabulary import Mois

PSEUDONYME, ILLISIBLE = "pseudonyme", "octets_illisibles"
CLE = "cle"
_COLUMNS: dict[str, PolarsDataType] = {name: CHAMPS[name] for name in PUBLIC_FIELDS} | {
    PSEUDONYME: pl.Int64,
    ILLISIBLE: pl.Int64,
}
PSEUDONYMISES = pl.Schema(_COLUMNS)
"""The public fields as they came, the user's keyed pseudonym of the month (null where there was no user), and, for an
element that is no event, its size in bytes alone. A file of such rows names the key's fingerprint as CLE in its
metadata.
"""


def pseudonymise(lignes: bytes, mois: Mois, pseudonymes: Pseudonymes) -> pl.DataFrame:
    """JSON lines of one local month as rows of PSEUDONYMISES, in their order, blank lines aside."""
    read = parse_block(Bloc(1, lignes))
    lost = {number: len(line) for number, line in (*read.illisibles, *_no_objects(read))}
    unreadable = pl.DataFrame(list(lost.items()), schema={"n": pl.Int64, ILLISIBLE: pl.Int64}, orient="row")
    events = read.frame.with_columns(n=_numbers(read), mois=pl.lit(mois.annee * 12 + mois.numero, pl.Int32))
    events = events.filter(~pl.col("n").is_in(list(lost)))
    users = events.select("mois", "userId").filter(pl.col("userId") != "").unique()
    named = events.join(pseudonymes.table(users), on=["mois", "userId"], how="left").drop("userId", "mois")
    return pl.concat([named, unreadable], how="diagonal").sort("n").select(PSEUDONYMISES.names())


def _no_objects(read: Lignes) -> list[Ligne]:
    """The lines that the reader took for events without a field, and that are no JSON object."""
    blank = read.frame.select(pl.all_horizontal(pl.all().is_null())).to_series().arg_true()
    return [(read.numero(n), line) for n in blank if not (line := read.texte(n)).lstrip().startswith(b"{")]


def _numbers(read: Lignes) -> pl.Series:
    if read.lues is None:
        return pl.int_range(1, read.frame.height + 1, dtype=pl.Int64, eager=True)
    return pl.Series([number for number, _ in read.lues], dtype=pl.Int64)
