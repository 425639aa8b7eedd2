"""The alphabetical order of French names: accents, capitals, hyphens and apostrophes aside."""

from __future__ import annotations

import unicodedata

_BLANKS = str.maketrans({"-": " ", "'": " ", "’": " ", "œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})


def cle_alphabetique(text: str) -> str:
    """A sort key: « Élancourt » gives `elancourt`, « L’Haÿ-les-Roses » gives `l hay les roses`."""
    letters = unicodedata.normalize("NFD", text.translate(_BLANKS))
    plain = "".join(char for char in letters if not unicodedata.combining(char))
    return " ".join(plain.casefold().split())
