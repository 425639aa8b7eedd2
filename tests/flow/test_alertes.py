"""Operators are told by mail of runs that the real command does: one message a run, and none where all is well."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from flow.campagne import MOIS, OPERATEUR, ent_report, small_region, tell_operators
from serveurs.smtp import ServeurSmtp

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory, serveur_de_courrier: ServeurSmtp) -> Path:
    config = small_region(tmp_path_factory.mktemp("region") / "demo")
    tell_operators(config, serveur_de_courrier.port)
    return config


def places(config: Path, data_dir: Path) -> tuple[object, ...]:
    return "--config", config, "--data-dir", data_dir


def test_nobody_is_told_of_a_run_that_went_well(region: Path, smtp: ServeurSmtp, tmp_path: Path) -> None:
    status, _, errors = ent_report("collect", "--jour", f"{MOIS}-14", *places(region, tmp_path))
    assert status == 0, errors
    assert smtp.messages == []


def test_a_day_that_could_not_be_had_is_told_once(region: Path, smtp: ServeurSmtp, tmp_path: Path) -> None:
    assert ent_report("collect", "--jour", "2026-11-30", *places(region, tmp_path))[0] == 3
    (mail,) = smtp.messages
    assert smtp.destinataires == [[OPERATEUR]]
    assert mail["Subject"] == "[ent-report] collecte 2026-11-30 : incomplet"
    assert "2026-11-30" in mail.get_content().split("Premières anomalies")[1]
    assert "prefect flow-run logs" not in mail.get_content()  # no server keeps them


def test_nobody_is_told_of_a_trial(region: Path, smtp: ServeurSmtp, tmp_path: Path) -> None:
    status, _, errors = ent_report("run", "--mois", MOIS, "--uai", "0750652B", "--dry-run", *places(region, tmp_path))
    assert status == 2, errors
    assert smtp.messages == []


def test_a_failure_is_told_once(region: Path, smtp: ServeurSmtp, tmp_path: Path) -> None:
    assert ent_report("run", "--mois", MOIS, "--uai", "0750652B", *places(region, tmp_path))[0] == 2
    (mail,) = smtp.messages
    assert mail["Subject"] == f"[ent-report] rapport-mensuel {MOIS} : échec"
    assert "--uai 0750652B: is no open lycée of the region in the register" in mail.get_content()


def test_a_mail_that_cannot_be_sent_is_told_and_changes_nothing(
    region: Path, smtp: ServeurSmtp, tmp_path: Path
) -> None:
    smtp.refuses.add(OPERATEUR)
    status, _, errors = ent_report("collect", "--jour", "2026-11-30", *places(region, tmp_path))
    assert status == 3
    reason = f"the operators could not be told: localhost:{smtp.port}: the message was not sent"
    assert reason in errors
    (summary,) = (tmp_path / "bilans/2026-11").glob("*.json")
    assert any(reason in one for one in json.loads(summary.read_text())["avertissements"])


def test_a_mail_server_that_is_away_is_found_by_check(region: Path, smtp: ServeurSmtp, tmp_path: Path) -> None:
    assert ent_report("check", "--mois", MOIS, *places(region, tmp_path))[0] == 0
    away = region.with_name("away.toml")
    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    away.write_text(
        region.read_text(encoding="utf-8").replace(f"port = {smtp.port}", f"port = {port}"), encoding="utf-8"
    )
    status, _, errors = ent_report("check", "--mois", MOIS, *places(away, tmp_path))
    assert status == 2
    assert errors.startswith(f"ent-report: localhost:{port}: cannot be used: ")
    assert smtp.messages == []
