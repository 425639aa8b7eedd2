"""What is never more than something else: published together, two counts bound each other."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ent_report.disclosure.cellules import BORNES
from ent_report.disclosure.publies import CLE
from ent_report.indicators.table import LIEU, is_whole


def with_slacks(cells: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cells, with one more for each inequality, the difference that nobody is told; and its sums: n, somme, signe.

    A difference is hidden from the start, free to hide, at least 0, and asks for nothing. Inequalities that the figures
    themselves break are none.
    """
    found = pl.concat([*_same_break_down(cells), *_parts(cells), _devices(cells)])
    sides = found.join(cells.select("n", "valeur"), on="n")
    gaps = sides.group_by("cle").agg(
        (pl.col("valeur") * pl.col("signe")).sum().alias("ecart"), pl.col("n").filter(pl.col("signe") < 0).first()
    )
    first = pl.int_range(pl.len(), dtype=pl.UInt32) + (cells["n"].max() or 0) + 1
    kept = gaps.filter(pl.col("ecart") >= 0).sort("cle").with_columns(du=pl.col("n"), n=first)
    slacks = kept.select("n", "ecart", "du").join(cells.drop("valeur", "n").with_columns(du=cells["n"]), on="du")
    rows = slacks.with_columns(
        valeur="ecart",
        reserve="ecart",
        hausse=pl.lit(float("inf")),
        largeur=pl.lit(0.0),
        poids=pl.lit(0.0),
        cache=pl.lit(value=True),
    ).select(cells.columns)
    members = pl.concat(
        [
            found.join(kept.select("cle"), on="cle", how="semi"),
            kept.select("n", "cle", signe=pl.lit(-1, pl.Int8)),
        ]
    )
    return pl.concat([cells, rows]), members


def _pairs(small: pl.DataFrame, great: pl.DataFrame, on: list[str], name: str) -> Iterator[pl.DataFrame]:
    pairs = small.join(great, on=on, nulls_equal=True, suffix="_grand")
    key = pl.format("{}:{}", pl.lit(name), "n")
    for n, signe in (("n", -1), ("n_grand", 1)):
        yield pairs.select(n=n, cle=key, signe=pl.lit(signe, pl.Int8))


def _same_break_down(cells: pl.DataFrame) -> Iterator[pl.DataFrame]:
    for small, great in BORNES:
        rows = cells.filter(pl.col("service").is_not_null()) if great == "pages_vues" else cells
        yield from _pairs(_of(rows, small), _of(rows, great), list(CLE), f"{small}<{great}")


def _parts(cells: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Parts that do not add up are at most the whole."""
    for indicateur, names in (
        ("visites", ("service",)),
        ("dnma_visites", ("service",)),
        ("visiteurs_uniques", ("service", "appareil")),
    ):
        rows = cells.filter(pl.col("indicateur") == indicateur)
        whole = rows.filter(is_whole())
        cut = pl.any_horizontal(pl.col(name).is_not_null() for name in names) & pl.col("profil").is_null()
        part, total = rows.filter(cut).select("n", *LIEU), whole.select("n", *LIEU)
        yield from _pairs(part, total, list(LIEU), f"part<{indicateur}")


def _devices(cells: pl.DataFrame) -> pl.DataFrame:
    """Every visitor has a device: all of them are at most the sum of those of each."""
    rows = cells.filter(pl.col("indicateur") == "visiteurs_uniques", pl.col("profil").is_null())
    key = pl.concat_str(pl.lit("appareils"), *LIEU, separator="\x1f").alias("cle")
    parts = rows.filter(pl.col("appareil").is_not_null()).select("n", cle=key, signe=pl.lit(1, pl.Int8))
    whole = rows.filter(is_whole())
    totals = whole.select("n", cle=key, signe=pl.lit(-1, pl.Int8))
    return pl.concat([parts, totals]).filter(pl.col("signe").n_unique().over("cle") == 2)


def _of(cells: pl.DataFrame, indicateur: str) -> pl.DataFrame:
    return cells.filter(pl.col("indicateur") == indicateur).select("n", *CLE)
