"""Which other lycée of the region a report names: by its UAI, or by a name that can mean nothing else.

A name is looked for if it can only mean its lycée: it has a word that is in no shipped template, label or definition,
and what is left of it without such words is not a place of the register. It is found where it stands whole within one
line, and is no part of a text that this report may say: its own lycée's name and place, the region's name and address.
So lycées of one name, a name within the own one, « Lycée professionnel » or « Lycée de Melun » raise no alarm: there
the UAI tells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence

from ent_report.domaine.lycees import Lycee

Mots = tuple[str, ...]

_UAI = re.compile(r"(?<![0-9A-Za-z])[0-9]{7}[A-Za-z](?![0-9A-Za-z])")
_MARKS = re.compile("[\u0300-\u036f]+")
_WORD = re.compile(r"[^\W_]+")
_LETTERS_MIN = 3  # of a word that tells: single letters stand in figures, « 4 min 12 s »


def mots(text: str) -> Mots:
    """The words of a text without capitals and accents; hyphens and apostrophes part words."""
    return tuple(_WORD.findall(_plain(text)))


def _plain(text: str) -> str:
    return _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))


class AutresLycees:
    """The region's lycées, made once for many reports; `communs` are the words that any report may say."""

    def __init__(self, lycees: Iterable[Lycee], communs: Collection[str]) -> None:
        known = list(lycees)
        words = {lycee: mots(lycee.nom) for lycee in known}
        places = {_telling(mots(place), communs) for one in known for place in _places(one) if place}
        self._names: dict[Mots, Lycee] = {
            name: lycee for lycee, name in reversed(words.items()) if _telling(name, communs) not in {(), *places}
        }
        self._lengths: dict[str, set[int]] = {}
        for name in self._names:
            self._lengths.setdefault(name[0], set()).add(len(name))

    def named_in(self, lines: Iterable[str], uai: str, propres: Iterable[str]) -> list[str]:
        """What tells another lycée than `uai`, each once; `propres` are the texts that this report may say."""
        own, text = [mots(one) for one in propres], "\n".join(lines)
        own_uais = {uai, *(code.upper() for one in propres for code in _UAI.findall(one))}
        codes = dict.fromkeys(code for code in _UAI.findall(text) if code.upper() not in own_uais)
        names = dict.fromkeys(
            name
            for line in _plain(text).split("\n")
            for name in self._names_in(_WORD.findall(line))
            if not any(_is_part(name, one) for one in own)
        )
        told = [f"the name of {self._names[name].uai}, {self._names[name].nom!r}" for name in names]
        return [*(f"the UAI {code}" for code in codes), *told]

    def _names_in(self, line: Sequence[str]) -> Iterator[Mots]:
        for start, word in enumerate(line):
            for length in self._lengths.get(word, ()):
                name = tuple(line[start : start + length])
                if name in self._names:
                    yield name


def _places(lycee: Lycee) -> tuple[str | None, ...]:
    return lycee.commune, lycee.departement, lycee.academie


def _telling(name: Mots, communs: Collection[str]) -> Mots:
    """What is left of a name without what any report says."""
    return tuple(word for word in name if word not in communs and not word.isdecimal() and len(word) >= _LETTERS_MIN)


def _is_part(name: Mots, text: Mots) -> bool:
    return any(text[start : start + len(name)] == name for start in range(len(text) - len(name) + 1))
