from __future__ import annotations

from collections.abc import Iterator

import pytest
from serveurs.smtp import ServeurSmtp, serveur_smtp


@pytest.fixture(scope="module")
def serveur_de_courrier() -> Iterator[ServeurSmtp]:
    with serveur_smtp() as serveur:
        yield serveur


@pytest.fixture
def smtp(serveur_de_courrier: ServeurSmtp) -> ServeurSmtp:
    """The module's mail server, without what it was handed by the tests before."""
    serveur_de_courrier.forget()
    return serveur_de_courrier
