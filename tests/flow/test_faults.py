"""Faults of the machine under whole runs of the real command: what is told, and what the next run mends."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from damage import cut_off
from flow.campagne import LYCEES, MOIS, command, ent_report, issued
from serveurs.prefect_local import serveur_prefect

pytestmark = pytest.mark.slow

TEN_YEARS_S = 10 * 365 * 86_400


@pytest.fixture
def copied(alone: Path, tmp_path: Path) -> Path:
    return shutil.copytree(alone, tmp_path / "data", ignore=shutil.ignore_patterns(".prefect"))


@contextmanager
def disk(folder: Path, size: str) -> Iterator[Path]:
    """A file system of its own, of a few megabytes."""
    folder.mkdir()
    arguments = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder]
    mounted = subprocess.run(arguments, capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.parametrize("size", ["1m", "2m"], ids=["while it collects", "while it issues"])
def test_a_full_disk_is_told_and_the_next_run_goes_on(region: Path, alone: Path, tmp_path: Path, size: str) -> None:
    home = {"PREFECT_HOME": str(tmp_path / "prefect")}
    with disk(tmp_path / "small", size) as data_dir:
        arguments = ("run", "--mois", MOIS, "--config", region, "--data-dir", data_dir)
        status, _, errors = ent_report(*arguments, **home)
        assert status in {1, 3}, errors
        assert "No space left on device" in errors
        assert "Traceback" not in errors
        subprocess.run(["mount", "-o", "remount,size=200m", data_dir], check=True)
        status, _, errors = ent_report(*arguments, **home)
        assert status == 0, errors
        assert issued(data_dir) == issued(alone)
        assert ent_report("verify", *arguments[1:])[0] == 0


def test_damaged_tables_are_told_and_the_next_run_mends_them(region: Path, copied: Path) -> None:
    arguments = ("--mois", MOIS, "--config", region, "--data-dir", copied)
    tables = copied / "indicateurs" / f"mois={MOIS}"
    (table,) = (tables / "versions").glob("*.parquet")
    for piece in (table, tables / "indicateurs.parquet", *(copied / "references").rglob("*.parquet")):
        cut_off(piece)
    status, output, _ = ent_report("status", *arguments)
    assert (status, output.count("  issued  ")) == (0, LYCEES)
    status, _, errors = ent_report("verify", *arguments)
    assert (status, "Traceback" in errors) == (3, False)
    assert f"versions/{table.name}: is no sound Parquet file" in errors
    status, output, errors = ent_report("run", *arguments)
    assert status == 0, errors
    assert f"{LYCEES + 1} unchanged" in output
    assert ent_report("verify", *arguments)[0] == 0


def test_two_runs_of_one_month_at_once(region: Path, alone: Path, tmp_path: Path) -> None:
    arguments = ("run", "--mois", MOIS, "--config", region, "--data-dir", tmp_path)
    both = [command(*arguments), command(*arguments)]
    told = [one.communicate(timeout=600) for one in both]
    assert [one.returncode for one in both] == [0, 0], told
    assert issued(tmp_path) == issued(alone)
    assert ent_report("verify", *arguments[1:])[0] == 0


def test_a_clock_that_was_set_back(region: Path, copied: Path, tmp_path: Path) -> None:
    """All that is there is of the future, inputs too."""
    inputs = shutil.copytree(region.parent, tmp_path / "demo")
    for path in (*copied.rglob("*"), *inputs.rglob("*")):
        now = path.stat().st_mtime
        os.utime(path, (now + TEN_YEARS_S, now + TEN_YEARS_S))
    status, output, errors = ent_report("run", "--mois", MOIS, "--config", inputs / region.name, "--data-dir", copied)
    assert status == 0, errors
    assert f"{LYCEES + 1} unchanged" in output


@pytest.mark.parametrize(
    "lost",
    [
        ("collecte/evenements/mois={}/manifeste.json", "indicateurs/mois={}/manifeste.json"),
        ("collecte/evenements/fichiers.json", "references/annuaire/manifeste.json"),
    ],
    ids=["of a month", "of what was seen"],
)
def test_corrupted_manifests_are_made_again(region: Path, copied: Path, lost: tuple[str, ...]) -> None:
    for one in lost:
        manifest = copied / one.format(MOIS)
        manifest.write_bytes(manifest.read_bytes()[:40])
    before = issued(copied)
    status, output, errors = ent_report("run", "--mois", MOIS, "--config", region, "--data-dir", copied)
    assert status == 0, errors
    assert f"{LYCEES + 1} unchanged" in output
    assert issued(copied) == before


def test_parquet_files_that_were_deleted_are_made_again(region: Path, copied: Path) -> None:
    patterns = (
        f"collecte/evenements/mois={MOIS}/jour={MOIS}-14/*.parquet",
        f"indicateurs/mois={MOIS}/indicateurs.parquet",
    )
    pieces = {file: file.read_bytes() for pattern in patterns for file in copied.glob(pattern)}
    assert len(pieces) == len(patterns)
    for file in pieces:
        file.unlink()
    status, output, errors = ent_report("run", "--mois", MOIS, "--config", region, "--data-dir", copied)
    assert status == 0, errors
    assert f"{LYCEES + 1} unchanged" in output
    assert {file: file.read_bytes() for file in pieces} == pieces


def test_the_server_of_the_orchestration_restarts_under_a_run(region: Path, alone: Path, tmp_path: Path) -> None:
    """Whatever became of that run, the next one makes what lacks."""
    arguments = ("run", "--mois", MOIS, "--config", region, "--data-dir", tmp_path / "data")
    with serveur_prefect(tmp_path / "prefect") as server:
        process = command(*arguments, PREFECT_API_URL=server.url)
        time.sleep(12)
    with serveur_prefect(tmp_path / "prefect", server.port) as server:
        _, errors = process.communicate(timeout=600)
        if process.returncode:
            assert "Traceback" not in errors
            status, _, errors = ent_report(*arguments, PREFECT_API_URL=server.url)
            assert status == 0, errors
    assert issued(tmp_path / "data") == issued(alone)
