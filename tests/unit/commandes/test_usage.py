"""What a command refuses before it does anything: one line, exit status 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from ent_report.cli import main
from ent_report.verification.verify import grouped


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["collect", "--mois", "2026-10", "--jour", "2026-11-14"],
            "--jour 2026-11-14: expected a day of --mois 2026-10",
        ),
        (["send", "--uai", "0750652B", "--release"], "--release: expected --region beside it"),
        (["backfill", "--de", "2026-03", "--a", "2026-02"], "--a 2026-02: expected a month that is not before --de"),
        (["purge", "--avant", "2099-01"], "--avant 2099-01: expected a month that is not after the current one, 20"),
        (["status"], "data: found nothing there, expected the data directory of a run"),
        (["verify"], "data: found nothing there"),
        (["deliveries"], "data: found nothing there"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert main([*arguments, "--data-dir", str(tmp_path / "data")]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "--uai", "0750652A"], "0750652A"),  # the wrong letter
        (["run", "--mois", "1999-01"], "--mois: '1999-01': found the year 1999, expected 2000 to 2099"),
        (["backfill", "--de", "2026-13", "--a", "2026-02"], "--de: '2026-13': found the month 13, expected 01 to 12"),
        (["collect", "--jour", "2026-02-30"], "is not a day"),
        (["send"], "one of the arguments --uai --region is required"),
        (["deliveries", "--config", "region.toml"], "unrecognized arguments"),
    ],
)
def test_values_that_cannot_be(capsys: pytest.CaptureFixture[str], arguments: list[str], told: str) -> None:
    with pytest.raises(SystemExit) as refused:
        main(arguments)
    assert refused.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line


def test_a_command_that_only_reads_leaves_a_folder_as_it_is(tmp_path: Path) -> None:
    for command in ("status", "verify", "deliveries"):
        assert main([command, "--data-dir", str(tmp_path)]) in {0, 4}
    assert list(tmp_path.iterdir()) == []


def test_verify_names_a_few_faults_of_a_kind_and_counts_the_others() -> None:
    """What a run leaves that was killed between its figures and its reports: a fault a figure, of each lycée."""
    changed = [f"r/{uai}/donnees.csv: Visites, {n}: found {n}, expected {n + 1}" for uai in "AB" for n in range(4)]
    masked = [f"r/A/donnees.csv: Pages, {n}: found {n},5, expected nothing: masque in the indicators" for n in range(3)]
    gone = ["r/A/edition-01: is gone, expected the edition that was issued"]
    told = list(grouped([*changed, *masked, *gone]))
    more = "donnees.csv: and 3 more of this kind, in 1 places: --json names them all"
    assert told == [*changed[:5], more, *masked, *gone]
