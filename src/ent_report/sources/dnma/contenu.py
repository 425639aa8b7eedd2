"""What a wide row holds as one text, its known modalities in the order of their words, and back to a row for each.

Files with other columns, or in another order, so say the same where they give the same figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from ent_report.contracts.dnma import MESURES, STOCKEES
from ent_report.contracts.dnma_modalites import Modalite

FIELD, CELL = "\x1f", "\x1e"
CHAMPS = ("modalite", *MESURES)
CLE = ("uai", "semaine")


def content_of(mesures: Mapping[Modalite, Mapping[str, str]]) -> pl.Expr:
    """The text of each row; `mesures`: the columns of each modality by measure, the modalities in order.

    Empty where nothing is known.
    """
    cells = [_cell(one, own) for one, own in mesures.items()]
    return pl.concat_str(cells, separator=CELL, ignore_nulls=True).alias("contenu")


def _cell(modalite: Modalite, own: Mapping[str, str]) -> pl.Expr:
    known = pl.any_horizontal(pl.col(name).is_not_null() for name in own.values())
    fields = [_field(own[name], name) if name in own else pl.lit("") for name in MESURES]
    return pl.when(known).then(pl.concat_str([pl.lit(modalite.code), *fields], separator=FIELD))


def _field(column: str, mesure: str) -> pl.Expr:
    text = pl.col(column).cast(pl.String).fill_null("")
    return text.str.replace_all(f"[{FIELD}{CELL}]", " ") if mesure == "duree" else text


def to_long(wide: pl.DataFrame, modalites: Iterable[Modalite]) -> pl.DataFrame:
    """Rows uai, semaine, contenu as those that are stored, sorted; a row of nothing stays as one without a modality."""
    cells = wide.select(*CLE, cellule=pl.col("contenu").str.split(CELL)).explode("cellule")
    parts = pl.col("cellule").str.split_exact(FIELD, len(MESURES)).struct.rename_fields(list(CHAMPS))
    known = {one.code: (one.code, one.dimension, one.profil, one.service, one.appareil) for one in modalites}
    words = pl.DataFrame(
        list(known.values()),
        schema=dict.fromkeys(("modalite", "dimension", "profil", "service", "appareil"), pl.String),
        orient="row",
    )
    return (
        cells.select(*CLE, parts.struct.unnest())
        .with_columns(pl.when(pl.col(name) != "").then(name).alias(name) for name in CHAMPS)
        .join(words, on="modalite", how="left")
        .select(pl.col(name).cast(dtype) for name, dtype in STOCKEES.items())
        .sort(*CLE, "dimension", "modalite")
    )


def to_wide(long: pl.DataFrame) -> pl.DataFrame:
    """What `to_long` was made from: uai, semaine, contenu."""
    cell = pl.concat_str([pl.col(name).cast(pl.String).fill_null("") for name in CHAMPS], separator=FIELD)
    return (
        long.sort(*CLE, "modalite")
        .with_columns(cellule=pl.when(pl.col("modalite").is_not_null()).then(cell))
        .group_by(*CLE, maintain_order=True)
        .agg(contenu=pl.col("cellule").str.join(CELL))
    )


def named_cells(contenu: str) -> dict[str, str]:
    """A row's cells under their national names."""
    cells: Sequence[list[str]] = [cell.split(FIELD) for cell in contenu.split(CELL) if cell]
    return {
        f"{mesure}_{code}": value
        for code, *values in cells
        for mesure, value in zip(MESURES, values, strict=True)
        if value
    }
