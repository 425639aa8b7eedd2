"""Every sentence that the regional summary may say has its words, and no words wait for a sentence."""

import re
from pathlib import Path

from ent_report.specimens.lycee import TEMPLATES

MODELS = Path(__file__).parents[3] / "src" / "ent_report" / "report" / "region"
KEY = re.compile(r'"([a-z][a-z0-9]*(?:_[a-z0-9]+)*)"')


def words(name):
    return set(re.findall(r"macro (\w+)\(v\)", (TEMPLATES / "textes" / f"{name}.html.j2").read_text()))


def said():
    """The keys that the models hand to `phrase`, straight or by a name that was chosen before."""
    code = "\n".join(path.read_text() for path in MODELS.glob("*.py"))
    return set(KEY.findall(code))


def test_every_phrase_has_words():
    code = "\n".join(path.read_text() for path in MODELS.glob("*.py"))
    literal = set(re.findall(r'phrase\(\s*"([a-z0-9_]+)"', code))
    assert literal - words("region") - words("lycee") == set()


def test_no_words_are_left_over():
    assert words("region") - said() == set()


def test_no_words_stand_twice():
    assert words("region") & words("lycee") == set()
