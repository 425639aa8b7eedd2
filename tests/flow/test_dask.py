"""The reports of a month made on a Dask cluster: the bytes of one machine, whatever dies on the way."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from flow.campagne import LYCEES, MOIS, computed, ent_report, issued, lycees, outcomes

pytestmark = pytest.mark.slow

FAUTES = Path(__file__).parent / "fautes"
WITH_FAULTS = os.pathsep.join(filter(None, [str(FAUTES), os.environ.get("PYTHONPATH")]))


def on_dask(region: Path, address: str = "") -> Path:
    """The same configuration, with a task a lycée on a Dask cluster."""
    execution = f'\n[execution]\nmoteur = "dask"\ndask = "{address}"\nlycees_par_tache = 1\nprocessus = 2\n'
    config = region.with_name("dask.toml")
    config.write_text(region.read_text("utf-8") + execution, encoding="utf-8")
    return config


@contextmanager
def dask(folder: Path, *arguments: str, **environment: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A scheduler or a worker in a process of its own, and the address that it tells."""
    log = folder / f"dask-{time.monotonic_ns()}.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{arguments[0]}", *arguments[1:]],
            stderr=stream,
            env=os.environ | environment,
            start_new_session=True,
        )
    try:
        yield process, _address(process, log)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    while not (found := re.search(r"(?:Scheduler|worker) at: +(tcp://\S+)\n", log.read_text())):
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    return found[1]


def test_a_worker_that_is_killed_in_the_middle_costs_nothing(region: Path, alone: Path, tmp_path: Path) -> None:
    """Of two workers in processes of their own, one is killed in the middle of the first report that it is given."""
    quiet = ("--host", "127.0.0.1", "--no-dashboard")
    work = (*quiet, "--nthreads", "1", "--no-nanny")
    deadly = {"PYTHONPATH": WITH_FAULTS, "MEURT": " ".join(lycees(alone))}
    data_dir = computed(alone, tmp_path / "data")
    with (
        dask(tmp_path, "scheduler", *quiet, "--port", "0") as (_, address),
        dask(tmp_path, "worker", address, *work) as (healthy, _),
        dask(tmp_path, "worker", address, *work, **deadly) as (doomed, _),
    ):
        config = on_dask(region, address)
        status, output, errors = ent_report("run", "--mois", MOIS, "--config", config, "--data-dir", data_dir)
        assert status == 0, errors
        assert f"{LYCEES + 1} issued" in output
        assert doomed.wait(10) == -signal.SIGKILL
        assert healthy.poll() is None
    assert issued(data_dir) == issued(alone)


def test_a_cluster_of_this_machine_and_a_report_that_every_worker_dies_of(
    region: Path, alone: Path, tmp_path: Path
) -> None:
    data_dir, uai = computed(alone, tmp_path), lycees(alone)[0]
    arguments = ("run", "--mois", MOIS, "--config", on_dask(region), "--data-dir", data_dir)
    status, output, errors = ent_report(*arguments, PYTHONPATH=WITH_FAULTS, MEURT=uai)
    assert status == 3, errors
    assert f"{LYCEES} issued, 1 failed" in output
    assert outcomes(data_dir)[uai] == ("echec", "interruption")

    status, output, errors = ent_report(*arguments)
    assert status == 0, errors
    of_lycees = {name: digest for name, digest in issued(alone).items() if name.startswith("etablissements/")}
    assert {name: digest for name, digest in issued(data_dir).items() if name in of_lycees} == of_lycees


def test_a_cluster_that_is_not_there_is_named(region: Path, alone: Path, tmp_path: Path) -> None:
    config, data_dir = on_dask(region, "tcp://127.0.0.1:9"), computed(alone, tmp_path)
    status, _, errors = ent_report("run", "--mois", MOIS, "--config", config, "--data-dir", data_dir)
    assert status == 2, errors
    assert "execution.dask: found no Dask cluster with a worker at tcp://127.0.0.1:9" in errors
