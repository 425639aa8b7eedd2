"""Collection of JSON lines to sorted Parquet, against a bare read-and-write of the same files."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl

from ent_report.collecte.mois import collect_month
from ent_report.contracts.evenements import CHAMPS
from ent_report.mois.chantier import Chantier, open_month
from ent_report.sources.blocs import read_blocks
from ent_report.sources.inventaire import take_inventory
from tests.benchmarks.mesure import MOIS, Ligne, measure

SHARE_MIN = 1 / 3
PEAK_MIB_MAX = 3 * 1024


def run(config: Path, data_dir: Path) -> list[Ligne]:
    shutil.rmtree(data_dir, ignore_errors=True)
    bare = measure(_read_and_write, config, data_dir)
    ours = measure(_collect, config, data_dir)
    share = (bare.cpu_s / bare.result) / (ours.cpu_s / ours.result)
    return [
        Ligne(
            f"collection of {ours.result:,} events, speed against a bare read-and-write",
            f"{share:.2f} ({ours.cpu_s:.0f} against {bare.cpu_s:.0f} CPU s)",
            f"at least {SHARE_MIN:.2f}",
            share >= SHARE_MIN,
        ),
        Ligne("its peak memory", f"{ours.peak_mib:.0f} MiB", f"at most {PEAK_MIB_MAX}", ours.peak_mib <= PEAK_MIB_MAX),
    ]


def _collect(config: Path, data_dir: Path) -> int:
    chantier = open_month(config, data_dir, MOIS)
    return collect_month(_only_events(chantier), {})[0].lues


def _only_events(chantier: Chantier) -> Chantier:
    sources = chantier.settings.sources.model_copy(
        update=dict.fromkeys(("comptes", "acces", "connecteurs", "appareils"))
    )
    settings = chantier.settings.model_copy(update={"sources": sources})
    return Chantier(settings, chantier.store, chantier.mois, chantier.references)


def _read_and_write(config: Path, data_dir: Path) -> int:
    """Decompress, parse and write each file as it comes: nothing checked, sorted, or kept apart by day."""
    target = data_dir.parent / "bare"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    files = take_inventory(["entrees/evenements/*/*.gz"], config.parent).fichiers
    rows = 0
    for file in files:
        for number, block in enumerate(read_blocks(file)):
            try:
                frame = pl.read_ndjson(block.octets, schema=CHAMPS, ignore_errors=True)
            except pl.exceptions.ComputeError:
                continue  # a block with a malformed line, of which the bare reader takes nothing
            frame.write_parquet(target / f"{file.chemin.stem}-{number}.parquet", compression="zstd")
            rows += frame.height
    shutil.rmtree(target)
    return rows
