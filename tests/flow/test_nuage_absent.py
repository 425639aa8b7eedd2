"""An object store that is away in the middle of a run: for a moment, or for longer than anybody waits."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

import pytest
from flow.campagne import LYCEES, MOIS, command, ent_report, issued, state
from serveurs.s3 import BUCKET, ServeurS3, serveur_s3

from ent_report.entrepots.adresse import PATIENCE_S

pytestmark = pytest.mark.slow

URL = f"s3://{BUCKET}/donnees"
A_MOMENT_S = 10.0


@dataclass(frozen=True)
class Nuage:
    """A region whose month was run on a local folder, and a store that is still empty."""

    serveur: ServeurS3
    arguments: tuple[object, ...]
    environnement: Mapping[str, str]
    local: Path

    def start(self) -> Popen[str]:
        return command("run", *self.arguments, **self.environnement)


@pytest.fixture
def nuage(region: Path, alone: Path, tmp_path: Path) -> Iterator[Nuage]:
    arguments = ("--mois", MOIS, "--config", region, "--data-dir", URL)
    with serveur_s3() as serveur:
        variables = {**serveur.environnement, "ENT_REPORT_LOCAL_DIR": str(tmp_path / "work")}
        yield Nuage(serveur, arguments, variables, alone)


def wait_until_it_has(nuage: Nuage, part: str, process: Popen[str]) -> None:
    """Until the run has put an object in place whose key has such a part."""
    while not any(part in key for key in nuage.serveur.content("donnees")):
        assert process.poll() is None
        time.sleep(0.05)


@pytest.mark.parametrize("part", ["collecte/", "/edition-01/"], ids=["while it collects", "while it issues"])
def test_a_run_waits_for_a_store_that_is_away_for_a_moment(nuage: Nuage, tmp_path: Path, part: str) -> None:
    process = nuage.start()
    wait_until_it_has(nuage, part, process)
    with nuage.serveur.away():
        time.sleep(A_MOMENT_S)
        assert process.poll() is None
    output, errors = process.communicate(timeout=600)
    assert process.returncode == 0, errors
    assert f"{LYCEES + 1} issued" in output
    there = nuage.serveur.lay_down("donnees", tmp_path / "there")
    assert (issued(there), state(there)) == (issued(nuage.local), state(nuage.local))


def test_a_run_ends_by_naming_a_store_that_stays_away_and_the_next_one_goes_on(nuage: Nuage, tmp_path: Path) -> None:
    process = nuage.start()
    wait_until_it_has(nuage, f"indicateurs/mois={MOIS}/manifeste.json", process)
    with nuage.serveur.away():
        left_at = time.monotonic()
        _, errors = process.communicate(timeout=600)
        assert time.monotonic() - left_at < 6 * PATIENCE_S
    assert process.returncode in {1, 3}
    assert re.search(rf"^ent-report: {URL}/\S*: found no usable answer: ", errors, re.MULTILINE)
    assert "Traceback" not in errors
    status, _, errors = ent_report("run", *nuage.arguments, **nuage.environnement)
    assert status == 0, errors
    there = nuage.serveur.lay_down("donnees", tmp_path / "there")
    assert (issued(there), state(there)) == (issued(nuage.local), state(nuage.local))
    assert ent_report("verify", *nuage.arguments, **nuage.environnement)[0] == 0
