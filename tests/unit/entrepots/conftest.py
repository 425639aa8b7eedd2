"""Data directories of both kinds: a folder, and a real S3 server on the loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from serveurs.s3 import BUCKET, ServeurS3, serveur_s3

from ent_report.entrepots import baux
from ent_report.entrepots.choix import open_store
from ent_report.store import Store

URL = f"s3://{BUCKET}/ent [1] é/données"  # a prefix with all that must be quoted


@pytest.fixture(scope="package")
def _serveur() -> Iterator[ServeurS3]:
    with serveur_s3() as serveur:
        yield serveur


@pytest.fixture
def serveur(_serveur: ServeurS3, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ServeurS3]:
    """An empty bucket, to which the environment leads."""
    for name, value in _serveur.environnement.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("ENT_REPORT_LOCAL_DIR", str(tmp_path / "local"))
    yield _serveur
    _serveur.empty()


@pytest.fixture
def objets(serveur: ServeurS3) -> Store:
    return open_store(URL)


@pytest.fixture(params=["local", "objets"])
def racine(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    if request.param == "local":
        return tmp_path / "data [1] *"
    request.getfixturevalue("serveur")
    return URL


@pytest.fixture
def store(racine: Path | str) -> Store:
    return open_store(racine)


@pytest.fixture
def short_leases(monkeypatch: pytest.MonkeyPatch) -> float:
    monkeypatch.setattr(baux, "DUREE_S", 0.6)
    return 0.6
