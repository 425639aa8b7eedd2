"""National headcounts of pupils: a polyvalent lycée stands in two files, which add up."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ent_report.errors import UnreadableInputError
from ent_report.sources.fichiers import Fichier, is_parquet
from ent_report.sources.tableur import read_table

UAI_NAMES = ("numero_lycee", "numéro lycée", "uai", "identifiant_de_l_etablissement", "numero_uai")
YEAR_NAMES = ("rentree_scolaire", "rentrée scolaire")
COUNT_NAMES = ("nombre_d_eleves", "nombre d'élèves", "nombre_eleves")


def read_effectifs(fichiers: Sequence[Fichier], rentree: int) -> tuple[dict[str, int], list[str]]:
    """Pupils by UAI at the latest start of school that is not after `rentree` (a year), and a line a fault."""
    counts: dict[str, int] = {}
    faults: list[str] = []
    for fichier in fichiers:
        try:
            rows = _read_rows(fichier)
        except UnreadableInputError as error:
            faults += error.faults
            continue
        years = rows.filter(pl.col("annee") <= rentree)["annee"]
        latest = rows.filter(pl.col("annee").is_null() | (pl.col("annee") == years.max()))
        for uai, pupils in latest.select("uai", "eleves").drop_nulls().iter_rows():
            counts[uai] = counts.get(uai, 0) + pupils
    return counts, faults


def _read_rows(fichier: Fichier) -> pl.DataFrame:
    frame = pl.read_parquet(fichier.chemin) if is_parquet(fichier.chemin) else read_table(fichier, ";,").frame
    plain = frame.rename({name: name.strip().lower() for name in frame.columns})
    uai, count = _column(plain, UAI_NAMES), _column(plain, COUNT_NAMES)
    year = _column(plain, YEAR_NAMES)
    if uai is None or count is None:
        raise UnreadableInputError(
            f"{fichier.nom}: line 1: column numero_lycee or nombre_d_eleves is missing; "
            f"found {', '.join(frame.columns)}"
        )
    return plain.select(
        pl.col(uai).cast(pl.String).str.strip_chars().str.to_uppercase().alias("uai"),
        pl.col(count).cast(pl.String).cast(pl.Float64, strict=False).cast(pl.Int64).alias("eleves"),
        (pl.lit(None) if year is None else pl.col(year).cast(pl.String).str.slice(0, 4))
        .cast(pl.Int64, strict=False)
        .alias("annee"),
    )


def _column(frame: pl.DataFrame, names: Sequence[str]) -> str | None:
    return next((name for name in names if name in frame.columns), None)
