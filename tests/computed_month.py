"""One month of a region, collected and computed, as a run does it before it makes reports."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl

from ent_report.collecte.mois import collect_month
from ent_report.entrepots.racine import Racine
from ent_report.mois.chantier import open_month
from ent_report.mois.figures import compute_indicators
from ent_report.mois.tables import read_figures
from ent_report.references.fetch import fetch_for_month
from ent_report.vocabulary import Mois


def compute_month(config: Path, data_dir: Racine, mois: Mois) -> pl.DataFrame:
    """Collect and compute one month: its indicators' table."""
    fetch_for_month(config, data_dir, mois, os.environ)
    chantier = open_month(config, data_dir, mois)
    collect_month(chantier, os.environ)
    compute_indicators(chantier)
    return read_figures(chantier.store, [mois])
