"""The pins that Prefect needs: with others its first flow dies, or its scheduler silently never creates a run."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest

from ent_report.vocabulary import PARIS
from flows import environnement

pytestmark = pytest.mark.slow


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


def test_the_pins_hold() -> None:
    assert version("sqlalchemy").startswith("2.0.")
    assert tuple(map(int, version("fastapi").split(".")[:2])) < (0, 151)
