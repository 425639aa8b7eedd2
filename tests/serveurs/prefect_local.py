"""A real Prefect server on loopback with a scheduler, as a region has it, its `prefect` commands and its worker."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

STARTED_WITHIN_S = 90
POOL = "ent-report"


@dataclass(frozen=True)
class Ouvrier:
    """A worker; what it and its runs say stands in `journal`."""

    process: subprocess.Popen[bytes]
    journal: Path

    def kill(self) -> None:
        """As its machine goes when its power does: with the processes of its runs, which have sessions of their own."""
        _kill(self.process)


@dataclass(frozen=True)
class ServeurPrefect:
    """`url` of its API; `environnement` is what its commands and its worker run with."""

    url: str
    environnement: dict[str, str]
    process: subprocess.Popen[bytes]

    @property
    def port(self) -> int:
        return int(self.url.split(":")[2].split("/")[0])

    def kill(self) -> None:
        """As its machine goes when its power does."""
        _kill(self.process)

    def prefect(self, dossier: Path, *arguments: str) -> str:
        """Run `prefect` in a folder and return what it says; fails where it does."""
        done = subprocess.run(
            [sys.executable, "-m", "prefect", *arguments],
            cwd=dossier,
            env=self.environnement,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def api(self, method: str, path: str, **content: Any) -> Any:
        """An answer; a server on SQLite that is busy is asked again, as Prefect's own clients do."""
        for _ in range(5):
            answer = httpx.request(method, f"{self.url}{path}", timeout=30, **content)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                break
            time.sleep(1)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def ask(self, deployment: str, **parameters: object) -> str:
        """A run as Prefect's page asks for it, by the deployment with what the form holds -> its id."""
        found = self.api("GET", f"/deployments/name/{deployment}")
        asked = {"parameters": found["parameters"] | parameters}
        return str(self.api("POST", f"/deployments/{found['id']}/create_flow_run", json=asked)["id"])

    def reached(self, run_id: str, is_so: Callable[[Any], bool], within_s: float = 600) -> Any:
        """A run, once it is so."""
        deadline = time.monotonic() + within_s
        while not is_so(run := self.api("GET", f"/flow_runs/{run_id}")):
            assert time.monotonic() < deadline, f"{run['name']}: {run['state']}"
            time.sleep(0.5)
        return run

    @contextmanager
    def worker(self, dossier: Path, *options: str, **environnement: str) -> Iterator[Ouvrier]:
        """A worker of the process pool, started in a folder."""
        said = dossier / f"worker-{time.monotonic_ns()}.log"
        with said.open("w") as stream:
            process = subprocess.Popen(
                [sys.executable, "-m", "prefect", "worker", "start", "--pool", POOL, *options],
                cwd=dossier,
                env=self.environnement | {"PREFECT_WORKER_QUERY_SECONDS": "2"} | environnement,
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )
            try:
                yield Ouvrier(process, said)
            finally:
                _end(process)


@contextmanager
def serveur_prefect(dossier: Path, port: int | None = None, **settings: str) -> Iterator[ServeurPrefect]:
    """One server with its files in a folder of its own; its scheduler looks every second. `port`: a free one."""
    port = port or _free_port()
    url = f"http://127.0.0.1:{port}/api"
    own = {
        "PREFECT_HOME": str(dossier),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "INFO",
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "1",
    }
    environnement = os.environ | own | settings
    process = subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--port", str(port), "--no-ui"],
        env=environnement,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(url)
        yield ServeurPrefect(url, environnement | {"PREFECT_API_URL": url}, process)
    finally:
        _end(process)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        found: int = free.getsockname()[1]
    return found


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + STARTED_WITHIN_S
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/health").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    raise TimeoutError(f"the server did not start within {STARTED_WITHIN_S} s")


def _kill(process: subprocess.Popen[bytes]) -> None:
    """A process and all that it started, none of which is asked."""
    first = psutil.Process(process.pid)
    for one in [first, *first.children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    process.wait()


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
