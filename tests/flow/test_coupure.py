"""A power cut: the server, its worker and the worker's run are gone in the middle, and all is started again."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from flow.campagne import MOIS, small_region
from serveurs.automatisations import SERVEUR, automate
from serveurs.crochet import serveur_crochet
from serveurs.prefect_local import POOL, ServeurPrefect, serveur_prefect

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DEPLOYMENT = "rapport-etablissement/un-lycee"
WITH_FAULTS = os.pathsep.join(filter(None, [str(Path(__file__).parent / "fautes"), os.environ.get("PYTHONPATH")]))
HEARTBEAT_S = 30  # Prefect has none more often
SILENCE_S = 75  # two heartbeats, and what a machine lags behind on which all tests run at once
CONCURRENCY = dict(
    re.findall(r"^(PREFECT_SERVER_CONCURRENCY_\w+)=(.*)$", (SERVEUR / "serveur.env").read_text(), re.MULTILINE)
)
SETTINGS = CONCURRENCY | {"PREFECT_SERVER_DEPLOYMENTS_CONCURRENCY_SLOT_WAIT_SECONDS": "3"}


def test_what_a_power_cut_took_is_marked_as_crashed_and_makes_way_for_the_next_run(tmp_path: Path) -> None:
    small_region(tmp_path / "config")
    for one in ("flows", "prefect.yaml"):
        (tmp_path / one).symlink_to(ROOT / one)
    uai = re.findall(r"^\[lycee\.(\w+)\]", (tmp_path / "config/objectifs.toml").read_text(), re.MULTILINE)[0]
    with serveur_crochet() as crochet:
        with serveur_prefect(tmp_path / "prefect", **SETTINGS) as prefect:
            prefect.prefect(tmp_path, "work-pool", "create", "--type", "process", POOL)
            automate(prefect, tmp_path, crochet.url, SILENCE_S)
            prefect.prefect(tmp_path, "--no-prompt", "deploy", "--name", "un-lycee")
            with prefect.worker(tmp_path, PYTHONPATH=WITH_FAULTS, TARDE=uai) as worker:
                lost = _ask(prefect, uai)
                running = _reached(prefect, lost, lambda run: run["state_name"] == "Running")
                time.sleep(HEARTBEAT_S)
                _reached(prefect, lost, lambda _: _heartbeats(prefect, lost) == 2, within_s=20)
                prefect.kill()
                worker.kill()

        with serveur_prefect(tmp_path / "prefect", prefect.port, **SETTINGS) as prefect, prefect.worker(tmp_path):
            assert _read(prefect, lost)["state_name"] == "Running"
            assert _is_held(prefect, running["state"]["state_details"]["deployment_concurrency_lease_id"])
            following = _ask(prefect, uai)
            gone = _reached(prefect, lost, lambda run: run["state_type"] == "CRASHED")
            assert "no sign of life" in gone["state"]["message"]
            ended = _reached(prefect, following, lambda run: run["state_type"] in {"COMPLETED", "FAILED", "CRASHED"})
            assert ended["state_name"] == "Completed", ended["state"]
            deployment = httpx.get(f"{prefect.url}/deployments/name/{DEPLOYMENT}").raise_for_status().json()
            assert deployment["global_concurrency_limit"]["active_slots"] == 0


def _ask(prefect: ServeurPrefect, uai: str) -> str:
    """A run as Prefect's page asks for it -> its id."""
    found = httpx.get(f"{prefect.url}/deployments/name/{DEPLOYMENT}").raise_for_status().json()
    asked = {"parameters": found["parameters"] | {"uai": uai, "mois": str(MOIS)}}
    answer = httpx.post(f"{prefect.url}/deployments/{found['id']}/create_flow_run", json=asked, timeout=30)
    return str(answer.raise_for_status().json()["id"])


def _read(prefect: ServeurPrefect, run_id: str) -> Any:
    return httpx.get(f"{prefect.url}/flow_runs/{run_id}", timeout=30).raise_for_status().json()


def _reached(prefect: ServeurPrefect, run_id: str, is_so: Callable[[Any], bool], within_s: float = 400) -> Any:
    deadline = time.monotonic() + within_s
    while not is_so(run := _read(prefect, run_id)):
        assert time.monotonic() < deadline, f"{run['name']}: {run['state_name']}"
        time.sleep(0.5)
    return run


def _heartbeats(prefect: ServeurPrefect, run_id: str) -> int:
    asked = {"event": {"name": ["prefect.flow-run.heartbeat"]}, "resource": {"id": [f"prefect.flow-run.{run_id}"]}}
    answer = httpx.post(f"{prefect.url}/events/filter", json={"filter": asked}, timeout=30)
    return len(answer.raise_for_status().json()["events"])


def _is_held(prefect: ServeurPrefect, lease: str) -> bool:
    """Whether the server knows who holds the place, as a run asks that goes on while its server is started again."""
    renewed = httpx.post(f"{prefect.url}/v2/concurrency_limits/leases/{lease}/renew", json={"lease_duration": 300})
    return renewed.status_code == httpx.codes.NO_CONTENT
