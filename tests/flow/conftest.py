from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flow.campagne import LYCEES, MOIS, ent_report, small_region
from serveurs.smtp import ServeurSmtp, serveur_smtp


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of a small region, whose inputs nobody changes."""
    return small_region(tmp_path_factory.mktemp("region") / "demo")


@pytest.fixture(scope="session")
def alone(region: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of the region's month, run on one machine while nothing happened: copied, not changed."""
    data_dir = tmp_path_factory.mktemp("alone") / "data"
    status, output, errors = ent_report("run", "--mois", MOIS, "--config", region, "--data-dir", data_dir)
    assert status == 0, errors
    assert f"{LYCEES + 1} issued" in output
    return data_dir


@pytest.fixture(scope="module")
def serveur_de_courrier() -> Iterator[ServeurSmtp]:
    with serveur_smtp() as serveur:
        yield serveur


@pytest.fixture
def smtp(serveur_de_courrier: ServeurSmtp) -> ServeurSmtp:
    """The module's mail server, without what it was handed by the tests before."""
    serveur_de_courrier.forget()
    return serveur_de_courrier
