"""Processes that die, and reports that never end: each costs its own report, and is named."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from flow.campagne import MOIS, ent_report, outcomes, small_region

pytestmark = pytest.mark.slow

FAUTES = os.pathsep.join(filter(None, [str(Path(__file__).parent / "fautes"), os.environ.get("PYTHONPATH")]))
DELAI = 25


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    config = small_region(tmp_path_factory.mktemp("region") / "demo")
    limits = f"\n[execution]\nlycees_par_tache = 2\nprocessus = 2\ndelai_s = {DELAI}\n"
    config.write_text(config.read_text("utf-8") + limits, encoding="utf-8")
    return config


def due(region: Path, data_dir: Path) -> list[str]:
    _, output, _ = ent_report("status", "--json", "--mois", MOIS, "--config", region, "--data-dir", data_dir)
    return [one["uai"] for one in json.loads(output)["lycees"]]


def test_each_costs_its_own_report_and_is_made_by_the_next_run(region: Path, tmp_path: Path) -> None:
    arguments = ("run", "--mois", MOIS, "--config", region, "--data-dir", tmp_path)
    first, second, third, fourth = due(region, tmp_path)
    status, output, errors = ent_report(*arguments, PYTHONPATH=FAUTES, MEURT=first, TARDE=second, SOURD=third)
    assert status == 3, errors
    assert outcomes(tmp_path) == {
        first: ("echec", "interruption"),
        second: ("echec", "delai"),
        third: ("echec", "interruption"),
        fourth: ("etabli", None),
        "region": ("etabli", None),
    }
    assert f"{MOIS} {first}: its rendering process died of it" in errors
    assert f"{MOIS} {second}: took more than {DELAI} s" in errors
    assert "2 issued, 3 failed" in output

    status, output, errors = ent_report(*arguments, "--retry-failed")
    assert status == 0, errors
    assert "4 issued (" in output  # the three, and the region's summary that named them
    assert fourth not in outcomes(tmp_path)
    status, output, errors = ent_report(*arguments, "--retry-failed")
    assert (status, "1 unchanged (" in output) == (0, True)  # nothing failed: the region's summary alone


def test_what_was_issued_before_its_process_died_is_told_as_issued(region: Path, tmp_path: Path) -> None:
    """The first of a chunk of two is issued, the second kills the process, and the first is made again by itself."""
    arguments = ("run", "--mois", MOIS, "--config", region, "--data-dir", tmp_path)
    first, second, *_ = due(region, tmp_path)
    status, output, errors = ent_report(*arguments, PYTHONPATH=FAUTES, MEURT=second)
    assert status == 3, errors
    assert "a process died; 2 of its 2 reports are made again" in errors
    found = outcomes(tmp_path)
    assert (found[first], found[second]) == (("etabli", None), ("echec", "interruption"))
    assert "4 issued, 1 failed" in output
    status, output, errors = ent_report(*arguments, "--uai", first)
    assert (status, outcomes(tmp_path)[first]) == (0, ("inchange", None)), errors  # by another run


def test_one_lycee_alone_has_its_deadline_too(region: Path, tmp_path: Path) -> None:
    uai = due(region, tmp_path)[0]
    status, _, errors = ent_report(
        "run", "--mois", MOIS, "--uai", uai, "--config", region, "--data-dir", tmp_path,
        PYTHONPATH=FAUTES, TARDE=uai,
    )  # fmt: skip
    assert status == 3
    assert f"{MOIS} {uai}: took more than {DELAI} s" in errors
