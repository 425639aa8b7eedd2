"""Every benchmark in one run, as ratios in one table: `make bench`, or `python -m tests.benchmarks --events 2000000`.

Each measure is a process of its own, by the CPU time and the peak memory that the system charges to it: on a busy
machine the ratios hold where the seconds do not.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.benchmarks import collecte, dnma, indicateurs, masquage, relance, rendu
from tests.benchmarks.mesure import Ligne, prepare, show


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000_000, help="events of the month")
    parser.add_argument("--national-rows", type=int, default=4_000_000, help="rows of the national file")
    parser.add_argument("--lycees", type=int, default=500)
    parser.add_argument("--folder", type=Path, help="where the inputs are kept between runs")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        config = prepare(folder / f"{options.lycees}-{options.events}", options.lycees, options.events)
        lines: list[Ligne] = []
        for benchmark in (collecte, indicateurs, relance, masquage):
            lines += benchmark.run(config, config.parent.parent / "data")
        lines += dnma.run(folder / f"national-{options.national_rows}", options.national_rows)
        show([*lines, *rendu.run()])


if __name__ == "__main__":
    main()
