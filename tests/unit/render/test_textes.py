"""Every sentence that a model may say has its words, and no words wait for a sentence."""

import re
from pathlib import Path

from ent_report.specimens.lycee import TEMPLATES

MODELS = Path(__file__).parents[3] / "src" / "ent_report" / "report"
WORDS = re.compile(r"macro (\w+)\(v\)")
SAID = re.compile(r'(?:phrase|_trend)\(\s*f?"([a-z0-9_{}\[\]:=, .-]+)"')


def said_by_models():
    """The keys as patterns: a part that is computed stands for anything."""
    code = "\n".join(path.read_text() for path in MODELS.glob("*.py"))
    literal = set(SAID.findall(code)) | set(re.findall(r'"((?:[a-z0-9]+_)+[a-z0-9]+)" if', code))
    literal |= set(re.findall(r'else "((?:[a-z0-9]+_)+[a-z0-9]+)"', code))
    return {re.sub(r"\{.*?\}", r"\\w+", key) for key in literal}


def words():
    return set(WORDS.findall((TEMPLATES / "textes" / "lycee.html.j2").read_text()))


def test_every_key_has_words():
    have = words()
    trends = {f"{key}_{kind}" for key in ("titre", "par_jour") for kind in ("hausse", "baisse", "stable")}
    missing = [key for key in said_by_models() - {"titre", "par_jour"} if not any(re.fullmatch(key, w) for w in have)]
    assert not missing
    assert trends <= have


def test_no_words_are_left_over():
    keys = said_by_models()
    used = {w for w in words() if any(re.fullmatch(rf"{key}(_hausse|_baisse|_stable)?", w) for key in keys)}
    assert words() - used == set()
