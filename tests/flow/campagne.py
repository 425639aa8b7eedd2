"""A small fictional region and the real command on it, for tests of whole runs."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from ent_report.demo import fabricate
from ent_report.vocabulary import Mois

MOIS = Mois(2026, 10)
LYCEES = 4
EVENTS_PER_DAY = 600
OPERATEUR = "exploitation@region.example"


def small_region(folder: Path, lycees: int = LYCEES) -> Path:
    return fabricate(folder, mois=MOIS, lycees=lycees, events_per_day=EVENTS_PER_DAY)


def tell_operators(config: Path, port: int) -> None:
    """Name in a configuration one operator, and the server without TLS on loopback that takes the mail."""
    with config.open("a", encoding="utf-8") as stream:
        stream.write(
            f"""
[exploitation]
courriels = ["{OPERATEUR}"]
[courrier]
serveur = "localhost"
port = {port}
securite = "aucune"
expediteur = "ent-report@region.example"
"""
        )


def command(*arguments: object, **environment: str) -> subprocess.Popen[str]:
    """Start `ent-report` in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "ent_report.cli", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
        start_new_session=True,
    )


def ent_report(*arguments: object, **environment: str) -> tuple[int, str, str]:
    """Run `ent-report` to its end: exit status, standard output, standard error."""
    process = command(*arguments, **environment)
    output, errors = process.communicate(timeout=300)
    return process.returncode, output, errors


def issued(data_dir: Path) -> dict[str, str]:
    """Every issued file but manifests, which say when they were made, and their hashes -> the hash of its bytes."""
    root = data_dir / "rapports"
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name not in {"manifest.json", "empreintes.json"}
    }


def state(data_dir: Path) -> dict[str, str]:
    """Every file of the store that a month's run leaves, runs' own records aside -> the hash of its bytes."""
    found = {}
    for top in ("collecte", "references", "rejets", "indicateurs"):
        for path in sorted((data_dir / top).rglob("*")):
            if path.is_file() and path.name != "fichiers.json":
                found[path.relative_to(data_dir).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def lycees(data_dir: Path) -> list[str]:
    return sorted(path.name for path in (data_dir / f"rapports/{MOIS}/etablissements").iterdir())


def computed(data_dir: Path, folder: Path) -> Path:
    """Another data directory in which the month is computed, and nothing issued."""
    for name in ("collecte", "references", "rejets", "indicateurs"):
        shutil.copytree(data_dir / name, folder / name)
    return folder


def outcomes(data_dir: Path) -> dict[str, tuple[str, str | None]]:
    """The last run's: code -> its status and the kind of its failure."""
    summary = json.loads(max((data_dir / f"bilans/{MOIS}").glob("*.json")).read_text("utf-8"))
    return {one["code"]: (one["statut"], one["motif"]) for one in summary["resultats"]}
