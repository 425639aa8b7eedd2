"""The pins that Prefect needs: with others its first flow dies, or its scheduler silently never creates a run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from serveurs.prefect_local import POOL, ServeurPrefect, serveur_prefect

from ent_report.vocabulary import PARIS
from flows import environnement

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServeurPrefect]:
    folder = tmp_path_factory.mktemp("prefect")
    environnement.prepare(folder)
    with serveur_prefect(folder / "server") as server:
        yield server


def test_the_daily_collection_is_deployed_and_makes_a_run(prefect_server: ServeurPrefect) -> None:
    from prefect.client.orchestration import SyncPrefectClient  # noqa: PLC0415

    prefect_server.prefect(ROOT, "work-pool", "create", "--type", "process", POOL)
    prefect_server.prefect(ROOT, "--no-prompt", "deploy", "--all")
    with SyncPrefectClient(prefect_server.url) as client:
        deployment = client.read_deployment_by_name("collecte/collecte-quotidienne")
        deadline = time.monotonic() + 60
        while not (runs := _runs_of(client, deployment)) and time.monotonic() < deadline:
            time.sleep(1)
    assert deployment.global_concurrency_limit is not None
    assert deployment.global_concurrency_limit.limit == 1
    assert deployment.concurrency_options is not None
    assert deployment.concurrency_options.collision_strategy == "ENQUEUE"
    assert runs, "the scheduler created no run"
    local = {run.expected_start_time.astimezone(PARIS) for run in runs}
    assert {(one.hour, one.minute) for one in local} == {(5, 10)}  # in winter and in summer
    assert {tuple(run.parameters) for run in runs} == {("config", "data_dir")}  # the day is the run's own


def _runs_of(client: Any, deployment: Any) -> list[Any]:
    return [run for run in client.read_flow_runs() if run.deployment_id == deployment.id]


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
