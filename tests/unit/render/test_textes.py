"""Every sentence that a model may say has its words, and no words wait for a sentence."""

import re
from pathlib import Path

from ent_report.specimens.lycee import TEMPLATES

MODELS = Path(__file__).parents[3] / "src" / "ent_report" / "report"
WORDS = re.compile(r"macro (\w+)\(v\)")
SAID = re.compile(r'(?:phrase\(\s*|_trend\(ctx, )f?"([a-z0-9_{}\[\]:=, .-]+)"')
NAMED = re.compile(r'f?"([a-z0-9_]+(?:\{[^"}]+\})?)"')
TRENDS = ("titre", "un_an")


def code():
    return "\n".join(path.read_text() for part in ("*.py", "lycee/*.py") for path in sorted(MODELS.glob(part)))


def patterns(found):
    """Keys as patterns: a part that is computed stands for anything."""
    return {re.sub(r"\{.*?\}", r"\\w+", key) for key in found if not key.startswith("{")}


def words():
    return set(WORDS.findall((TEMPLATES / "textes" / "lycee.html.j2").read_text()))


def test_every_key_has_words():
    have = words()
    said = patterns(SAID.findall(code())) - set(TRENDS)
    assert not [key for key in said if not any(re.fullmatch(key, word) for word in have)]
    assert {f"{key}_{kind}" for key in TRENDS for kind in ("hausse", "baisse", "stable")} <= have


def test_no_words_are_left_over():
    """A key is handed to `phrase` as it stands, or by a name that was chosen before."""
    keys = patterns(NAMED.findall(code()))
    used = {w for w in words() if any(re.fullmatch(rf"{key}(_hausse|_baisse|_stable)?", w) for key in keys)}
    assert words() - used == set()
