"""A fictional region read back, by other means than those that wrote it."""

from __future__ import annotations

import csv
import gzip
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from ent_report.vocabulary import Mois

OCTOBRE = Mois(2026, 10)
SEPTEMBRE = Mois(2026, 9)
OCTOBRE_PASSE = Mois(2025, 10)

LYCEES = 10
EVENTS_PER_DAY = 2_500

ACTIFS = ["LOGIN", "ACTIVATION", "ACCESS", "CONNECTOR", "ACCESS_ADAPTER", "GET_RESOURCE", "CREATE", "SHARE"]
PROFILS = {
    "Student": "Élèves",
    "Relative": "Parents",
    "Teacher": "Enseignants",
    "Personnel": "Personnels",
    "Guest": "Invités",
}


@dataclass(frozen=True)
class Region:
    folder: Path

    @property
    def entrees(self) -> Path:
        return self.folder / "entrees"

    def fichiers(self) -> list[Path]:
        return sorted(self.entrees.glob("evenements/*/*.jsonl.gz"))

    def lignes(self, fichier: Path) -> list[str]:
        return gzip.decompress(fichier.read_bytes()).decode().splitlines()

    def export(self, kind: str, mois: Mois) -> list[dict[str, str]]:
        text = (self.entrees / f"export-stats-{kind}-{mois}.csv").read_text(encoding="utf-8-sig")
        return list(csv.DictReader(text.splitlines(), delimiter=";"))

    @cached_property
    def annuaire(self) -> list[dict[str, str]]:
        text = (self.entrees / "annuaire.csv").read_text(encoding="utf-8-sig")
        return list(csv.DictReader(text.splitlines(), delimiter=";"))

    @cached_property
    def uai_by_structure(self) -> dict[str, str]:
        uais = [row["identifiant_de_l_etablissement"] for row in self.annuaire]
        named = {row["identifiant_ent"]: row["identifiant_de_l_etablissement"] for row in self.annuaire}
        return {**{uai: uai for uai in uais}, **named}

    @cached_property
    def evenements(self) -> pl.DataFrame:
        """Every readable line, with its file, its local time `t` and its local month `mois`."""
        frames = [
            pl.read_ndjson("\n".join(_readable(self.lignes(fichier))).encode(), infer_schema_length=None).with_columns(
                fichier=pl.lit(fichier.name)
            )
            for fichier in self.fichiers()
        ]
        t = pl.from_epoch("date", time_unit="ms").dt.replace_time_zone("UTC").dt.convert_time_zone("Europe/Paris")
        events = pl.concat(frames, how="diagonal_relaxed").with_columns(t=t)
        return events.with_columns(mois=pl.col("t").dt.strftime("%Y-%m"))

    @cached_property
    def par_lycee(self) -> pl.DataFrame:
        """Events counted once, one row for each lycée that they list, as `uai`."""
        return (
            self.evenements.drop("fichier")
            .unique(maintain_order=True)
            .explode("structures")
            .with_columns(uai=pl.col("structures").replace_strict(self.uai_by_structure, default=None))
        )


def _readable(lines: list[str]) -> list[str]:
    return [line for line in lines if _is_json(line)]


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except json.JSONDecodeError:
        return False
    return True
