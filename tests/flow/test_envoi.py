"""A lycée's report sent by the real command: made first where it is due, to its mailbox alone, once whatever comes."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import time
from pathlib import Path

import polars as pl
import pytest
from flow.campagne import MOIS, OPERATEUR, command, ent_report, small_region, tell_operators
from serveurs.smtp import COUPE, LENT, ServeurSmtp

pytestmark = pytest.mark.slow

CONSEIL = ("cabinet@region.example", "commission@region.example")


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory, serveur_de_courrier: ServeurSmtp) -> Path:
    config = small_region(tmp_path_factory.mktemp("region") / "demo")
    tell_operators(config, serveur_de_courrier.port)
    with config.open("a", encoding="utf-8") as stream:
        stream.write(f'[envoi]\ndomaines = ["ac-exemple.fr"]\nsynthese = {list(CONSEIL)}\nattente_s = 0.1\n')
    return config


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


def uais(region: Path) -> list[str]:
    table = pl.read_csv(region.parent / "entrees" / "annuaire.csv", separator=";", infer_schema_length=0)
    lycees = table.filter(pl.col("etat") == "OUVERT", pl.col("type_etablissement") != "Collège", code_region="11")
    return lycees["identifiant_de_l_etablissement"].to_list()


def send(region: Path, data: Path, *more: object) -> tuple[int, str, str]:
    return ent_report(
        "send", "--mois", MOIS, "--config", region, "--data-dir", data, "--demandeur", "Mme Martin", *more
    )


def mailbox(uai: str) -> str:
    return f"ce.{uai.lower()}@ac-exemple.fr"


def test_a_report_is_made_and_sent_and_not_sent_again(region: Path, data: Path, smtp: ServeurSmtp) -> None:
    uai = uais(region)[0]
    status, output, errors = send(region, data, "--uai", uai)
    assert status == 0, errors
    assert f"{MOIS} {uai}, edition 1: envoye: {mailbox(uai)}" in output
    assert smtp.destinataires == [[mailbox(uai)]]
    assert (data / f"rapports/{MOIS}/etablissements/{uai}/edition-01/rapport.pdf").is_file()
    assert not (data / f"rapports/{MOIS}/region").exists()  # for this lycée alone
    status, output, errors = send(region, data, "--uai", uai)
    assert (status, len(smtp.messages)) == (0, 1), errors
    assert "deja_envoye" in output
    status, output, errors = send(region, data, "--uai", uai, "--resend")
    assert (status, len(smtp.messages)) == (0, 2), errors


def test_status_and_journal_say_who_when_and_what(region: Path, data: Path) -> None:
    uai = uais(region)[0]
    places = "--mois", MOIS, "--data-dir", data
    found = json.loads(ent_report("status", "--json", "--config", region, *places)[1])
    (one,) = (line for line in found["lycees"] if line["uai"] == uai)
    assert (one["envoye"]["resultat"], one["envoye"]["edition"]) == ("envoye", 1)
    assert "edition 1 sent on 20" in ent_report("status", "--config", region, *places)[1]
    table = list(csv.DictReader(io.StringIO(ent_report("deliveries", *places)[1].lstrip("\ufeff")), delimiter=";"))
    assert [one["resultat"] for one in table] == ["envoye", "deja_envoye", "envoye"]
    assert {one["demandeur"] for one in table} == {"Mme Martin"}
    assert [one["renvoi"] for one in table] == ["non", "non", "oui"]


def test_what_is_no_lycee_is_refused(region: Path, data: Path, smtp: ServeurSmtp) -> None:
    status, _, errors = send(region, data, "--uai", "0750652B")
    assert status == 2
    assert "0750652B" in errors
    assert "is no open lycée of the region in the register" in errors
    assert smtp.messages == []  # nor are operators told


def test_a_mailbox_that_is_refused_is_told_to_operators_and_never_to_the_lycee(
    region: Path, data: Path, smtp: ServeurSmtp
) -> None:
    uai = uais(region)[1]
    smtp.refuses.add(mailbox(uai))
    status, _, errors = send(region, data, "--uai", uai)
    assert status == 3
    assert "550 no such mailbox" in errors
    assert smtp.destinataires == [[OPERATEUR]]
    assert f"{MOIS} {uai}: refuse: 550 no such mailbox" in smtp.messages[0].get_content()


def test_a_kill_between_claim_and_answer_is_never_sent_twice(region: Path, data: Path, smtp: ServeurSmtp) -> None:
    """The server has the message, and the process dies while it waits for its answer."""
    uai = uais(region)[2]
    smtp.ordres.append(LENT)
    process = command(
        "send", "--mois", MOIS, "--uai", uai, "--config", region, "--data-dir", data, "--demandeur", "M. Durand"
    )
    until = time.monotonic() + 120
    while not smtp.messages and time.monotonic() < until and process.poll() is None:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    assert len(smtp.messages) == 1
    status, _, errors = send(region, data, "--uai", uai)
    assert status == 3
    assert "incertain" in errors
    assert "M. Durand" in ent_report("deliveries", "--mois", MOIS, "--data-dir", data)[1]
    assert [one for one in smtp.destinataires if one == [mailbox(uai)]] == [[mailbox(uai)]]
    status, _, errors = send(region, data, "--uai", uai, "--resend")
    assert status == 0, errors


def test_two_commands_at_once_send_one(region: Path, data: Path, smtp: ServeurSmtp) -> None:
    uai = uais(region)[3]
    arguments = "send", "--mois", MOIS, "--uai", uai, "--config", region, "--data-dir", data
    both = [command(*arguments) for _ in range(2)]
    ends = [one.communicate(timeout=300) for one in both]
    assert [one.returncode for one in both] == [0, 0], ends
    assert smtp.destinataires == [[mailbox(uai)]]


def test_the_summary_goes_once_it_is_released(region: Path, data: Path, smtp: ServeurSmtp) -> None:
    places = "--mois", MOIS, "--config", region, "--data-dir", data
    assert ent_report("run", *places)[0] == 0
    assert smtp.messages == []  # a run sends nothing to anybody
    status, _, errors = send(region, data, "--region")
    assert status == 3
    assert "was not released" in errors
    assert smtp.messages == []
    status, _, errors = send(region, data, "--region", "--release")
    assert status == 0, errors
    assert smtp.destinataires == [[one] for one in CONSEIL]
    (record,) = (data / "envois").rglob("liberation.json")
    assert json.loads(record.read_text())["demandeur"] == "Mme Martin"


def test_a_run_sends_the_summary_where_no_release_is_wanted(region: Path, data: Path, smtp: ServeurSmtp) -> None:
    automatic = region.with_name("automatique.toml")
    automatic.write_text(
        region.read_text(encoding="utf-8").replace("[envoi]", "[envoi]\nsynthese_automatique = true"), encoding="utf-8"
    )
    places = "--mois", MOIS, "--config", automatic, "--data-dir", data
    assert ent_report("run", *places)[0] == 0
    assert smtp.messages == []  # this edition was sent by a person
    smtp.ordres.append(COUPE)
    status, _, errors = ent_report("run", "--resend", *places)
    assert status == 3
    assert "incertain" in errors
    assert smtp.destinataires[:2] == [[one] for one in CONSEIL]
    assert smtp.destinataires[2] == [OPERATEUR]


def test_check_names_the_lycees_that_no_report_can_reach(region: Path, data: Path, smtp: ServeurSmtp) -> None:
    elsewhere = region.with_name("ailleurs.toml")
    elsewhere.write_text(region.read_text(encoding="utf-8").replace("ac-exemple.fr", "ac-paris.fr"), encoding="utf-8")
    status, output, errors = ent_report("check", "--config", elsewhere, "--data-dir", data, "--mois", MOIS)
    assert status == 0, errors
    notes = [line for line in output.splitlines() if "no report can be sent" in line]
    assert len(notes) == len(uais(region))
    assert "expected one of [envoi] domaines: ac-paris.fr" in notes[0]
    assert smtp.messages == []
