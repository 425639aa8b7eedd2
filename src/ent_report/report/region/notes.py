"""The last lines: the definition and source of every figure, the rules of this report, and where all comes from."""

from __future__ import annotations

from dataclasses import dataclass

from ent_report.report import format as fr
from ent_report.report.region.contexte import ContexteRegion


@dataclass(frozen=True)
class Definition:
    libelle: str
    definition: str
    source: str


@dataclass(frozen=True)
class NotesRegion:
    """`sources` is an enumeration of those that were read for the month."""

    definitions: tuple[Definition, ...]
    sources: str


def build_notes_region(ctx: ContexteRegion) -> NotesRegion:
    return NotesRegion(
        definitions=tuple(
            Definition(one.libelle, fr.typographie(one.definition), ctx.libelles.source(one.source))
            for one in ctx.libelles.indicateurs.values()
        ),
        sources=fr.enumeration([ctx.libelles.source(code) for code in ctx.donnees.qualite.sources]),
    )
