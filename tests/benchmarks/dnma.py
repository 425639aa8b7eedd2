"""Collection of a national file of millions of wide rows, of which the region's few are kept, against a bare scan.

The bare scan adds up the same columns of counts over all rows; it knows neither a region, nor a rule, nor a month.
"""

from __future__ import annotations

import io
import shutil
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from ent_report.collecte.mois import collect_month
from ent_report.configuration.settings import load_settings
from ent_report.contracts.dnma_modalites import GLOBALES
from ent_report.mois.chantier import open_month
from ent_report.resources import default_config_folder
from ent_report.vocabulary import NON_CLASSE, UAI_LETTERS
from tests.benchmarks.mesure import MOIS, Ligne, measure

LYCEES = 500
ESTABLISHMENTS = 20_000
ROWS_A_WRITE = 200_000
CPU_SHARE_MAX = {"parquet": 6.0, "csv": 2.0}
"""Of a scan that adds numbers up and writes nothing: a Parquet file's takes a quarter of a second for a million rows,
less than it takes to check, sort and write the region's hundred thousand."""
PEAK_MIB_MAX = 1024


def run(folder: Path, rows: int) -> list[Ligne]:
    """`folder` keeps the inputs between runs; `rows` of each file."""
    lines = []
    for kind, share_max in CPU_SHARE_MAX.items():
        config = folder / kind / "region.toml"
        if not config.exists():
            measure(_fabricate, config, kind, rows)
        bare = measure(_bare_scan, config.parent / f"national.{kind}", kind)
        ours = measure(_collect, config)
        cpu_s, kept = ours.result
        share = cpu_s / bare.cpu_s
        lines += [
            Ligne(
                f"collection of {rows:,} national rows ({kind}), CPU time against a bare scan's",
                f"{share:.2f} ({cpu_s:.1f} against {bare.cpu_s:.1f} CPU s)",
                f"at most {share_max}",
                share <= share_max,
            ),
            Ligne(
                f"its peak memory, with {kept:,} rows of the region for the month",
                f"{ours.peak_mib:.0f} MiB (the scan: {bare.peak_mib:.0f})",
                f"at most {PEAK_MIB_MAX}",
                ours.peak_mib <= PEAK_MIB_MAX,
            ),
        ]
    return lines


def _collect(config: Path) -> tuple[float, int]:
    """CPU seconds, the start of the interpreter and the references aside, and the region's rows of the month.

    All months that the file speaks of are read; those of the last thirteen are stored.
    """
    shutil.rmtree(config.parent / "data", ignore_errors=True)
    chantier = open_month(config, config.parent / "data", MOIS)
    before = time.process_time()
    (found,) = collect_month(chantier, {})
    assert found.gardees == found.lues == 5 * LYCEES, found
    return time.process_time() - before, found.lues


def _bare_scan(path: Path, kind: str) -> int:
    rows = pl.scan_parquet(path) if kind == "parquet" else pl.scan_csv(path, separator=";")
    counts = [name for name in rows.collect_schema() if name.startswith(("visites_", "utilisateurs_"))]
    return int(rows.select(pl.col(counts).sum()).collect(engine="streaming").sum_horizontal().item())


def _fabricate(config: Path, kind: str, rows: int) -> None:
    """A national file of services, whole weeks one after the other, that ends with October 2026."""
    folder = config.parent
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "annuaire.csv").write_text(_register(), encoding="utf-8")
    last = date(2026, 10, 26)
    weeks = rows // ESTABLISHMENTS
    writer = None
    with (folder / f"national.{kind}").open("wb") as stream:
        for start in range(0, rows, ROWS_A_WRITE):
            frame = _rows(start, min(ROWS_A_WRITE, rows - start), last - timedelta(weeks=weeks - 1))
            if kind == "csv":
                text = io.BytesIO()
                frame.write_csv(text, separator=";", include_header=start == 0, include_bom=start == 0)
                stream.write(text.getvalue())
                continue
            table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
            writer = writer or pq.ParquetWriter(stream, table.schema, compression="snappy")
            writer.write_table(table)
        if writer:
            writer.close()
    config.write_text(
        '[region]\nnom = "Région Exemple"\ncode = "11"\nzone = "C"\n[references.annuaire]\npath = "annuaire.csv"\n'
        f'[sources.dnma_services]\nkind = "files"\npath = "national.{kind}"\n',
        encoding="utf-8",
    )


def _uais() -> list[str]:
    numbers = range(1_000_000, 1_000_000 + ESTABLISHMENTS)
    return [f"{number:07d}{UAI_LETTERS[number % 23]}" for number in numbers]


def _register() -> str:
    header = "identifiant_de_l_etablissement;nom_etablissement;type_etablissement;code_region;etat\n"
    step = ESTABLISHMENTS // LYCEES
    return header + "".join(f"{uai};Lycée;Lycée;11;OUVERT\n" for uai in _uais()[::step])


def _rows(start: int, count: int, first: date) -> pl.DataFrame:
    chance = np.random.default_rng(start)
    places = np.arange(start, start + count)
    mondays = pl.Series("debutsemaine", places // ESTABLISHMENTS).cast(pl.Int64)
    keys = [
        pl.select(pl.lit(first) + pl.duration(weeks=mondays)).to_series().alias("debutsemaine"),
        pl.Series("uai", np.array(_uais())[places % ESTABLISHMENTS]),
        *(pl.Series(name, [name.capitalize()]).new_from_index(0, count) for name in ("academie", "commune", "secteur")),
    ]
    services = [one for one in load_services() if one != NON_CLASSE]
    cells = [
        pl.Series(f"{mesure}_{word}", chance.integers(0, 3000, count))
        for word in (GLOBALES, *services)
        for mesure in ("visites", "utilisateurs")
    ]
    durations = [pl.Series(f"duree_{word}", ["12:34:56"]).new_from_index(0, count) for word in (GLOBALES, *services)]
    return pl.DataFrame([*keys, *cells, *durations])


def load_services() -> list[str]:
    return list(load_settings(default_config_folder() / "region.toml").services["services"])
