"""Every benchmark in one run, as ratios in one table: `make bench`, or `python -m tests.benchmarks --events 2000000`.

Each measure is a process of its own, by the CPU time and the peak memory that the system charges to it: on a busy
machine the ratios hold where the seconds do not.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from types import ModuleType

from tests.benchmarks import collecte, commandes, dnma, indicateurs, masquage, orchestration, relance, rendu
from tests.benchmarks.mesure import Ligne, prepare, show

OF_A_MONTH = (collecte, indicateurs, relance, masquage, orchestration, commandes)
"""In this order: each finds what the ones before it left."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000_000, help="events of the month")
    parser.add_argument("--national-rows", type=int, default=4_000_000, help="rows of the national file")
    parser.add_argument("--lycees", type=int, default=500)
    parser.add_argument("--folder", type=Path, help="where the inputs are kept between runs")
    every = [_name(one) for one in (*OF_A_MONTH, dnma, rendu)]
    parser.add_argument("--only", nargs="+", choices=every, default=every, metavar="NAME", help=", ".join(every))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        config = prepare(folder / f"{options.lycees}-{options.events}", options.lycees, options.events)
        data_dir = config.parent.parent / "data"
        lines: list[Ligne] = []
        for benchmark in OF_A_MONTH:
            if _name(benchmark) in options.only:
                lines += benchmark.run(config, data_dir)
        if "dnma" in options.only:
            lines += dnma.run(folder / f"national-{options.national_rows}", options.national_rows)
        if "rendu" in options.only:
            lines += rendu.run()
        show(lines)


def _name(benchmark: ModuleType) -> str:
    return benchmark.__name__.rpartition(".")[2]


if __name__ == "__main__":
    main()
