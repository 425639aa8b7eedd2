"""The request page and a real Prefect server: what is asked on the page is a run of the deployment, once, even if the
server is there only later; and the command as an operator starts it.
"""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from flow.campagne import command, ent_report
from serveurs.prefect_local import POOL, ServeurPrefect, serveur_prefect

from ent_report.vocabulary import PARIS, Mois

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
UAI, AUTRE = "0750652B", "0770001H"
MOIS = str(Mois.of(datetime.now(PARIS).date()) - 1)
JETON = re.compile(r'name="jeton" value="([^"]+)"')
CONFIG = """
[region]
nom = "Région Exemple"
code = "11"
zone = "C"
[references.annuaire]
path = "registre.csv"
[sources.evenements]
path = "evenements/*.jsonl.gz"
[presentation]
contact = "ent@region.example"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration whose register and sources are not there: the page needs none of them."""
    path = tmp_path / "region.toml"
    path.write_text(CONFIG)
    return path


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(*options: object, **environment: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The command, until it is ended as systemd does."""
    process = command("serve", "--port", free_port(), *options, **environment)
    try:
        line = process.stdout.readline()
        assert line.startswith("request page: http://127.0.0.1:"), line + process.stderr.read()
        yield line.split()[2], process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def ask(url: str, uai: str, mois: str = MOIS, caller: str = "192.0.2.77") -> httpx.Response:
    with httpx.Client(base_url=url, headers={"X-Forwarded-For": caller}, timeout=30) as browser:
        jeton = JETON.search(browser.get("").text)
        assert jeton
        return browser.post("", data={"jeton": jeton[1], "uai": uai, "mois": mois})


def deploy(prefect: ServeurPrefect) -> None:
    """The deployment that the page asks for runs of, and no worker: what is asked for stays there."""
    prefect.prefect(ROOT, "work-pool", "create", "--type", "process", POOL)
    prefect.prefect(ROOT, "--no-prompt", "deploy", "--name", "demande-proviseur")


def runs(prefect: ServeurPrefect, count: int, within_s: float = 60) -> list[Any]:
    """The runs that were asked for, waited for."""
    deadline = time.monotonic() + within_s
    while True:
        found = prefect.api("POST", "/flow_runs/filter", json={})
        if len(found) >= count or time.monotonic() > deadline:
            return sorted(found, key=lambda run: run["created"])
        time.sleep(0.5)


def test_what_is_asked_becomes_one_run_even_if_prefect_is_there_only_later(tmp_path: Path, config: Path) -> None:
    port = free_port()
    api = f"http://127.0.0.1:{port}/api"
    with serving("--config", config, "--proxy", "127.0.0.1", PREFECT_API_URL=api) as (url, process):
        assert ask(url, UAI).status_code == 303  # nobody is there yet
        with serveur_prefect(tmp_path / "prefect", port) as prefect:
            time.sleep(3)
            assert runs(prefect, 1, within_s=3) == []  # nor is the deployment
            deploy(prefect)
            (first,) = runs(prefect, 1)
            asked = {"uai": UAI, "mois": MOIS, "demandeur": "page 192.0.2.0/24"}
            assert {name: first["parameters"][name] for name in asked} == asked
            assert set(first["parameters"]) == {*asked, "config", "data_dir"}  # which the deployment says
            assert first["tags"] == ["guichet"]
            assert first["state_name"] in {"Scheduled", "Late"}
            assert first["idempotency_key"] == f"guichet {UAI} {MOIS} {datetime.now(PARIS).date()}"

            assert ask(url, UAI).status_code == 303
            assert ask(url, AUTRE, caller="2001:db8:1:2::3").status_code == 303
            found = runs(prefect, 2)
            assert [one["parameters"]["uai"] for one in found] == [UAI, AUTRE]
            assert found[1]["parameters"]["demandeur"] == "page 2001:db8:1::/48"

            with serving("--config", config, PREFECT_API_URL=api) as (other, _):  # that remembers nothing
                assert ask(other, AUTRE).status_code == 303
                assert ask(other, "0000023A").status_code == 303
                assert [one["parameters"]["uai"] for one in runs(prefect, 3)] == [UAI, AUTRE, "0000023A"]
        assert process.poll() is None
        assert ask(url, "0000000A").status_code == 303  # it is gone again
    errors = process.stderr.read()
    assert "Prefect: " in errors
    assert "Prefect takes requests again" in errors
    assert "stopped while 1 requests wait: they are lost" in errors
    assert "Traceback" not in errors
    assert not [one for one in (UAI, AUTRE, "192.0.2.77", "2001:db8:1:2:") if one in errors]


def test_no_file_is_read_for_a_request(tmp_path: Path, config: Path) -> None:
    """Nor the register at the start: Python's own audit tells all that is opened."""
    hook = tmp_path / "hook"
    hook.mkdir()
    opened = tmp_path / "opened.txt"
    (hook / "sitecustomize.py").write_text(
        f"""
import os, sys
target = os.open({str(opened)!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
def told(event, arguments):
    if event in ("open", "os.listdir", "os.scandir", "sqlite3.connect", "subprocess.Popen"):
        os.write(target, f"{{arguments[0]}}\\n".encode())
sys.addaudithook(told)
"""
    )
    register = tmp_path / "registre.csv"
    register.write_text("numero_uai;mail\n0750652B;ce.0750652b@ac-paris.example\n")
    path = f"{hook}:{':'.join(sys.path)}"
    with serving("--config", config, PREFECT_API_URL="http://127.0.0.1:9/api", PYTHONPATH=path) as (url, _):
        assert ask(url, UAI).status_code == 303  # which imports what is imported late
        time.sleep(3)
        at_start = opened.read_text()
        assert "region.toml" in at_start
        assert str(register) not in at_start
        for uai in (AUTRE, "0000023A", "0000000A"):
            assert ask(url, uai).status_code == 303
        httpx.get(f"{url}recue")
        time.sleep(2)
        later = set(opened.read_text().removeprefix(at_start).split("\n")) - {""}
    assert {one for one in later if str(tmp_path) in one or str(ROOT / "reports") in one} == set()
    assert later <= {"/etc/resolv.conf", "/etc/hosts", "/etc/host.conf", "/etc/nsswitch.conf"}


def test_it_ends_on_ctrl_c_and_its_journal_may_be_json(config: Path) -> None:
    options = ["--config", config, "--journal", "json", "--prefix", "/rapports"]
    with serving(*options, PREFECT_API_URL="http://127.0.0.1:9/api") as (url, process):
        assert url.endswith("/rapports/")
        assert ask(url, UAI).status_code == 303
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    records = [json.loads(line) for line in process.stderr.read().splitlines()]
    assert [one["message"].split(",")[0] for one in records[:2]] == ["GET /rapports/ 200", "POST /rapports/ 303"]
    assert records[-1]["message"] == "stopped while 1 requests wait: they are lost"
    assert {one["logger"] for one in records} == {"ent_report.guichet"}


def test_without_a_server_of_prefect_s_it_does_not_start(config: Path) -> None:
    status, output, errors = ent_report("serve", "--config", config, PREFECT_API_URL="")
    assert (status, output) == (2, "")
    assert errors.startswith("ent-report: PREFECT_API_URL: is not set, expected the API of the server")


def test_without_its_extra_it_says_how_to_have_it(tmp_path: Path, config: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['limits'] = None\n")
    path = f"{tmp_path}:{':'.join(sys.path)}"
    status, output, errors = ent_report("serve", "--config", config, PYTHONPATH=path)
    assert (status, output) == (2, "")
    assert errors == "ent-report: serve: limits is not installed, expected `pip install 'ent-report[guichet]'`\n"


def test_a_fault_of_its_configuration_is_told(config: Path) -> None:
    config.write_text(f"{CONFIG}[guichet]\npar_jour = 3")
    status, _, errors = ent_report("serve", "--config", config, PREFECT_API_URL="http://127.0.0.1:9/api")
    assert status == 2
    assert "guichet.par_jour: unknown key, did you mean par_lycee_jour?" in errors
