"""Runs that are killed at random moments and simply started again: nothing lost, nothing twice, nothing left over."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flow.campagne import MOIS, command, ent_report, issued, small_region, state

pytestmark = pytest.mark.slow

LYCEES = 2
KILLS = 10
OF_THE_RUN = {"etabli_le": None, "campagne": None}
RECORDS = (".prefect", "bilans")
"""What every run adds to, one that went through too."""


@dataclass(frozen=True)
class Modele:
    """A region, the data directory of a run that nothing happened to, and how many seconds that took."""

    config: Path
    data_dir: Path
    duree_s: float


@pytest.fixture(scope="module")
def modele(tmp_path_factory: pytest.TempPathFactory) -> Modele:
    config = small_region(tmp_path_factory.mktemp("region") / "demo", LYCEES)
    data_dir, start = tmp_path_factory.mktemp("data"), time.monotonic()
    status, _, errors = ent_report("run", "--mois", MOIS, "--config", config, "--data-dir", data_dir)
    assert status == 0, errors
    return Modele(config, data_dir, time.monotonic() - start)


@pytest.mark.parametrize(("serie", "who"), [(1, "all"), (2, "main")])
def test_a_run_killed_ten_times_in_a_row_is_taken_up_again(
    modele: Modele, tmp_path: Path, serie: int, who: str
) -> None:
    """All its processes at once, as when the power fails; or the main one alone, as when memory is short: the next
    run starts while the others still end.
    """
    arguments = ("run", "--mois", MOIS, "--config", modele.config, "--data-dir", tmp_path)
    groups = [_killed(arguments, who, moment) for moment in _moments(serie, modele.duree_s)]
    status, _, errors = ent_report(*arguments)
    assert status == 0, errors
    assert issued(tmp_path) == issued(modele.data_dir)
    assert state(tmp_path) == state(modele.data_dir)
    assert _files(tmp_path) == _files(modele.data_dir)
    assert _manifests(tmp_path) == _manifests(modele.data_dir)
    assert ent_report("verify", *arguments[1:])[:1] == (0,)
    assert [one for one in groups if _is_there(one)] == []


def _moments(seed: int, duration_s: float) -> Iterator[float]:
    drawn = random.Random(seed)
    for _ in range(KILLS):
        moment = drawn.uniform(0, duration_s)
        print(f"seed {seed}: killed after {moment:.2f} of {duration_s:.1f} s")  # noqa: T201  what to try again
        yield moment


def _killed(arguments: tuple[object, ...], who: str, moment: float) -> int:
    """Kill a run and return its group of processes; one that has ended by then went through."""
    process = command(*arguments)
    try:
        assert process.wait(timeout=moment) == 0
    except subprocess.TimeoutExpired:
        os.kill(process.pid, signal.SIGKILL) if who == "main" else os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return process.pid


def _is_there(group: int, seconds: float = 20) -> bool:
    """Whether one of its processes is there even after a while."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.2)
    return True


def _files(data_dir: Path) -> set[str]:
    """All files, hidden and temporary ones too, but the runs' own records."""
    every = (path.relative_to(data_dir) for path in data_dir.rglob("*") if path.is_file())
    return {one.as_posix() for one in every if one.parts[0] not in RECORDS}


def _manifests(data_dir: Path) -> dict[str, Any]:
    """Every manifest but for when and by which run it was made, and which editions are known."""
    root = data_dir / f"rapports/{MOIS}"
    found = {path.relative_to(root).as_posix(): json.loads(path.read_text()) for path in root.rglob("manifest.json")}
    known = json.loads((root / "empreintes.json").read_text())
    return {name: one | OF_THE_RUN for name, one in found.items()} | {"editions": sorted(known["editions"])}
