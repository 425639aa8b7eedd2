"""The national open data (DNMA): four weekly datasets, as CSV or Parquet."""

from ent_report.contracts.dnma_modalites import JEUX
from ent_report.sources.base import Definition

SOURCES = tuple(
    Definition(nom, rang, f"{__name__}.lecture", peut_tarder=True) for rang, nom in enumerate(JEUX, start=10)
)
