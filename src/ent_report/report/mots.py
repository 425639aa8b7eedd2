"""The words that stand for figures, explained on the page where each first stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass

from ent_report.report import format as fr
from ent_report.report.cellules import Cellule
from ent_report.report.charts.primitives import Graphique
from ent_report.report.phrases import Phrase, phrase

_CLES = {fr.MASQUE: "masque", fr.ABSENT: "absent", fr.INTERROMPU: "interrompu", fr.PARTIEL: "partiel"}


def explain_words(pages: Mapping[str, object], known: Collection[str] = ()) -> dict[str, Phrase | None]:
    """A sentence for each page, by its name, None where it has no new word; `pages` are what each shows, in order,
    `known` what the first explains elsewhere.
    """
    told, notes = set(known), dict[str, Phrase | None]()
    for name, page in pages.items():
        shown = set(_words(page)) - told
        new = [word for word in _CLES if word in shown]
        told.update(new)
        notes[name] = phrase("mots", **{_CLES[word]: word for word in new}) if new else None
    return notes


def _words(shown: object) -> Iterator[str]:
    """The words in all cells of finished models; a chart has none."""
    if isinstance(shown, Cellule):
        yield from (text for text in (shown.texte, shown.constant) if text in _CLES)
    elif isinstance(shown, tuple):
        for one in shown:
            yield from _words(one)
    elif is_dataclass(shown) and not isinstance(shown, Graphique):
        for field in fields(shown):
            yield from _words(getattr(shown, field.name))
