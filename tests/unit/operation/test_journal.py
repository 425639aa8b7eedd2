"""The journal: lines for a person, objects for a program."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest

from ent_report.cli import main
from ent_report.operation.journal import JSON, TEXTE, JournalJson, open_journal

LOG = logging.getLogger("ent_report.flow")


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    open_journal(TEXTE)


def test_an_object_a_line_names_its_month_and_its_lycee(capsys: pytest.CaptureFixture[str]) -> None:
    open_journal(JSON)
    LOG.error("%s %s: %s", "2026-10", "0750652B", "a\nb", extra={"mois": "2026-10", "uai": "0750652B"})
    LOG.info("%d lycées", 3)
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert datetime.fromisoformat(first.pop("time")).utcoffset() == timedelta(0)
    assert first == {
        "level": "ERROR",
        "logger": "ent_report.flow",
        "message": "2026-10 0750652B: a\nb",
        "mois": "2026-10",
        "uai": "0750652B",
    }
    assert {"mois", "uai"} & set(second) == set()
    assert second["message"] == "3 lycées"


def test_a_line_of_text_is_the_message_alone(capsys: pytest.CaptureFixture[str]) -> None:
    open_journal(TEXTE)
    LOG.info("%d lycées", 3, extra={"mois": "2026-10"})
    assert capsys.readouterr().err == "3 lycées\n"


def test_users_errors_are_objects_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["status", "--config", str(tmp_path / "100%.toml"), "--data-dir", str(tmp_path)]
    assert main(arguments) == 2
    assert capsys.readouterr().err == f"ent-report: {tmp_path}/100%.toml: no such file\n"
    monkeypatch.setenv("ENT_REPORT_JOURNAL", "json")
    assert main(arguments) == 2
    told = json.loads(capsys.readouterr().err)
    assert (told["level"], told["message"]) == ("ERROR", f"{tmp_path}/100%.toml: no such file")
    assert main([*arguments, "--journal", "texte"]) == 2
    assert capsys.readouterr().err.startswith("ent-report: ")


def test_a_journal_of_another_form_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["status", "--journal", "xml"])
    assert refused.value.code == 2
    assert "'xml': expected texte or json" in capsys.readouterr().err


def test_a_fault_of_the_program_is_one_object(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr("ent_report.commandes.status.execute", broken)
    assert main(["status", "--journal", "json"]) == 1
    told = json.loads(capsys.readouterr().err)
    assert told["message"] == "a fault of the program: ZeroDivisionError"
    assert "Traceback" in told["exc_info"]


def test_the_server_s_settings_name_the_class_that_there_is() -> None:
    settings = (Path(__file__).parents[3] / "config/serveur/journal-json.env").read_text()
    module, _, name = settings.partition("_JSON_CLASS=")[2].split()[0].rpartition(".")
    assert getattr(import_module(module), name) is JournalJson
