"""How a month grows with its region: from fifty lycées to a country's, each step's time, memory and disk.

    python -m tests.benchmarks.taille --register lycees.csv --lycees 50 500 5146 --folder FOLDER

Inputs are made once and kept in the folder; the real commands run on them, followed from outside. Above `--all-up-to`
lycées only `--sample` reports are made, since a report does not depend on the others: the table says how many.
"""

from __future__ import annotations

import argparse
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.pays import prepare_country, read_register
from tests.benchmarks.suivi import Etape, ent_report, follow

EVENTS_PER_LYCEE = 200_000_000 // 5_146
FOLDERS = ("collecte", "indicateurs", "rapports")
_ALL_MADE = re.compile(r": (\d+) of \1 lycées$")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--register", type=Path, required=True, help="a table of real establishments")
    parser.add_argument("--lycees", type=int, nargs="+", default=[50, 500, 5_146])
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--all-up-to", type=int, default=500)
    parser.add_argument("--sample", type=int, default=400)
    options = parser.parse_args()
    codes = read_register(options.register)["uai"].to_list()
    for lycees in options.lycees:
        config = prepare_country(options.folder / str(lycees), options.register, lycees, lycees * EVENTS_PER_LYCEE)
        data_dir = config.parent.parent / "data"
        shutil.rmtree(data_dir, ignore_errors=True)
        named = codes[: options.sample] if lycees > options.all_up_to else []
        steps = [step for command in commands(config, data_dir, named) for step in steps_of(command)]
        show(lycees, len(named) or lycees, steps, {"inputs": config.parent, **{one: data_dir / one for one in FOLDERS}})


def commands(config: Path, data_dir: Path, named: Sequence[str]) -> list[list[str]]:
    """The whole month, or the named lycées' and then the regional summary alone."""
    run = ent_report("run", config, data_dir)
    return [[*run, *(word for uai in named for word in ("--uai", uai))], [*run, "--retry-failed"]] if named else [run]


def steps_of(command: Sequence[str]) -> list[Etape]:
    found = follow(command, step_after, "collection")
    if found.code != 0:
        raise RuntimeError(f"ended with {found.code}: {''.join(found.lignes[-5:])}")
    return found.etapes


def step_after(line: str) -> str | None:
    if " rows read = " in line:
        return "indicators, masking"
    if "indicators computed in" in line:
        return "reports"
    return "regional summary, index" if _ALL_MADE.search(line.rstrip()) else None


def show(lycees: int, made: int, steps: Sequence[Etape], folders: dict[str, Path]) -> None:
    print(f"{lycees} lycées, {lycees * EVENTS_PER_LYCEE:,} events, {made} reports", flush=True)  # noqa: T201
    for one in steps:
        print(  # noqa: T201
            f"  {one.nom:<24} {one.wall_s:7.0f} s  {one.cpu_s:7.0f} CPU s  {one.somme_mib:6.0f} MiB in all"
            f"  {one.seul_mib:6.0f} MiB the largest process",
            flush=True,
        )
    print("  " + ", ".join(f"{name} {size_mib(path):,.0f} MiB" for name, path in folders.items()), flush=True)  # noqa: T201


def size_mib(folder: Path) -> float:
    return sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) / 2**20


if __name__ == "__main__":
    main()
