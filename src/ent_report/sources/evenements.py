"""Events of the ENT platform (entcore): JSON lines or Parquet, to rows without personal data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from polars._typing import PolarsDataType

from ent_report.contracts.evenements import CHAMPS, INSTANT_MAX_MS, INSTANT_MIN_MS, LIGNE_ILLISIBLE, Evenement
from ent_report.contracts.rejets import rejected_with_rule
from ent_report.errors import UnreadableInputError
from ent_report.sources.base import Acheve, Contexte, Definition, Lot
from ent_report.sources.blocs import read_blocks
from ent_report.sources.fichiers import UNSOUND_PARQUET, Fichier, is_parquet, unsound_parquet
from ent_report.sources.json_lignes import parse_block, without_personal_data
from ent_report.sources.pseudonymes import Pseudonymes
from ent_report.sources.pseudonymises import CLE, ILLISIBLE, PSEUDONYME
from ent_report.sources.rejets import REJETS_SCHEMA
from ent_report.vocabulary import PARIS

PARQUET_BATCH_ROWS = 200_000
SEPARATOR = "\x1f"

STORED_SCHEMA: dict[str, PolarsDataType] = {
    "uai": pl.String,
    "pseudonyme": pl.Int64,
    "instant": pl.Datetime("ms", "UTC"),
    "type": pl.String,
    "application": pl.String,
    "profil": pl.String,
    "appareil": pl.String,
    "device": pl.String,  # the platform's own word, and its structures: what makes two events equal
    "structures": pl.String,
    "evenement": pl.UInt32,  # the same number in each lycée that an event lists, unique in its day
}
"""The rows that are kept: one for each event and lycée, sorted by uai, pseudonyme, instant."""


@dataclass(frozen=True)
class SourceEvenements:
    """`profils` and `appareils`: label in lower case -> ours; `lycees`: UAI, or id of the platform -> UAI."""

    profils: Mapping[str, str]
    appareils: Mapping[str, str]
    lycees: Mapping[str, str]
    pseudonymes: Pseudonymes
    version: str
    nom: str = "evenements"
    par_jour: bool = True
    cle_doublon: tuple[str, ...] = field(
        default=("pseudonyme", "instant", "type", "module", "profil", "device", "structures")
    )

    def read(self, fichier: Fichier) -> Iterator[Lot]:
        yield from self._read_parquet(fichier) if is_parquet(fichier.chemin) else self._read_json(fichier)

    def _read_json(self, fichier: Fichier) -> Iterator[Lot]:
        for bloc in read_blocks(fichier):
            lignes = parse_block(bloc)
            lot = self._check(lignes.frame, fichier, lignes.numero, lignes.texte)
            yield Lot(
                lot.lues + len(lignes.illisibles),
                lot.gardees,
                pl.concat([lot.rejetees, _unreadable([(n, len(one)) for n, one in lignes.illisibles], fichier)]),
                lot.remarques,
            )

    def _read_parquet(self, fichier: Fichier) -> Iterator[Lot]:
        try:
            parquet = pq.ParquetFile(fichier.chemin)
            fields = self._fields(parquet.schema_arrow, fichier)
            names = [name for name in fields if name in parquet.schema_arrow.names]
            missing = [name for name in fields if name not in names and name not in {"deviceType", ILLISIBLE}]
            if missing:
                raise UnreadableInputError(
                    f"{fichier.nom}: column {', '.join(missing)} is missing; "
                    f"found {', '.join(parquet.schema_arrow.names)}"
                )
            for name in names:
                kind = parquet.schema_arrow.field(name).type
                if pa.types.is_nested(kind) and name != "structures":
                    raise UnreadableInputError(f"{fichier.nom}: column {name}: found {kind}, expected single values")
            first = 1
            for batch in parquet.iter_batches(PARQUET_BATCH_ROWS, columns=names):
                rows = pl.DataFrame(batch)
                yield self._check_rows(rows, fichier, first)
                first += rows.height
        except UNSOUND_PARQUET as error:
            raise unsound_parquet(fichier, error) from error

    def _fields(self, schema: pa.Schema, fichier: Fichier) -> list[str]:
        """What is read of a Parquet file: the declared fields, or those of events that came without their users' ids.

        Raises UnreadableInputError where pseudonyms are of another key: their users would be other people's.
        """
        if "userId" in schema.names or PSEUDONYME not in schema.names:
            return list(CHAMPS)
        if not pa.types.is_int64(schema.field(PSEUDONYME).type):
            raise UnreadableInputError(
                f"{fichier.nom}: column {PSEUDONYME}: found {schema.field(PSEUDONYME).type}, expected int64"
            )
        ours = self.pseudonymes.empreinte.encode()
        if (schema.metadata or {}).get(CLE.encode(), ours) != ours:
            raise UnreadableInputError(f"{fichier.nom}: its pseudonyms were made under another key")
        return [PSEUDONYME if name == "userId" else name for name in CHAMPS] + [ILLISIBLE]

    def _check_rows(self, rows: pl.DataFrame, fichier: Fichier, first: int) -> Lot:
        """The lot of a Parquet file's rows, the first of which has the number `first`."""
        if PSEUDONYME not in rows.columns:
            frame = _with_all_fields(rows)
            return self._check(frame, fichier, lambda n: first + n, partial(_as_json, frame))
        numbered = rows.with_columns(n=pl.int_range(first, first + rows.height), userId=pl.col(PSEUDONYME))
        is_lost = pl.col(ILLISIBLE).is_not_null() if ILLISIBLE in rows.columns else pl.lit(value=False)
        events = numbered.filter(~is_lost)
        frame = _with_all_fields(events)
        lot = self._check(frame, fichier, lambda n: int(events["n"][n]), partial(_as_json, frame), _as_they_are)
        if events.height == rows.height:
            return lot
        lost = _unreadable(numbered.filter(is_lost).select("n", ILLISIBLE).rows(), fichier)
        return Lot(rows.height, lot.gardees, pl.concat([lot.rejetees, lost]), lot.remarques)

    def _check(
        self,
        frame: pl.DataFrame,
        fichier: Fichier,
        numero: Callable[[int], int],
        texte: Callable[[int], bytes],
        pseudonymes: Callable[[pl.DataFrame], pl.DataFrame] | None = None,
    ) -> Lot:
        read = self._read_labels(frame)
        good, failure = Evenement.filter(read)
        bad = rejected_with_rule(failure, Evenement)
        rejected = bad.select(
            jour=_local_day(pl.when(_is_plausible("date")).then(pl.col("date"))),
            regle="regle",
            origine=pl.Series([f"{fichier.nom}:{numero(n)}" for n in bad["n"]], dtype=pl.String),
            ligne=pl.Series([without_personal_data(texte(n)) for n in bad["n"]], dtype=pl.String),
            uai=pl.lit(None, pl.String),
            profil="profil",
        )
        return Lot(
            frame.height,
            _without_person(good, pseudonymes or self.pseudonymes.table),
            rejected,
            self._unknown_structures(good),
        )

    def _read_labels(self, frame: pl.DataFrame) -> pl.DataFrame:
        read = frame.select(
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("n"),
            pl.col("event-type").alias("type"),
            pl.col("module").str.strip_chars().str.to_lowercase(),
            pl.col("date"),
            pl.col("userId"),
            _mapped("profil", self.profils),
            pl.col("deviceType").alias("device"),
            _joined(frame["structures"]).alias("structures"),
        )
        known = {key: any(self._uais(key)) for key in read["structures"].drop_nulls().unique()}
        return read.with_columns(
            structure_connue=pl.col("structures").replace_strict(known, default=None, return_dtype=pl.Boolean)
        )

    def _uais(self, structures: str) -> list[str]:
        """The distinct lycées of the region among an event's structures."""
        found = (self._uai(one) for one in structures.split(SEPARATOR))
        return sorted({uai for uai in found if uai is not None})

    def _uai(self, structure: str) -> str | None:
        """An id of the platform as it stands, or a UAI, in small letters too."""
        return self.lycees.get(structure) or self.lycees.get(structure.strip().upper())

    def _unknown_structures(self, good: pl.DataFrame) -> dict[str, int]:
        several = good.filter(pl.col("structures").str.contains(SEPARATOR, literal=True))["structures"].value_counts()
        counts: dict[str, int] = {}
        for structures, count in several.iter_rows():
            for one in structures.split(SEPARATOR):
                if self._uai(one) is None:
                    remark = f"structure_de_la_region: {one}"
                    counts[remark] = counts.get(remark, 0) + count
        return counts

    def restore(self, stored: pl.DataFrame) -> pl.DataFrame:
        once = stored.unique("evenement", keep="first").sort("evenement")
        instant = pl.col("instant").dt.epoch("ms")
        return once.select(
            _local_day(instant),
            "pseudonyme",
            instant,
            pl.col("type", "application", "profil", "device", "structures").cast(pl.Categorical),
        ).rename({"application": "module"})

    def finish(self, gardees: pl.DataFrame) -> Acheve:
        lists = gardees["structures"].unique().cast(pl.String)
        lycees = pl.DataFrame(
            {"structures": lists, "uai": [self._uais(one) for one in lists]},
            schema={"structures": gardees.schema["structures"], "uai": pl.List(pl.String)},
        ).explode("uai")
        by_uai = pl.Enum(lycees["uai"].unique().sort())
        exploded = (
            gardees.with_row_index("evenement")
            .join(lycees.with_columns(pl.col("uai").cast(by_uai)), on="structures", how="inner")
            .sort("uai", "evenement")
            .with_columns(
                appareil=_mapped("device", self.appareils, default="autre"),
                instant=pl.col("instant").cast(pl.Datetime("ms", "UTC")),
                application=pl.col("module"),
            )
        )
        stored = exploded.select(pl.col(name).cast(dtype) for name, dtype in STORED_SCHEMA.items())
        return Acheve(stored, gardees.height, REJETS_SCHEMA.to_frame())


