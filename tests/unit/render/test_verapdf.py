"""PDF/UA-1 and PDF/A-3a of every extreme, by the validator that the profession goes by."""

import pytest
from verapdf.check import broken_rules, java

from ent_report.specimens.lycees import EXTREMES

pytestmark = [pytest.mark.slow, pytest.mark.skipif(java() is None, reason="veraPDF needs a JDK")]


def test_every_case_passes(render, tmp_path):
    paths = []
    for name, case in EXTREMES.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(render(case()).pdf)
        paths.append(path)
    assert broken_rules(paths) == []


def test_the_validator_finds_what_is_wrong(renderer, tmp_path):
    path = tmp_path / "faux.pdf"
    path.write_bytes(renderer.render_pdf("<html lang='fr'><h1>a</h1><h3>b</h3></html>", title="t"))
    assert any("PDFUA-1" in line for line in broken_rules([path]))
