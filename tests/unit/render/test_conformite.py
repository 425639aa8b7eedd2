"""The accessibility check that every issued PDF passes finds what is wrong, a fault at a time."""

from __future__ import annotations

import pytest
from weasyprint import HTML

from ent_report.render.conformite import RULES_SHOWN, ua1_faults
from ent_report.render.etiquetage import finish
from ent_report.render.pdf import VARIANT, AccessibleMetadata

PAGE = """<!DOCTYPE html><html lang="fr"><head><title>t</title></head>
<body><h1>Titre</h1><h2>Sous-titre</h2><p>texte</p>
<img alt="image" src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 1'/%3E">
</body></html>"""


@pytest.fixture(scope="module")
def raw() -> bytes:
    """A sound file whose objects can be read in its bytes."""
    document = HTML(string=PAGE).render(pdf_variant=VARIANT)
    document.metadata = AccessibleMetadata(title="t", lang="fr")
    pdf: bytes = document.write_pdf(pdf_variant=VARIANT, finisher=finish, uncompressed_pdf=True)
    return pdf


def test_a_sound_file_has_no_fault(raw: bytes) -> None:
    assert ua1_faults(raw) == []


@pytest.mark.parametrize(
    ("sound", "wrong", "rule"),
    [
        (b"/StructTreeRoot", b"/StructTreeRooX", "STRUCT-TREE-ROOT"),
        (b"/Marked true", b"/MarkeX true", "TAGGED-DOCUMENT"),
        (b"/Lang (fr)", b"/LanX (fr)", "LANGUAGE"),
        (b"/DisplayDocTitle true", b"/DisplayDocTitlX true", "VIEWER-PREFERENCES"),
        (b"<dc:title>", b"<dc:titlX>", "METADATA-TITLE"),
        (b'pdfuaid:part="1"', b'pdfuaid:part="2"', "ID-PART"),
        (b"/Alt (image)", b"/AlX (image)", "FIGURE-ALTERNATIVE-TEXT"),
        (b"/S /H2", b"/S /H4", "HEADING-NESTING"),
    ],
)
def test_a_fault_is_told_by_its_rule(raw: bytes, sound: bytes, wrong: bytes, rule: str) -> None:
    assert sound in raw
    damaged = raw.replace(sound, wrong).replace(b"</dc:title>", b"</dc:titlX>" if b"title" in sound else b"</dc:title>")
    assert any(rule in fault for fault in ua1_faults(damaged))


def test_many_broken_rules_are_told_in_short(raw: bytes) -> None:
    damaged = raw.replace(b"/MarkInfo", b"/MarkInfX").replace(b"/Lang (fr)", b"/LanX (fr)").replace(b"/Alt ", b"/AlX ")
    damaged = damaged.replace(b"/ViewerPreferences", b"/ViewerPreferenceX").replace(b"pdfuaid:part", b"pdfuaid:parX")
    *shown, rest = ua1_faults(damaged)
    assert len(shown) == RULES_SHOWN
    assert rest.startswith("and ")


def test_what_is_no_pdf_is_told() -> None:
    assert ua1_faults(b"nothing")[0].startswith("cannot be checked for PDF/UA-1")
