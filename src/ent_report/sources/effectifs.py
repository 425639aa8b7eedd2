"""National headcounts of pupils: a polyvalent lycée stands in two files, which add up."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ent_report.errors import UnreadableInputError
from ent_report.sources.fichiers import Fichier
from ent_report.sources.tableur import read_text_table

UAI_NAMES = ("numero_lycee", "numéro lycée", "uai", "identifiant_de_l_etablissement", "numero_uai")
YEAR_NAMES = ("rentree_scolaire", "rentrée scolaire")
COUNT_NAMES = ("nombre_d_eleves", "nombre d'élèves", "nombre_eleves")
NAMES = frozenset({*UAI_NAMES, *YEAR_NAMES, *COUNT_NAMES})


def read_effectifs(fichiers: Sequence[Fichier], rentree: int) -> tuple[dict[str, int], list[str]]:
    """Pupils by UAI at the latest start of school that is not after `rentree` (a year), and a line a fault.

    Files of one content count once.
    """
    counts: dict[str, int] = {}
    faults: list[str] = []
    for fichier in {one.sha256: one for one in fichiers}.values():
        try:
            rows = _read_rows(fichier, faults)
        except UnreadableInputError as error:
            faults += error.faults
            continue
        year = pl.col("annee")
        past = rows.filter(year.is_null() | (year <= rentree))
        for uai, pupils in past.filter(year.is_null() | (year == year.max())).select("uai", "eleves").iter_rows():
            counts[uai] = counts.get(uai, 0) + pupils
    return counts, faults


def _read_rows(fichier: Fichier, faults: list[str]) -> pl.DataFrame:
    """Sound rows as uai, eleves, annee (null where the file has none); the others are added to `faults`."""
    table = read_text_table(fichier, lambda name: name.strip().lower() in NAMES)
    plain = table.frame.rename({name: name.strip().lower() for name in table.frame.columns})
    uai, count, year = (_column(plain, names) for names in (UAI_NAMES, COUNT_NAMES, YEAR_NAMES))
    if uai is None or count is None:
        raise UnreadableInputError(
            f"{fichier.nom}: line 1: column numero_lycee or nombre_d_eleves is missing; "
            f"found {', '.join(table.frame.columns)}"
        )
    cell = pl.col(count).fill_null("").str.strip_chars()
    whole = cell.str.extract(r"^([0-9]{1,9})(?:\.0+)?$").cast(pl.Int64)
    rows = plain.select(
        pl.col(uai).str.strip_chars().str.to_uppercase().alias("uai"),
        whole.alias("eleves"),
        (pl.lit(None, pl.String) if year is None else pl.col(year))
        .str.slice(0, 4)
        .cast(pl.Int64, strict=False)
        .alias("annee"),
        cell.alias("trouve"),
        pl.Series("ligne", list(table.numeros), dtype=pl.Int64),
    )
    faults += [
        f"{fichier.nom}:{ligne}: {count}: found {trouve!r}, expected a whole number of pupils"
        for ligne, trouve in rows.filter(pl.col("eleves").is_null(), pl.col("trouve") != "")
        .select("ligne", "trouve")
        .iter_rows()
    ]
    faults += [
        f"{fichier.nom}:{ligne}: found {len(cells)} cells, expected as many as the header has"
        for ligne, cells in table.hors_forme
    ]
    return rows.filter(pl.col("eleves").is_not_null(), pl.col("uai").is_not_null())


def _column(frame: pl.DataFrame, names: Sequence[str]) -> str | None:
    return next((name for name in names if name in frame.columns), None)
