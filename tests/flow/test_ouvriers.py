"""The reports of a month made by Prefect workers: the bytes of one machine, whatever dies on the way."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flow.campagne import LYCEES, MOIS, computed, issued, lycees, outcomes
from serveurs.prefect_local import POOL, ServeurPrefect, serveur_prefect

from ent_report.configuration.sections.exploitation import Execution
from ent_report.errors import EntReportError, UsageError
from flows import environnement

ROOT = Path(__file__).parents[2]
WITH_FAULTS = os.pathsep.join(filter(None, [str(Path(__file__).parent / "fautes"), os.environ.get("PYTHONPATH")]))
LOTS = ("--work-queue", "lots", "--limit")
IMPATIENT = """
import sys
from ent_report.cli import main
from flows import moteur_ouvriers
moteur_ouvriers.GRACE_S = 10
sys.exit(main())
"""
ON_WORKERS = Execution(moteur="ouvriers")
UNDER_WAY = ["SCHEDULED", "PENDING", "RUNNING", "CANCELLING", "PAUSED"]


@dataclass(frozen=True)
class Installation:
    """A server, the folder that its deployment is of, and a region's configuration."""

    prefect: ServeurPrefect
    dossier: Path
    config: Path

    def run(self, config: Path, data_dir: Path) -> subprocess.Popen[str]:
        """Start the month's run, which waits for less long than it would for a machine that is gone."""
        arguments = ("run", "--mois", str(MOIS), "--config", str(config), "--data-dir", str(data_dir))
        return subprocess.Popen(
            [sys.executable, "-c", IMPATIENT, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.prefect.environnement | environnement.DEFAULTS,
        )

    def on_workers(self) -> Path:
        """The same configuration, with two lycées a chunk."""
        config = self.config.with_name("ouvriers.toml")
        execution = '\n[execution]\nmoteur = "ouvriers"\nouvriers = 2\nlycees_par_tache = 2\ndelai_s = 20\n'
        config.write_text(self.config.read_text("utf-8") + execution, encoding="utf-8")
        return config

    def runs(self, *states: str) -> list[Any]:
        asked = {"flow_runs": {"state": {"type": {"any_": states}}}}
        return list(self.prefect.api("POST", "/flow_runs/filter", json=asked))


@pytest.fixture(scope="module")
def installation(region: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Nothing is deployed yet."""
    dossier = tmp_path_factory.mktemp("installation")
    for one in ("flows", "prefect.yaml"):
        (dossier / one).symlink_to(ROOT / one)
    with serveur_prefect(dossier / "prefect") as prefect:
        prefect.prefect(dossier, "work-pool", "create", "--type", "process", POOL)
        yield Installation(prefect, dossier, region)


@pytest.fixture(scope="module")
def deployed(installation: Installation) -> Installation:
    installation.prefect.prefect(installation.dossier, "--no-prompt", "deploy", "--name", "lot")
    return installation


@pytest.fixture
def asking(installation: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[dict[str, Any]]:
    """This process speaks to the server; what the chunks of a run share."""
    environnement.prepare(tmp_path)
    from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: PLC0415  after its settings

    monkeypatch.setenv("PREFECT_API_URL", installation.prefect.url)
    common = {"config": str(installation.config), "data_dir": str(tmp_path), "mois": str(MOIS)}
    with temporary_settings({PREFECT_API_URL: installation.prefect.url}):
        yield common | {"run": "20261103T044000Z-1a2b", "essai": False}


def summary(data_dir: Path) -> dict[str, tuple[str, str | None]]:
    """What became of each report; nothing is left of the run's chunks."""
    assert [one.name for one in (data_dir / f"bilans/{MOIS}").iterdir() if one.is_dir()] == []
    return outcomes(data_dir)


def wait_for(is_so: Callable[[], bool], journal: Path, within_s: float = 120) -> None:
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, journal.read_text()[-3000:]
        time.sleep(0.2)


def test_no_server_that_workers_ask_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environnement.prepare(tmp_path)
    from flows.moteurs import open_engine  # noqa: PLC0415

    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with pytest.raises(UsageError, match="found 'ouvriers' without PREFECT_API_URL"), open_engine(ON_WORKERS, {}):
        pass


@pytest.mark.slow
def test_a_deployment_that_lacks_is_named(installation: Installation, asking: dict[str, Any]) -> None:
    from flows.moteurs import open_engine  # noqa: PLC0415

    told = f"found no deployment lot-de-rapports/lot at {installation.prefect.url}, .*deploy --name lot"
    with pytest.raises(UsageError, match=told), open_engine(ON_WORKERS, asking):
        pass


@pytest.mark.slow
def test_chunks_that_no_worker_takes_are_not_waited_for(
    deployed: Installation, asking: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import moteur_ouvriers  # noqa: PLC0415

    def wait() -> None:
        with moteur_ouvriers.open_workers(ON_WORKERS, asking) as engine:
            engine.first_ended([engine.submit(["0750652B"])])

    monkeypatch.setattr(moteur_ouvriers, "ABSENCE_S", 3.0)
    with ThreadPoolExecutor(1) as apart, pytest.raises(EntReportError, match="no worker"):
        apart.submit(copy_context().run, wait).result()  # a run has no event loop, as tests in a browser leave it
    assert deployed.runs(*UNDER_WAY) == []


@pytest.mark.slow
def test_a_machine_that_goes_in_the_middle_of_a_report_costs_nothing(
    deployed: Installation, alone: Path, tmp_path: Path
) -> None:
    """Of two workers, one is killed while it makes the second report of its chunk: the first is kept as it is."""
    data_dir = computed(alone, tmp_path / "data")
    slow = {"PYTHONPATH": WITH_FAULTS, "TARDE": " ".join(lycees(alone)[1::2])}
    with (
        deployed.prefect.worker(deployed.dossier, *LOTS, "1", **slow) as doomed,
        deployed.prefect.worker(deployed.dossier, *LOTS, "1"),
    ):
        process = deployed.run(deployed.on_workers(), data_dir)
        wait_for(lambda: "etabli, 1 of 2" in doomed.journal.read_text(), doomed.journal)
        doomed.kill()
        output, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert f"{LYCEES + 1} issued" in output
    assert issued(data_dir) == issued(alone)
    assert set(summary(data_dir).values()) == {("etabli", None)}
    assert deployed.runs(*UNDER_WAY) == []
    (lost,) = deployed.runs("CRASHED")
    assert lost["parent_task_run_id"] is not None  # it stands under the month's run on Prefect's page
    assert "its machine is held to be gone" in lost["state"]["message"]


@pytest.mark.slow
def test_a_report_that_every_process_dies_of_is_alone(deployed: Installation, alone: Path, tmp_path: Path) -> None:
    data_dir, uai = computed(alone, tmp_path / "data"), lycees(alone)[-1]
    deadly = {"PYTHONPATH": WITH_FAULTS, "MEURT": uai}
    with deployed.prefect.worker(deployed.dossier, *LOTS, "2", **deadly):
        process = deployed.run(deployed.on_workers(), data_dir)
        output, errors = process.communicate(timeout=300)
    assert process.returncode == 3, errors
    assert f"{LYCEES} issued, 1 failed" in output
    assert summary(data_dir) == {
        **dict.fromkeys([*lycees(alone), "region"], ("etabli", None)),
        uai: ("echec", "interruption"),
    }
    assert f"{MOIS} {uai}: its rendering process died of it" in errors
    assert deployed.runs(*UNDER_WAY) == []
