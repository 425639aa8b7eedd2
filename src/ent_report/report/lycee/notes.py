"""The last lines: the definition and source of each figure of the report and its data, and where all comes from."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ent_report.report import format as fr
from ent_report.report.contexte import Contexte
from ent_report.report.libelles import Indicateur
from ent_report.report.phrases import Phrase, phrase


@dataclass(frozen=True)
class Groupe:
    """The indicators of one source."""

    source: str
    indicateurs: tuple[Indicateur, ...]


@dataclass(frozen=True)
class Notes:
    """`sources` enumerates those that were read; `copies` are references of which nothing newer could be had."""

    definitions: tuple[Groupe, ...]
    sources: str
    copies: tuple[Phrase, ...] = ()


def build_notes(ctx: Contexte) -> Notes:
    by_source: dict[str, list[Indicateur]] = {}
    for indicator in ctx.libelles.indicateurs.values():
        spaced = replace(indicator, definition=fr.typographie(indicator.definition))
        by_source.setdefault(indicator.source, []).append(spaced)
    return Notes(
        definitions=tuple(Groupe(ctx.libelles.source(code), tuple(found)) for code, found in by_source.items()),
        sources=fr.enumeration([ctx.libelles.source(code) for code in ctx.donnees.qualite.sources]),
        copies=tuple(
            phrase("copie_de_reference", reference=ctx.libelles.source(code), jour=fr.jour(day))
            for code, day in ctx.donnees.qualite.copies_anciennes
        ),
    )