def _without_person(good: pl.DataFrame, pseudonymes: Callable[[pl.DataFrame], pl.DataFrame]) -> pl.DataFrame:
    dated = good.with_columns(jour=_local_day(pl.col("date"))).with_columns(
        mois=pl.col("jour").dt.year() * 12 + pl.col("jour").dt.month().cast(pl.Int32)
    )
    users = dated.select("mois", "userId").unique()
    return dated.join(pseudonymes(users), on=["mois", "userId"], how="left").select(
        "jour",
        "pseudonyme",
        pl.col("date").alias("instant"),
        pl.col("type", "module", "profil", "device", "structures").cast(pl.Categorical),
    )


def _as_they_are(users: pl.DataFrame) -> pl.DataFrame:
    """Users that came as pseudonyms."""
    return users.with_columns(pl.col("userId").cast(pl.Int64).alias("pseudonyme"))


def _joined(structures: pl.Series) -> pl.Series:
    """The distinct ids of each list, in order, as one text; lists of one, nearly all, go the short way."""
    ids = structures.list.drop_nulls()
    several = (ids.list.len() > 1).arg_true()
    joined = ids.gather(several).list.unique().list.sort().list.join(SEPARATOR)
    return ids.list.first().scatter(several, joined)


def _local_day(ms: pl.Expr) -> pl.Expr:
    instant = pl.from_epoch(ms, time_unit="ms").dt.replace_time_zone("UTC")
    return instant.dt.convert_time_zone(PARIS.key).dt.date().alias("jour")


