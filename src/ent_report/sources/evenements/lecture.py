"""Events of the ENT platform (entcore): JSON lines or Parquet, to rows without personal data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from polars._typing import PolarsDataType

from ent_report.contracts.evenements import INSTANT_MAX_MS, INSTANT_MIN_MS, LIGNE_ILLISIBLE, Evenement
from ent_report.sources.base import Acheve, Contexte, Lot
from ent_report.sources.blocs import read_blocks
from ent_report.sources.evenements.json_lignes import Lignes, parse_block, without_personal_data
from ent_report.sources.evenements.parquet import LignesParquet, read_parquet_events
from ent_report.sources.fichiers import Fichier
from ent_report.sources.fichiers_parquet import is_parquet
from ent_report.sources.pseudonymes import Pseudonymes
from ent_report.sources.rejets import REJETS_SCHEMA, rejected_with_rule, rejects_of
from ent_report.vocabulary import PARIS

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
    cle_doublon: tuple[str, ...] = ("pseudonyme", "instant", "type", "module", "profil", "device", "structures")

    def read(self, fichier: Fichier) -> Iterator[Lot]:
        if is_parquet(fichier.chemin):
            for batch in read_parquet_events(fichier, self.pseudonymes.empreinte):
                yield self._check(batch, fichier, _as_they_are if batch.est_pseudonymise else self.pseudonymes.table)
        else:
            for bloc in read_blocks(fichier):
                yield self._check(parse_block(bloc), fichier, self.pseudonymes.table)

    def _check(
        self, lues: Lignes | LignesParquet, fichier: Fichier, pseudonymes: Callable[[pl.DataFrame], pl.DataFrame]
    ) -> Lot:
        good, failure = Evenement.filter(self._read_labels(lues.frame))
        rejected = rejects_of(
            rejected_with_rule(failure, Evenement),
            fichier,
            lues.numero,
            lambda n: without_personal_data(lues.texte(n)),
            jour=_local_day(pl.when(_is_plausible("date")).then(pl.col("date"))),
            profil=pl.col("profil"),
        )
        return Lot(
            lues.frame.height + len(lues.perdues),
            _without_person(good, pseudonymes),
            pl.concat([rejected, _unreadable(lues.perdues, fichier)]),
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


def build(contexte: Contexte) -> SourceEvenements:
    keys = contexte.pseudonymes()
    version = f"{contexte.empreinte}:{keys.empreinte}"
    return SourceEvenements(contexte.profils, contexte.appareils, contexte.lycees, keys, version)
