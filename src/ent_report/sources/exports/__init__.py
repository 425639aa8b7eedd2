"""The statistics service's four exports, as CSV."""

from ent_report.sources.base import Definition
from ent_report.sources.exports.formats import EXPORTS

SOURCES = tuple(Definition(nom, rang, f"{__name__}.lecture") for rang, nom in enumerate(EXPORTS, start=1))
