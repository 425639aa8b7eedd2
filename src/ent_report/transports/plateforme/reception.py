"""What was fetched of the platform's events and stays: whole days, and the batches of a day that is under way.

    jour=2026-10-14.parquet                     a day, whole; its metadata names its pseudonyms' key, as CLE
    en-cours/jour=2026-10-14.<key>/             one that is not: its batches, and
    en-cours/jour=2026-10-14.<key>/suite.json   which of them count, and from what instant on to ask

A key is named by its fingerprint: what was fetched under another one is of no use, since its users are other numbers.
Nothing here was ever written with a person's data in it: see `ent_report.sources.evenements.pseudonymises`.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from ent_report.sources.evenements.pseudonymises import CLE, PSEUDONYMISES
from ent_report.sources.fichiers import sha256_of
from ent_report.sources.fichiers_parquet import UNSOUND_PARQUET
from ent_report.writing import putting

SUITE = "suite.json"
_DAY = re.compile(r"jour=(\d{4}-\d{2}-\d{2})\.(\w+)")


@dataclass(frozen=True)
class Lot:
    """One batch of a day, by its file's name."""

    nom: str
    sha256: str
    lignes: int


@dataclass(frozen=True)
class EnCours:
    """How far a day is: its batches so far, and the instant from which on there is more."""

    suite_ms: int
    lots: tuple[Lot, ...] = ()

    @property
    def lignes(self) -> int:
        return sum(lot.lignes for lot in self.lots)


class Reception:
    """The days of one folder whose pseudonyms are of the key with this fingerprint."""

    def __init__(self, dossier: Path, empreinte: str) -> None:
        self.dossier = dossier
        self._empreinte = empreinte

    def days(self) -> dict[date, int]:
        """The whole days under this key, in order -> their events."""
        found = {day: _described(path) for path in self.dossier.glob("jour=*") if (day := _day(path, "parquet"))}
        return {day: found[day][1] for day in sorted(found) if found[day][0] == self._empreinte}

    def begun(self) -> list[date]:
        """The days that are under way, in order."""
        folders = (self.dossier / "en-cours").glob("jour=*")
        return sorted(day for path in folders if (day := _day(path, self._empreinte)) and (path / SUITE).is_file())

    def name(self, jour: date) -> str:
        """A whole day's file below the folder."""
        return f"jour={jour}.parquet"

    def elsewhere(self, jour: date) -> int:
        """The events of a whole day that was fetched under another key."""
        key, events = _described(self.dossier / self.name(jour))
        return 0 if key == self._empreinte else events

    def progress(self, jour: date, debut_ms: int) -> EnCours:
        """How far a day is; at its start where nothing is kept of it, or what is kept is not whole."""
        folder = self._folder(jour)
        try:
            known = json.loads((folder / SUITE).read_text(encoding="utf-8"))
            found = EnCours(int(known["suite_ms"]), tuple(Lot(**one) for one in known["lots"]))
            is_whole = all(sha256_of(folder / lot.nom) == lot.sha256 for lot in found.lots)
        except (OSError, ValueError, KeyError, TypeError):
            return EnCours(debut_ms)
        return found if is_whole else EnCours(debut_ms)

    def keep(self, jour: date, so_far: EnCours, rows: pl.DataFrame, suite_ms: int) -> EnCours:
        """Keep one more batch of a day, and then say that it counts."""
        folder = self._folder(jour)
        path = folder / f"lot-{len(so_far.lots) + 1:05d}.parquet"
        with putting(path) as temporary:
            rows.write_parquet(temporary, compression="zstd")
        now = EnCours(suite_ms, (*so_far.lots, Lot(path.name, sha256_of(path), rows.height)))
        with putting(folder / SUITE) as temporary:
            temporary.write_text(json.dumps(asdict(now), indent=1) + "\n", encoding="utf-8")
        return now

    def finish(self, jour: date, found: EnCours, rest: pl.DataFrame) -> None:
        """Make the day of its batches and the last one's rows."""
        folder, path = self._folder(jour), self.dossier / self.name(jour)
        schema = _as_arrow(PSEUDONYMISES.to_frame()).schema
        described = schema.with_metadata({CLE: self._empreinte, "jour": str(jour)})
        with putting(path) as temporary, pq.ParquetWriter(temporary, described, compression="zstd") as writer:
            for lot in found.lots:
                writer.write_table(pq.read_table(folder / lot.nom, partitioning=None).cast(described))
            writer.write_table(_as_arrow(rest).cast(described))
        for fetched in (self.dossier / "en-cours").glob(f"jour={jour}.*"):
            shutil.rmtree(fetched, ignore_errors=True)

    def _folder(self, jour: date) -> Path:
        return self.dossier / "en-cours" / f"jour={jour}.{self._empreinte}"


def _day(path: Path, after: str) -> date | None:
    """The day that a name speaks of, if it ends as it should."""
    found = _DAY.fullmatch(path.name)
    return date.fromisoformat(found[1]) if found and found[2] == after else None


def _described(path: Path) -> tuple[str, int]:
    """The key and the rows of a day's file; none where it is damaged, or not there."""
    try:
        known = pq.read_metadata(path)
    except UNSOUND_PARQUET:
        return "", 0
    return (known.metadata or {}).get(CLE.encode(), b"").decode(), int(known.num_rows)


def _as_arrow(rows: pl.DataFrame) -> pa.Table:
    return rows.to_arrow(compat_level=pl.CompatLevel.oldest())
