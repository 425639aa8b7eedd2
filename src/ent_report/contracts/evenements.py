"""What an event of the ENT platform must be to count, each assumption a rule whose name is the diagnostic."""

from __future__ import annotations

from datetime import UTC, datetime

import dataframely as dy
import polars as pl
from polars._typing import PolarsDataType

# Instants before the first ENT of this platform, or after any date a clock may show, are no dates:
# seconds given for milliseconds end up in January 1970.
INSTANT_MIN_MS = int(datetime(2010, 1, 1, tzinfo=UTC).timestamp() * 1000)
INSTANT_MAX_MS = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp() * 1000)

_CHAMPS: dict[str, PolarsDataType] = {
    "event-type": pl.String,
    "module": pl.String,
    "date": pl.Int64,
    "userId": pl.String,
    "profil": pl.String,
    "structures": pl.List(pl.String),
    "deviceType": pl.String,
}
CHAMPS = pl.Schema(_CHAMPS)
"""The fields that are read, all others staying in the file; `date` in milliseconds since 1970-01-01T00:00Z."""

LIGNE_ILLISIBLE = "ligne_json_lisible"


class Evenement(dy.Schema):
    """One event whose labels were read through the tables of `config/`: what they do not know is null.

    `n` is the row's place in its batch; `structures` the distinct ids in order, `structure_connue` whether one of
    them is a lycée of the region.
    """

    n = dy.UInt32()
    type = dy.String(nullable=True)
    module = dy.String(nullable=True)
    date = dy.Int64(nullable=True)
    userId = dy.String(nullable=True)  # noqa: N815  the platform's own name
    profil = dy.String(nullable=True)
    device = dy.String(nullable=True)
    structures = dy.String(nullable=True)
    structure_connue = dy.Bool(nullable=True)

    @dy.rule()
    def date_en_millisecondes_lisible(cls) -> pl.Expr:
        return pl.col("date").is_not_null()

    @dy.rule()
    def date_vraisemblable(cls) -> pl.Expr:
        return pl.col("date").is_between(INSTANT_MIN_MS, INSTANT_MAX_MS, closed="left")

    @dy.rule()
    def type_renseigne(cls) -> pl.Expr:
        return pl.col("type").fill_null("") != ""

    @dy.rule()
    def utilisateur_renseigne(cls) -> pl.Expr:
        return pl.col("userId").fill_null("") != ""

    @dy.rule()
    def profil_connu(cls) -> pl.Expr:
        return pl.col("profil").is_not_null()

    @dy.rule()
    def structure_renseignee(cls) -> pl.Expr:
        return pl.col("structures").fill_null("") != ""

    @dy.rule()
    def structure_de_la_region(cls) -> pl.Expr:
        return (pl.col("structures").fill_null("") == "") | pl.col("structure_connue")
