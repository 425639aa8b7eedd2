"""What Prefect costs: a month's reports by the real command, against the same work without it.

    python -m tests.benchmarks.orchestration --register lycees.csv --lycees 200 --folder FOLDER

Inputs are collected and figures computed once; then the reports are made twice, by `ent-report run` and by a bare pool
of processes that calls the same functions in the same chunks. Both are followed from outside, children and Prefect's
server included, so that the difference is all that Prefect takes: its import, its server, its runs and its logs.
"""

from __future__ import annotations

import argparse
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
from tests.benchmarks.mesure import MOIS, Ligne, show
from tests.benchmarks.pays import prepare_country
from tests.benchmarks.suivi import Suivi, follow
from tests.benchmarks.taille import EVENTS_PER_LYCEE, commands

SHARE_MAX = 0.05


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--register", type=Path, help="a table of real establishments")
    parser.add_argument("--lycees", type=int, default=200)
    parser.add_argument("--folder", type=Path)
    parser.add_argument(
        "--without", type=Path, nargs=2, help="for this program itself: make the reports without Prefect"
    )
    options = parser.parse_args()
    if options.without:
        without_prefect(*options.without)
        return
    inputs = options.folder / str(options.lycees)
    config = prepare_country(inputs, options.register, options.lycees, options.lycees * EVENTS_PER_LYCEE)
    data_dir = inputs / "data"
    (with_it,) = commands(config, data_dir, [])
    one = str(open_month(config, data_dir, MOIS).references.lycees[0].uai)
    _followed([*with_it, "--uai", one])
    bare = _reports([sys.executable, "-m", __spec__.name, "--without", str(config), str(data_dir)], data_dir)
    ours = _reports(with_it, data_dir)
    share = (ours.cpu_s - bare.cpu_s) / ours.cpu_s
    show(
        [
            Ligne(
                f"Prefect's part of a run of {options.lycees} lycées, CPU time",
                f"{share:.3f} ({ours.cpu_s:.0f} against {bare.cpu_s:.0f} CPU s without it)",
                f"at most {SHARE_MAX}",
                share <= SHARE_MAX,
            )
        ]
    )


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
    return _followed(command)


def _followed(command: list[str]) -> Suivi:
    found = follow(command, lambda _: None, "all")
    if found.code != 0:
        raise RuntimeError(f"ended with {found.code}: {''.join(found.lignes[-5:])}")
    return found


if __name__ == "__main__":
    main()
