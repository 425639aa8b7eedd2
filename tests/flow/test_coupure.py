"""A power cut: the server, its worker and the worker's run are gone in the middle, and all is started again."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

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
                lost = prefect.ask(DEPLOYMENT, uai=uai, mois=str(MOIS))
                running = prefect.reached(lost, lambda run: run["state_name"] == "Running")
                time.sleep(HEARTBEAT_S)
                prefect.reached(lost, lambda _: _heartbeats(prefect, lost) == 2, within_s=20)
                prefect.kill()
                worker.kill()

        with serveur_prefect(tmp_path / "prefect", prefect.port, **SETTINGS) as prefect, prefect.worker(tmp_path):
            assert prefect.api("GET", f"/flow_runs/{lost}")["state_name"] == "Running"
            assert _is_held(prefect, running["state"]["state_details"]["deployment_concurrency_lease_id"])
            following = prefect.ask(DEPLOYMENT, uai=uai, mois=str(MOIS))
            gone = prefect.reached(lost, lambda run: run["state_type"] == "CRASHED")
            assert "no sign of life" in gone["state"]["message"]
            ended = prefect.reached(following, lambda run: run["state_type"] in {"COMPLETED", "FAILED", "CRASHED"})
            assert ended["state_name"] == "Completed", ended["state"]
            deployment = prefect.api("GET", f"/deployments/name/{DEPLOYMENT}")
            assert deployment["global_concurrency_limit"]["active_slots"] == 0


def _heartbeats(prefect: ServeurPrefect, run_id: str) -> int:
    asked = {"event": {"name": ["prefect.flow-run.heartbeat"]}, "resource": {"id": [f"prefect.flow-run.{run_id}"]}}
    return len(prefect.api("POST", "/events/filter", json={"filter": asked})["events"])


def _is_held(prefect: ServeurPrefect, lease: str) -> bool:
    """Whether the server knows who holds the place, as a run asks that goes on while its server is started again."""
    renewed = httpx.post(f"{prefect.url}/v2/concurrency_limits/leases/{lease}/renew", json={"lease_duration": 300})
    return renewed.status_code == httpx.codes.NO_CONTENT
