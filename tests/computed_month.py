"""One month of a region, collected and computed, as a run does it before it makes reports."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from ent_report.collecte.compte_rendu import Collecte
from ent_report.collecte.mois import collect_month
from ent_report.entrepots.racine import Racine
from ent_report.mois.chantier import Chantier, open_month
from ent_report.mois.figures import compute_indicators
from ent_report.mois.tables import read_figures
from ent_report.references.fetch import fetch_for_month
from ent_report.vocabulary import Mois

MOIS = Mois(2026, 10)
KEY = {"ENT_REPORT_PSEUDONYM_KEY": "a key for tests only, of a decent length"}


def compute(
    config: Path, data_dir: Racine, mois: Mois = MOIS, secrets: Mapping[str, str] = KEY
) -> tuple[Chantier, list[Collecte]]:
    """Collect and compute a month whose references lie on this machine: the month, and what was collected."""
    chantier = open_month(config, data_dir, mois)
    collected = collect_month(chantier, secrets)
    compute_indicators(chantier)
    return chantier, collected


def compute_month(config: Path, data_dir: Racine, mois: Mois) -> pl.DataFrame:
    """The month's references fetched too: its indicators' table."""
    fetch_for_month(config, data_dir, mois, os.environ)
    chantier, _ = compute(config, data_dir, mois, os.environ)
    return read_figures(chantier.store, [mois])
