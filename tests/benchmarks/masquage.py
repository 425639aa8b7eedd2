"""Masking against all that is computed of the same month: how much of it the attack on what is published takes."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl

from ent_report.disclosure.petits_effectifs import mask
from ent_report.disclosure.regle import Regle
from ent_report.mois.chantier import open_month
from ent_report.mois.figures import compute_indicators
from ent_report.mois.tables import read_figures
from ent_report.store import indicateurs_folder
from tests.benchmarks.mesure import MOIS, Ligne, measure

SHARE_MAX = 0.6


def run(config: Path, data_dir: Path) -> list[Ligne]:
    """After the month was collected."""
    whole = measure(_indicators, config, data_dir)
    masking = measure(_mask, config, data_dir)
    share = masking.cpu_s / whole.cpu_s
    small, hidden = masking.result
    return [
        Ligne(
            "masking, part of the CPU time of the month's indicators",
            f"{share:.2f} ({masking.cpu_s:.0f} of {whole.cpu_s:.0f} CPU s), {hidden} figures, {small} of small groups",
            f"at most {SHARE_MAX}",
            share <= SHARE_MAX,
        )
    ]


def _indicators(config: Path, data_dir: Path) -> None:
    chantier = open_month(config, data_dir, MOIS)
    shutil.rmtree(chantier.store.path(indicateurs_folder(MOIS)), ignore_errors=True)
    compute_indicators(chantier)


def _mask(config: Path, data_dir: Path) -> tuple[int, int]:
    chantier = open_month(config, data_dir, MOIS)
    table = read_figures(chantier.store, [MOIS])
    known = pl.when(pl.col("etat") == "masque").then(pl.lit("publie")).otherwise("etat")
    found = mask(table.with_columns(etat=known), chantier.territoire.codes, Regle()).figures
    return table.filter(pl.col("base").is_between(1, 4)).height, found.filter(pl.col("etat") == "masque").height
