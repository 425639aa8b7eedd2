"""The pins that Prefect needs: with others its first flow dies, or its scheduler silently never creates a run."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest

from ent_report.vocabulary import PARIS
from flows import environnement

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]

STARTED_WITHIN_S = 90


@pytest.fixture
def prefect_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server as a schedule needs it, the one of a month's run having no scheduler; it looks every second."""
    environnement.prepare(tmp_path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "1",
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--port", str(port), "--no-ui"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    url = f"http://127.0.0.1:{port}/api"
    try:
        _wait_for(url)
        yield url
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + STARTED_WITHIN_S
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/health").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    pytest.fail(f"the server did not start within {STARTED_WITHIN_S} s")


def test_a_deployed_schedule_makes_a_run(prefect_server: str) -> None:
    from prefect import flow  # noqa: PLC0415  after its settings
    from prefect.client.orchestration import SyncPrefectClient  # noqa: PLC0415
    from prefect.client.schemas.schedules import CronSchedule  # noqa: PLC0415

    @flow(name="every-month")
    def every_month() -> None:
        """Nothing: only its schedule is looked at."""

    with SyncPrefectClient(prefect_server) as client:
        flow_id = client.create_flow(every_month)
        client.create_deployment(
            flow_id, "monthly", schedules=[{"schedule": CronSchedule(cron="0 5 2 * *", timezone="Europe/Paris")}]
        )
        deadline = time.monotonic() + 60
        while not (runs := client.read_flow_runs()) and time.monotonic() < deadline:
            time.sleep(1)
    assert runs, "the scheduler created no run"
    assert runs[0].state_name == "Scheduled"
    local = min(run.expected_start_time for run in runs).astimezone(PARIS)
    assert (local.day, local.hour) == (2, 5)


def test_the_daily_collection_is_deployed_and_makes_a_run(prefect_server: str) -> None:
    from prefect.client.orchestration import SyncPrefectClient  # noqa: PLC0415

    environment = os.environ | {"PREFECT_API_URL": prefect_server}
    for arguments in (["work-pool", "create", "--type", "process", "ent-report"], ["--no-prompt", "deploy", "--all"]):
        prefect = [sys.executable, "-m", "prefect", *arguments]
        done = subprocess.run(prefect, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    with SyncPrefectClient(prefect_server) as client:
        deployment = client.read_deployment_by_name("collecte/collecte-quotidienne")
        deadline = time.monotonic() + 60
        while not (runs := client.read_flow_runs()) and time.monotonic() < deadline:
            time.sleep(1)
    assert deployment.global_concurrency_limit is not None
    assert deployment.global_concurrency_limit.limit == 1
    assert deployment.concurrency_options is not None
    assert deployment.concurrency_options.collision_strategy == "ENQUEUE"
    assert runs, "the scheduler created no run"
    assert {run.deployment_id for run in runs} == {deployment.id}
    local = {run.expected_start_time.astimezone(PARIS) for run in runs}
    assert {(one.hour, one.minute) for one in local} == {(5, 10)}  # in winter and in summer
    assert {tuple(run.parameters) for run in runs} == {("config", "data_dir")}  # the day is the run's own


@pytest.mark.parametrize(
    ("scheduled", "mois", "jour", "expected"),
    [
        ("2026-10-15T03:10:00Z", None, None, ("2026-10", "2026-10-14")),  # 05:10 in Paris
        ("2026-11-01T04:10:00Z", None, None, ("2026-10", "2026-10-31")),  # the month before
        ("2026-10-14T22:30:00Z", None, None, ("2026-10", "2026-10-14")),  # the 15th in Paris
        ("2026-10-15T03:10:00Z", "2026-09", None, ("2026-09", None)),  # a month that is named, whole
        ("2026-10-15T03:10:00Z", None, "2026-09-30", ("2026-09", "2026-09-30")),
        ("2026-10-15T03:10:00Z", "2026-10", "2026-09-30", ("2026-09", "2026-09-30")),  # a day has its own month
    ],
)
def test_a_collection_is_of_the_day_before_the_scheduled_one(
    tmp_path: Path,
    scheduled: str,
    mois: str | None,
    jour: str | None,
    expected: tuple[str, str | None],
) -> None:
    environnement.prepare(tmp_path)
    from flows.collecte import what_is_asked  # noqa: PLC0415

    month, day = what_is_asked(mois, jour, datetime.fromisoformat(scheduled))
    assert (str(month), day) == expected


def test_the_pins_hold() -> None:
    assert version("sqlalchemy").startswith("2.0.")
    assert tuple(map(int, version("fastapi").split(".")[:2])) < (0, 151)
