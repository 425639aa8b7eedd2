"""A country's month of invented use at real establishments, of the register's size and shape, for measures alone.

The register is any table with `;` and the columns `uai`, `nom`, `commune`, `code_departement` and `departement`. Names
and communes are real ones there, all use is invented, and every page says so.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from ent_report.demo import fabricate
from ent_report.demo.lycees import Fiche, invent_lycees
from ent_report.demo.noms import Departement
from ent_report.vocabulary import Uai
from tests.benchmarks.mesure import EVENTS_PER_CLASS_DAY_SHARE, MOIS, measure

ACADEMIE = "Exemple"


def read_register(path: Path) -> pl.DataFrame:
    """The rows whose UAI is one, in an order in which any first part of them comes from all over the country."""
    rows = pl.read_csv(path, separator=";", infer_schema_length=0)
    return rows.filter(pl.col("uai").map_elements(_is_uai, pl.Boolean)).sort(pl.col("uai").hash(seed=1))


def _is_uai(text: str) -> bool:
    try:
        return Uai(text) == text
    except ValueError:
        return False


def prepare_country(folder: Path, register: Path, lycees: int, events: int) -> Path:
    """The inputs of one month of about so many events at so many lycées, made once; their configuration's path."""
    config = folder / "demo" / "region.toml"
    if not (folder / "ready").exists():
        measure(_fabricate, folder / "demo", register, lycees, max(1, round(events * EVENTS_PER_CLASS_DAY_SHARE)))
        (folder / "ready").touch()
    return config


def _fabricate(folder: Path, register: Path, lycees: int, a_day: int) -> None:
    rows = read_register(register).head(lycees)
    *there, closed = invent_lycees(rows.height, seed=1)
    fiches = [_settled(fiche, row) for fiche, row in zip(there, rows.iter_rows(named=True), strict=True)]
    fabricate(
        folder,
        mois=MOIS,
        lycees=rows.height,
        events_per_day=a_day,
        mois_d_historique=False,
        fiches=[*fiches, closed],
    )


def _settled(fiche: Fiche, row: dict[str, str]) -> Fiche:
    place = fiche.departement
    where = Departement(row["code_departement"].zfill(3), row["departement"], ACADEMIE, place.latitude, place.longitude)
    return replace(fiche, uai=Uai(row["uai"]), nom=row["nom"], commune=row["commune"], departement=where)
