"""`python -m attack DATA_DIR`: what an attacker gets out of what is issued there, by kind, with examples."""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

from attack.assaut import attack, read_world
from attack.rapport import as_text


def main(data_dir: Path) -> int:
    start = perf_counter()
    world = read_world(data_dir)
    read = perf_counter()
    found = attack(world)
    sys.stdout.write(f"{as_text(found)}\nread in {read - start:.1f} s, attacked in {perf_counter() - read:.1f} s\n")
    return 3 if found.breches else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
