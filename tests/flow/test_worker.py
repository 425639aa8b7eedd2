"""What prefect.yaml deploys, carried out: a real server on loopback, a worker of the process pool, runs that end."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest
from flow.campagne import LYCEES, MOIS, OPERATEUR, small_region, tell_operators
from serveurs.automatisations import automate
from serveurs.crochet import Crochet, serveur_crochet
from serveurs.prefect_local import POOL, ServeurPrefect, serveur_prefect
from serveurs.smtp import ServeurSmtp, serveur_smtp

from ent_report.mois.chantier import open_month
from ent_report.vocabulary import PARIS, Mois

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SERVEUR = ROOT / "config/serveur"
DAILY = '- cron: "10 5 * * *"'
JOURNAL_JSON = dict(
    re.findall(r"^(PREFECT_LOGGING_\w+)=(.*)$", (SERVEUR / "journal-json.env").read_text(), re.MULTILINE)
)
TERMINAL = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}


@dataclass(frozen=True)
class Serveur:
    """A region's server with everything on it: `dossier` is what was deployed, `journal` what the worker says."""

    prefect: ServeurPrefect
    dossier: Path
    journal: Path
    smtp: ServeurSmtp
    crochet: Crochet

    def mails(self, run: Any, within_s: float = 90) -> list[EmailMessage]:
        """The messages about one run, waited for."""
        deadline = time.monotonic() + within_s
        while not (found := [one for one in self.smtp.messages if run["name"] in one["Subject"]]):
            if time.monotonic() > deadline:
                break
            time.sleep(0.5)
        told = zip(self.smtp.messages, self.smtp.destinataires, strict=True)
        assert all(to == [OPERATEUR] for one, to in told if one in found)
        return found

    def logged(self, run_id: str, text: str, within_s: float = 20) -> bool:
        """Whether Prefect's page shows a line of the run; lines arrive after a while."""
        asked = {"logs": {"flow_run_id": {"any_": [run_id]}}}
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            if any(text in one["message"] for one in self.prefect.api("POST", "/logs/filter", json=asked)):
                return True
            time.sleep(1)
        return False

    def ask(self, deployment: str, **parameters: object) -> Any:
        """A run that is asked for, once it has ended."""
        return self.ended(self.prefect.ask(deployment, **parameters))

    def ended(self, run_id: str) -> Any:
        return self.prefect.reached(run_id, lambda run: run["state_type"] in TERMINAL)


@pytest.fixture(scope="module")
def serveur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serveur]:
    """The deployments as they are, but for the hour of the daily one: the next whole minute."""
    dossier = tmp_path_factory.mktemp("installation")
    config = small_region(dossier / "config")
    (dossier / "flows").symlink_to(ROOT / "flows")
    deployed = (ROOT / "prefect.yaml").read_text()
    assert DAILY in deployed
    with serveur_smtp() as smtp, serveur_crochet() as crochet, serveur_prefect(dossier / "prefect") as prefect:
        tell_operators(config, smtp.port)
        config.write_text(f'{config.read_text("utf-8")}[envoi]\ndomaines = ["ac-exemple.fr"]\n', encoding="utf-8")
        prefect.prefect(dossier, "work-pool", "create", "--type", "process", POOL)
        automate(prefect, dossier, crochet.url)
        soon = datetime.now(PARIS) + timedelta(seconds=75)
        (dossier / "prefect.yaml").write_text(deployed.replace(DAILY, f'- cron: "{soon.minute} {soon.hour} * * *"'))
        prefect.prefect(dossier, "--no-prompt", "deploy", "--all")
        with prefect.worker(dossier, **JOURNAL_JSON) as worker:
            yield Serveur(prefect, dossier, worker.journal, smtp, crochet)


def test_a_lycee_asked_for_by_its_form_has_its_report(serveur: Serveur) -> None:
    uai = _a_lycee(serveur.dossier)
    run = serveur.ask("rapport-etablissement/un-lycee", uai=uai, mois=str(MOIS))
    assert (run["state_type"], run["name"]) == ("COMPLETED", f"rapport-etablissement {uai} {MOIS}"), run["state"]
    edition = serveur.dossier / f"data/rapports/{MOIS}/etablissements/{uai}/edition-01"
    assert (edition / "rapport.pdf").read_bytes().startswith(b"%PDF")
    assert serveur.logged(run["id"], f"{MOIS}: 1 of 1 lycées")
    assert serveur.mails(run, within_s=2) == []  # nobody is told of what went well
    records = [json.loads(line) for line in serveur.journal.read_text().splitlines() if line.startswith("{")]
    (told,) = [one for one in records if one["message"] == f"{MOIS}: 1 of 1 lycées"]
    assert (told["level"], told["mois"]) == ("INFO", str(MOIS))


def test_what_the_request_page_asks_for_reaches_the_mailbox_once_and_nobody_else(serveur: Serveur) -> None:
    """And a UAI that is no lycée's ends as quietly: whoever asks may invent one."""
    uai = _a_lycee(serveur.dossier)
    states = [
        serveur.ask("envoi/demande-proviseur", uai=one, mois=str(MOIS), demandeur="page 192.0.2.0/24")
        for one in (uai, uai, "0750652B")
    ]
    assert [one["state_type"] for one in states] == ["COMPLETED"] * 3, states
    assert [to for to in serveur.smtp.destinataires if to != [OPERATEUR]] == [[f"ce.{uai.lower()}@ac-exemple.fr"]]
    assert all(serveur.mails(one, within_s=2) == [] for one in states)
    records = [json.loads(one.read_text()) for one in (serveur.dossier / "data/envois").rglob("*.json")]
    asked = [one["demandeur"] for one in records if "demandeur" in one]
    assert asked == ["page 192.0.2.0/24"] * 3


