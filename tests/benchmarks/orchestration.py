"""What Prefect costs: a month's reports by the real command, against the same work without it.

Inputs are collected and figures computed once; then the reports are made twice, by a bare pool of processes that calls
the same functions in the same chunks, and by `ent-report run`. Both are followed from outside, children and Prefect's
server included, so that the difference is all that Prefect takes: its import, its server, its runs and its logs.
"""

from __future__ import annotations

import shutil
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from ent_report.collecte.mois import collect_month
from ent_report.editions.production import Atelier
from ent_report.mois.chantier import open_month
from ent_report.mois.figures import compute_indicators
from tests.benchmarks.mesure import MOIS, Ligne
from tests.benchmarks.suivi import Suivi, ent_report, followed

SHARE_MAX = 0.05


def run(config: Path, data_dir: Path) -> list[Ligne]:
    command = [*ent_report("run", config, data_dir)]
    first = open_month(config, data_dir, MOIS).references.lycees[0]
    followed([*command, "--uai", str(first.uai)])
    bare = _reports([sys.executable, "-m", __name__, str(config), str(data_dir)], data_dir)
    ours = _reports(command, data_dir)
    share = (ours.cpu_s - bare.cpu_s) / ours.cpu_s
    return [
        Ligne(
            "Prefect's part of a run, CPU time against the same work without it",
            f"{share:.3f} ({ours.cpu_s:.0f} against {bare.cpu_s:.0f} CPU s)",
            f"at most {SHARE_MAX}",
            share <= SHARE_MAX,
        )
    ]


def without_prefect(config: Path, data_dir: Path) -> None:
    """The same steps in the same chunks, by the standard library's pool."""
    chantier = open_month(config, data_dir, MOIS)
    collect_month(chantier, {})
    compute_indicators(chantier)
    execution = chantier.settings.execution
    uais = [str(one.uai) for one in chantier.references.lycees]
    chunks = [uais[n : n + execution.lycees_par_tache] for n in range(0, len(uais), execution.lycees_par_tache)]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        for _ in pool.map(_chunk, [config] * len(chunks), [data_dir] * len(chunks), chunks):
            pass
    Atelier(chantier).region({})


@cache
def _atelier(config: Path, data_dir: Path) -> Atelier:
    return Atelier(open_month(config, data_dir, MOIS))


def _chunk(config: Path, data_dir: Path, uais: list[str]) -> None:
    failed = [one for one in _atelier(config, data_dir).lycees(uais) if one.statut != "etabli"]
    assert not failed, failed


def _reports(command: list[str], data_dir: Path) -> Suivi:
    shutil.rmtree(data_dir / "rapports", ignore_errors=True)
    return followed(command)


if __name__ == "__main__":
    without_prefect(Path(sys.argv[1]), Path(sys.argv[2]))
