"""Secrets come from the environment, else from Prefect's blocks of the same name."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows import environnement

pytestmark = pytest.mark.slow


def test_the_environment_first_then_a_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environnement.prepare(tmp_path)
    from prefect.blocks.system import Secret  # noqa: PLC0415  after its settings
    from prefect.testing.utilities import prefect_test_harness  # noqa: PLC0415

    from flows.coffre import Secrets  # noqa: PLC0415

    monkeypatch.setenv("PORTAIL_AUTRE", "of the environment")
    with prefect_test_harness(server_startup_timeout=120):
        Secret(value="of the block").save("portail-cle", _sync=True)
        Secret(value="of the block").save("portail-autre", _sync=True)
        secrets = Secrets()
        assert secrets["PORTAIL_CLE"] == "of the block"
        assert secrets["PORTAIL_AUTRE"] == "of the environment"
        assert secrets.get("PORTAIL_RIEN", "") == ""
        assert "PORTAIL_RIEN" not in secrets
