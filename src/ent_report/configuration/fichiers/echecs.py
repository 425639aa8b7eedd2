"""`echecs.toml`: what readers are told of a report that could not be issued."""

from __future__ import annotations

from ent_report.configuration.section import Section


class Echecs(Section):
    """Why a report could not be issued, by its kind (`EntReportError.motif`)."""

    place: str
    caractere: str
    rendu: str
    relecture: str
    edition: str
    concurrence: str
    stockage: str
    interruption: str
    delai: str
    autre: str
