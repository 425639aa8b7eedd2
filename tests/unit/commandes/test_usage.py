"""What a command refuses before it does anything: one line, exit status 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from ent_report.cli import main


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["collect", "--mois", "2026-10", "--jour", "2026-11-14"],
            "--jour 2026-11-14: expected a day of --mois 2026-10",
        ),
        (["send", "--uai", "0750652B", "--release"], "--release: expected --region beside it"),
    ],
)
def test_options_that_contradict_each_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert main([*arguments, "--data-dir", str(tmp_path / "data")]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "--uai", "0750652A"], "0750652A"),  # the wrong letter
        (["run", "--mois", "2026-13"], "2026-13"),
        (["collect", "--jour", "2026-02-30"], "is not a day"),
        (["send"], "one of the arguments --uai --region is required"),
        (["deliveries", "--config", "region.toml"], "unrecognized arguments"),
    ],
)
def test_values_that_cannot_be(capsys: pytest.CaptureFixture[str], arguments: list[str], told: str) -> None:
    with pytest.raises(SystemExit) as refused:
        main(arguments)
    assert refused.value.code == 2
    assert told in capsys.readouterr().err
