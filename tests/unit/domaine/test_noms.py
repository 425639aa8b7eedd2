"""Names from a register that no page can hold as they stand: what is shown of them, and what is told."""

from __future__ import annotations

import unicodedata

import pytest
from fontTools.ttLib import TTFont

from ent_report.domaine.noms import INCONNU, NOM_MAX, nettoyer
from ent_report.specimens.lycee import TEMPLATES


@pytest.mark.parametrize(
    "name",
    [
        "Lycée général et technologique Aliénor-d'Aquitaine",
        "Lycée  double  blanc",  # made single when it is shown
        "<script>alert(1)</script>",  # letters like others
        "{{ 7*7 }} {% raw %} =CMD()",
        "Lycée Œuvre-d’Ænéas, Șaint-Çŷr € № 5",
        "X" * NOM_MAX,
    ],
)
def test_a_name_that_can_be_printed_is_left_as_it_stands(name: str) -> None:
    assert nettoyer(name) == (name, (), None)


def test_accents_that_stand_apart_are_joined_to_their_letters() -> None:
    assert nettoyer("Lyce\u0301e") == ("Lycée", (), None)


@pytest.mark.parametrize(
    ("name", "shown", "told"),
    [
        ("Lycée\u202eeiruC", "LycéeeiruC", ("U+202E",)),  # turns the direction of writing
        ("\u2066Lycée\u2069 \u200fCurie\u200e", "Lycée Curie", ("U+2066", "U+2069", "U+200F", "U+200E")),
        ("\ufeffLycée\u00ad Curie\u200d", "Lycée Curie", ("U+FEFF", "U+00AD", "U+200D")),
        ("Lycée\x00Curie\x1b[31m", "Lycée Curie [31m", ("U+0000", "U+001B")),
        ("Lycée\tCurie\nMarie", "Lycée Curie Marie", ("U+0009", "U+000A")),
        ("Lycée 🎓 Curie", f"Lycée {INCONNU} Curie", ("U+1F393",)),
        ("Lycée 北京", f"Lycée {INCONNU}{INCONNU}", ("U+5317", "U+4EAC")),
        ("Lycée Z\u0337\u0335algo", f"Lycée Z{INCONNU}{INCONNU}algo", ("U+0337", "U+0335")),  # marks without end
        ("Lycée \ud800", f"Lycée {INCONNU}", ("U+D800",)),  # half a letter
        ("\u202e\u2066", INCONNU, ("U+202E", "U+2066")),  # of which nothing is left
    ],
)
def test_what_cannot_is_replaced_and_told(name: str, shown: str, told: tuple[str, ...]) -> None:
    assert nettoyer(name) == (shown, told, None)


def test_a_novel_is_cut() -> None:
    found = nettoyer("Lycée " * 2000)
    assert len(found.texte) <= NOM_MAX
    assert found.texte.endswith("Lycée…")
    assert found.longueur == 12_000


def test_the_shipped_fonts_have_whatever_is_let_through() -> None:
    fonts = [TTFont(path).getBestCmap() for path in sorted((TEMPLATES / "fonts").glob("*.ttf"))]
    assert len(fonts) == 2
    found = (nettoyer(char) for char in map(chr, range(0x10000)))
    let_through = {char for one in found if not one.remplaces for char in one.texte}
    assert len(let_through) > 300
    lacking = [char for char in let_through if any(ord(char) not in font for font in fonts)]
    assert [f"U+{ord(char):04X} {unicodedata.name(char, '')}" for char in sorted(lacking)] == []
