"""One lycée's rerun from what is collected: computing and rendering, the start of the interpreter and Prefect aside."""

from __future__ import annotations

import shutil
from pathlib import Path

from ent_report.collecte.mois import collect_month
from ent_report.editions.etablies import lycee_folder
from ent_report.editions.production import Atelier
from ent_report.mois.chantier import open_month
from ent_report.mois.figures import compute_indicators
from tests.benchmarks.mesure import MOIS, Ligne, measure

SECONDS_MAX = 3.0


def run(config: Path, data_dir: Path) -> list[Ligne]:
    month = measure(_month, config, data_dir)
    rerun = measure(_rerun, config, data_dir)
    return [
        Ligne(
            "indicators of the month, all of them",
            f"{month.cpu_s:.1f} CPU s, {month.peak_mib:.0f} MiB",
            "no limit",
            tenu=True,
        ),
        Ligne(
            "rerun of one lycée, wall time",
            f"{rerun.wall_s:.2f} s ({rerun.cpu_s:.2f} CPU s)",
            f"under {SECONDS_MAX} s",
            rerun.wall_s < SECONDS_MAX,
        ),
    ]


def _month(config: Path, data_dir: Path) -> None:
    chantier = open_month(config, data_dir, MOIS)
    collect_month(chantier, {})
    compute_indicators(chantier)


def _rerun(config: Path, data_dir: Path) -> str:
    chantier = open_month(config, data_dir, MOIS)
    uai = str(chantier.references.lycees[0].uai)
    shutil.rmtree(chantier.store.path(lycee_folder(MOIS, uai)), ignore_errors=True)
    collect_month(chantier, {})
    compute_indicators(chantier)
    found = Atelier(chantier).lycees([uai])[0]
    assert found.statut == "etabli", found
    return found.statut
