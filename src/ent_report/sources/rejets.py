"""Rows that a source refuses, each with its rule, its place and what it said."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import dataframely as dy
import polars as pl

from ent_report.contracts.lignes import HORS_FORME
from ent_report.sources.fichiers import Fichier

REJETS_SCHEMA = pl.Schema(
    {
        "jour": pl.Date,  # the row's own day; null where it cannot be told
        "regle": pl.String,
        "origine": pl.String,  # file and line
        "ligne": pl.String,  # the row as it came, as JSON, without personal data
        "uai": pl.String,
        "profil": pl.String,
    }
)

HorsForme = Sequence[tuple[int, list[str]]]
"""The lines of a table that have too many or too few cells, by their numbers."""

NOTHING = pl.lit(None, pl.String)


def rejected_with_rule(failure: dy.FailureInfo, contract: type[dy.Schema]) -> pl.DataFrame:
    """The rejected rows with one more column, `regle`: the first broken rule, in the contract's own order."""
    details = failure.details()
    rules = [name for name in details.columns if name not in contract.columns()]
    first_broken = pl.coalesce(pl.when(pl.col(name) == "invalid").then(pl.lit(name)) for name in rules)
    return details.with_columns(regle=first_broken).drop(rules)


def rejects_of(
    bad: pl.DataFrame,
    fichier: Fichier,
    numero: Callable[[int], int],
    ligne: Callable[[int], str],
    *,
    jour: pl.Expr,
    uai: pl.Expr = NOTHING,
    profil: pl.Expr = NOTHING,
) -> pl.DataFrame:
    """The rejects of rows that a contract refused: `bad` has their place `n` in what was read, and their `regle`.

    `numero` and `ligne` give the line of a place in the file, and what it said.
    """
    return bad.select(
        jour.alias("jour"),
        "regle",
        pl.Series("origine", [f"{fichier.nom}:{numero(n)}" for n in bad["n"]], dtype=pl.String),
        pl.Series("ligne", [ligne(n) for n in bad["n"]], dtype=pl.String),
        uai.alias("uai"),
        profil.alias("profil"),
    )


def out_of_shape(hors_forme: HorsForme, fichier: Fichier) -> pl.DataFrame:
    """The rejects of lines that are no rows at all."""
    rows = [
        {"regle": HORS_FORME, "origine": f"{fichier.nom}:{number}", "ligne": json.dumps(cells, ensure_ascii=False)}
        for number, cells in hors_forme
    ]
    return pl.DataFrame(rows, schema=REJETS_SCHEMA)
