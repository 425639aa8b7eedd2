"""The platform's events, as JSON lines or Parquet."""

from ent_report.sources.base import Definition

SOURCES = (Definition("evenements", 0, f"{__name__}.lecture"),)
