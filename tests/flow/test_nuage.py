"""The data directory in an object store: the real command on a real S3 server gives what a local folder does."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flow.campagne import LYCEES, MOIS, command, ent_report, issued, state
from serveurs.s3 import BUCKET, ServeurS3, serveur_s3

pytestmark = pytest.mark.slow

PREFIX = "ent/donnees"
URL = f"s3://{BUCKET}/{PREFIX}"


@dataclass(frozen=True)
class Nuage:
    """A region whose month was run on an object store, and on a local folder beside it."""

    serveur: ServeurS3
    config: Path
    local: Path
    environnement: Mapping[str, str]

    def ent_report(self, *arguments: object, **more: str) -> tuple[int, str, str]:
        options = ("--mois", MOIS, "--config", self.config, "--data-dir", URL)
        return ent_report(*arguments, *options, **{**self.environnement, **more})


@pytest.fixture(scope="module")
def nuage(region: Path, alone: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nuage]:
    with serveur_s3() as serveur:
        work = tmp_path_factory.mktemp("work")
        found = Nuage(serveur, region, alone, {**serveur.environnement, "ENT_REPORT_LOCAL_DIR": str(work)})
        status, output, errors = found.ent_report("run")
        assert status == 0, errors
        assert f"{LYCEES + 1} issued" in output
        assert f"reports: {URL}/rapports/{MOIS}" in output
        yield found


def test_every_report_and_figure_is_byte_for_byte_that_of_a_local_folder(nuage: Nuage, tmp_path: Path) -> None:
    there = nuage.serveur.lay_down(PREFIX, tmp_path)
    assert issued(there) == issued(nuage.local)
    assert state(there) == state(nuage.local)


def test_a_manifest_is_the_same_but_for_its_time_and_run(nuage: Nuage, tmp_path: Path) -> None:
    there = nuage.serveur.lay_down(PREFIX, tmp_path)
    manifests = [path.relative_to(there) for path in there.rglob("edition-01/manifest.json")]
    assert len(manifests) == LYCEES + 1
    for path in manifests:
        ours, theirs = (json.loads((folder / path).read_text()) for folder in (there, nuage.local))
        of_the_run = {"etabli_le": None, "campagne": None}
        assert ours | of_the_run == theirs | of_the_run


def test_what_was_issued_is_verified(nuage: Nuage) -> None:
    status, output, errors = nuage.ent_report("verify", "--json")
    assert (status, errors) == (0, "")
    found = json.loads(output)
    assert (found["editions"], found["fautes"]) == (LYCEES + 1, [])
    _, output, _ = ent_report("verify", "--json", "--mois", MOIS, "--config", nuage.config, "--data-dir", nuage.local)
    assert found == json.loads(output)


def test_a_second_run_issues_nothing(nuage: Nuage) -> None:
    before = nuage.serveur.content(f"{PREFIX}/rapports")
    status, output, _ = nuage.ent_report("run")
    assert status == 0
    assert f"{LYCEES + 1} unchanged" in output
    assert nuage.serveur.content(f"{PREFIX}/rapports") == before


def test_another_machine_goes_on_from_there(nuage: Nuage, tmp_path: Path) -> None:
    elsewhere = {"ENT_REPORT_LOCAL_DIR": str(tmp_path)}
    status, output, _ = nuage.ent_report("run", **elsewhere)
    assert (status, f"{LYCEES + 1} unchanged" in output) == (0, True)
    assert list(tmp_path.rglob(".prefect"))  # its own, on its own disk


@pytest.mark.parametrize("what", ["status", "check"])
def test_the_other_commands_say_what_they_say_of_a_local_folder(nuage: Nuage, what: str) -> None:
    ours = nuage.ent_report(what)
    assert ours == ent_report(what, "--mois", MOIS, "--config", nuage.config, "--data-dir", nuage.local)
    assert ours[0] == 0


def test_a_changed_byte_is_found(nuage: Nuage) -> None:
    key = f"{PREFIX}/rapports/{MOIS}/region/edition-01/donnees.csv"
    content = nuage.serveur.content(key.rpartition("/")[0])[key]
    nuage.serveur.put(key, content.replace(b";", b",", 1))
    try:
        status, _, errors = nuage.ent_report("verify")
    finally:
        nuage.serveur.put(key, content)
    assert status == 3
    assert "region/edition-01/donnees.csv: its bytes are not those that were issued" in errors


def test_a_run_that_is_killed_is_simply_started_again(nuage: Nuage, tmp_path: Path) -> None:
    url = f"s3://{BUCKET}/killed"
    options = ("run", "--mois", MOIS, "--config", nuage.config, "--data-dir", url)
    process = command(*options, **nuage.environnement)
    wait_for(lambda: any("/edition-01/" in key for key in nuage.serveur.content("killed/rapports")))
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    status, _, errors = ent_report(*options, **nuage.environnement)
    assert status == 0, errors
    assert issued(nuage.serveur.lay_down("killed", tmp_path)) == issued(nuage.local)


def wait_for(is_so: Any, seconds: float = 240) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)
