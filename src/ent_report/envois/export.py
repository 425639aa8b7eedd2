"""The journal as a table for people: `;`, decimal comma, and no cell that a spreadsheet would run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from ent_report.envois.demandes import Ligne
from ent_report.report.donnees_csv import to_csv

COLONNES = tuple(one.name for one in fields(Ligne))


def journal_csv(lines: Iterable[Ligne]) -> bytes:
    """UTF-8 with BOM; one line a request or an attempt, the columns those of `Ligne`."""
    return to_csv(COLONNES, ([_cell(getattr(line, name)) for name in COLONNES] for line in lines))


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else str(value)
