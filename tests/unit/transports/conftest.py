from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina
from serveurs.s3 import ServeurS3, serveur_s3
from serveurs.sftp import ServeurSftp, serveur_sftp


@pytest.fixture(autouse=True)
def no_waits() -> Iterator[None]:
    """As many attempts as there are, without the waits between them."""
    stamina.set_testing(True, attempts=10, cap=True)
    yield
    stamina.set_testing(False)


@pytest.fixture
def sftp(tmp_path: Path) -> Iterator[ServeurSftp]:
    with serveur_sftp(tmp_path / "serveur") as serveur:
        yield serveur


@pytest.fixture
def s3() -> Iterator[ServeurS3]:
    with serveur_s3() as serveur:
        yield serveur
