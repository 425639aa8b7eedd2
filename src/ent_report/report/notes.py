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


Colonnes = tuple[tuple[Groupe, ...], ...]


@dataclass(frozen=True)
class Notes:
    """Definitions of accounts (for page 2), and of all the rest (for page 4) in two columns of about one length.

    `sources` is an enumeration of those that were read; `copies` are references of which nothing newer could be had.
    """

    comptes: Colonnes
    autres: Colonnes
    sources: str
    copies: tuple[Phrase, ...] = ()


def build_notes(ctx: Contexte) -> Notes:
    by_source: dict[str, list[Indicateur]] = {}
    for indicator in ctx.libelles.indicateurs.values():
        spaced = replace(indicator, definition=fr.typographie(indicator.definition))
        by_source.setdefault(indicator.source, []).append(spaced)
    accounts, rest = ({c: i for c, i in by_source.items() if ("comptes" in c) is wanted} for wanted in (True, False))
    return Notes(
        comptes=(_groups(ctx, accounts),),
        autres=_columns(_groups(ctx, rest)),
        sources=fr.enumeration([ctx.libelles.source(code) for code in ctx.donnees.qualite.sources]),
        copies=tuple(
            phrase("copie_de_reference", reference=ctx.libelles.source(code), jour=fr.jour(day))
            for code, day in ctx.donnees.qualite.copies_anciennes
        ),
    )


def _groups(ctx: Contexte, by_source: dict[str, list[Indicateur]]) -> tuple[Groupe, ...]:
    return tuple(Groupe(ctx.libelles.source(code), tuple(found)) for code, found in by_source.items())


def _columns(groups: tuple[Groupe, ...]) -> Colonnes:
    """Cut where the first column comes nearest to half of the text."""
    lengths = [sum(len(i.libelle) + len(i.definition) for i in group.indicateurs) for group in groups]
    cuts = range(len(groups) + 1)
    cut = min(cuts, key=lambda n: abs(sum(lengths[:n]) - sum(lengths[n:])))
    return groups[:cut], groups[cut:]
