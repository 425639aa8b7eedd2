"""The journal of a whole run: every line an object, and nothing of a person in it."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from flow.campagne import MOIS, ent_report, small_region

pytestmark = pytest.mark.slow

IDENTIFIANT = re.compile(r'"(?:userId|sessionId|ip)"\s*:\s*"([^"]+)"')


def people_of(config: Path) -> set[str]:
    """The users' ids, sessions and addresses that the inputs hold."""
    found: set[str] = set()
    for file in (config.parent / "entrees/evenements").rglob("*.jsonl.gz"):
        found |= set(IDENTIFIANT.findall(gzip.decompress(file.read_bytes()).decode(errors="replace")))
    return found


def test_every_line_is_an_object_without_a_person(tmp_path: Path) -> None:
    config, data_dir = small_region(tmp_path / "demo"), tmp_path / "data"
    annuaire = (config.parent / "entrees/annuaire.csv").read_text(encoding="utf-8-sig")
    lycees = (config.parent / "objectifs.toml").read_text()
    failing = re.findall(r"\[lycee\.(\w{8})\]", lycees)[0]
    assert failing in annuaire
    blocked = data_dir / f"rapports/{MOIS}/etablissements/{failing}"
    blocked.parent.mkdir(parents=True)
    blocked.write_text("in the way of the folder of its editions")
    arguments = ("run", "--mois", MOIS, "--config", config, "--data-dir", data_dir, "--journal", "json")
    status, _, errors = ent_report(*arguments)
    assert status == 3
    records = [json.loads(line) for line in errors.splitlines()]
    assert all({"time", "level", "message"} <= set(one) for one in records)
    assert {one.get("mois") for one in records} == {str(MOIS)}
    assert failing in {one.get("uai") for one in records if one["level"] == "ERROR"}
    people = people_of(config)
    assert len(people) > 100  # or nothing would be proved
    assert [one for one in people if one in errors] == []