@pytest.mark.parametrize(
    "wrong", [{"uai": "123"}, {"uai": "0750652b"}, {"uai": "0750652B", "mois": "octobre"}, {"mois": "2026-10"}]
)
def test_what_the_form_cannot_hold_is_refused(serveur: Serveur, wrong: dict[str, str]) -> None:
    with pytest.raises(httpx.HTTPStatusError) as refused:
        serveur.ask("rapport-etablissement/un-lycee", **wrong)
    assert refused.value.response.status_code == httpx.codes.CONFLICT


def test_the_schedule_makes_the_daily_collection(serveur: Serveur) -> None:
    """The fictional region's inputs are of one month: the day that is expected, the one before today, is not there,
    which is told where it was a class day.
    """
    deployment = serveur.prefect.api("GET", "/deployments/name/collecte/collecte-quotidienne")["id"]
    runs = {"flow_runs": {"deployment_id": {"any_": [deployment]}}, "sort": "EXPECTED_START_TIME_ASC", "limit": 1}
    (first,) = serveur.prefect.api("POST", "/flow_runs/filter", json=runs)
    assert first["auto_scheduled"]
    run = serveur.ended(first["id"])
    scheduled = datetime.fromisoformat(run["expected_start_time"]).astimezone(PARIS)
    day = scheduled.date() - timedelta(days=1)
    assert (run["state_type"], run["name"]) == ("COMPLETED", f"collecte {day}"), run["state"]
    summaries = list((serveur.dossier / f"data/bilans/{day:%Y-%m}").glob("*.json"))
    assert len(summaries) == 1
    summary = json.loads(summaries[0].read_text())
    assert (run["state_name"] == "Partiel") == (summary["statut"] == 3) == bool(summary["fautes"])

    region = serveur.dossier / "config/region.toml"
    is_told = open_month(region, serveur.dossier / "data", Mois.of(day)).references.calendrier.est_jour_de_classe(day)
    assert is_told == bool(summary["fautes"])
    mails = serveur.mails(run, within_s=90 if is_told else 2)
    assert [one["Subject"] for one in mails] == [f"[ent-report] collecte {day} : incomplet"] * is_told
    assert all(f"prefect flow-run logs {run['id']}" in one.get_content() for one in mails)


def test_a_run_that_fails_is_told_once(serveur: Serveur) -> None:
    run = serveur.ask("rapport-etablissement/un-lycee", uai="0750652B", mois=str(MOIS))
    assert run["state_name"] == "Failed"
    (mail,) = serveur.mails(run)
    assert mail["Subject"] == f"[ent-report] rapport-etablissement 0750652B {MOIS} : échec"
    assert "0750652B: is no open lycée of the region in the register" in mail.get_content()


def test_a_run_that_is_killed_is_told_once_and_the_next_one_issues_all(serveur: Serveur) -> None:
    run_id = serveur.prefect.ask("rapport-mensuel/rapports-du-mois", mois=str(MOIS))
    serveur.prefect.reached(run_id, lambda run: run["state_type"] == "RUNNING")
    os.kill(_process_of(run_id), signal.SIGKILL)
    run = serveur.ended(run_id)
    assert run["state_type"] == "CRASHED"
    (mail,) = serveur.mails(run)
    assert mail["Subject"] == f"[ent-report] {run['name']} : arrêt brutal"
    assert f"prefect flow-run logs {run_id}" in mail.get_content()
    deadline = time.monotonic() + 60
    while not (told := _notified(serveur, f"[ent-report] {run['name']} : Crashed\n")) and time.monotonic() < deadline:
        time.sleep(1)
    (text,) = told  # beside those of runs that were late, on a busy machine
    assert f"prefect flow-run logs {run_id}" in text
    assert len(serveur.mails(run)) == 1  # still

    following = serveur.ask("rapport-mensuel/rapports-du-mois", mois=str(MOIS))
    assert following["state_name"] == "Completed", following["state"]
    issued = serveur.dossier / f"data/rapports/{MOIS}"
    assert len(list(issued.glob("etablissements/*/edition-01/rapport.pdf"))) == LYCEES
    assert (issued / "region/edition-01/rapport.pdf").is_file()


def _notified(serveur: Serveur, beginning: str) -> list[str]:
    texts = [json.loads(one)["text"] for one in serveur.crochet.recus]
    return [one for one in texts if one.startswith(beginning)]


def _process_of(run_id: str) -> int:
    """The process that carries out a run."""
    for one in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            is_of_run = f"PREFECT__FLOW_RUN_ID={run_id}".encode() in (one / "environ").read_bytes().split(b"\0")
            if is_of_run and b"prefect.engine" in (one / "cmdline").read_bytes():
                return int(one.name)
    return pytest.fail("no process carries the run out")


def _a_lycee(dossier: Path) -> str:
    lines = (dossier / "config/objectifs.toml").read_text().splitlines()
    return next(line.removeprefix("[lycee.").removesuffix("]") for line in lines if line.startswith("[lycee."))