def _is_plausible(column: str) -> pl.Expr:
    return pl.col(column).is_between(INSTANT_MIN_MS, INSTANT_MAX_MS, closed="left")


def _mapped(column: str, table: Mapping[str, str], default: str | None = None) -> pl.Expr:
    label = pl.col(column).cast(pl.String).str.strip_chars().str.to_lowercase()
    return label.replace_strict(dict(table), default=default, return_dtype=pl.String).alias(column)


def _with_all_fields(frame: pl.DataFrame) -> pl.DataFrame:
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


def _as_json(frame: pl.DataFrame, n: int) -> bytes:
    return frame[n : n + 1].write_ndjson().encode()


def _unreadable(lines: Sequence[tuple[int, int]], fichier: Fichier) -> pl.DataFrame:
    """The rejects of lines that hold no event, given by their number and their size in bytes."""
    rows = [
        {
            "regle": LIGNE_ILLISIBLE,
            "origine": f"{fichier.nom}:{number}",
            "ligne": f"({octets} octets illisibles)",
        }
        for number, octets in lines
    ]
    return pl.DataFrame(rows, schema=REJETS_SCHEMA)


def _build(contexte: Contexte) -> SourceEvenements:
    keys = contexte.pseudonymes()
    version = f"{contexte.empreinte}:{keys.empreinte}"
    return SourceEvenements(contexte.profils, contexte.appareils, contexte.lycees, keys, version)


SOURCES = (Definition("evenements", 0, _build),)
