"""The tag tree, read back from an uncompressed copy of a page."""

import re

import pytest
from weasyprint import HTML

from ent_report.render.etiquetage import finish
from ent_report.render.pdf import VARIANT, AccessibleMetadata

PAGE = """<!DOCTYPE html><html lang="fr"><head><title>t</title><style>
@page { size: 200px 400px; margin: 50px; @top-left { content: "EN TETE" } @bottom-right { content: counter(page) } }
* { margin: 0; font: 10px/10px sans-serif } img { width: 40px; height: 20px; display: block }
</style></head><body><h1>Titre</h1>
<img alt="image" src="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 2 1'/%3E">
<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>
<tbody><tr><th scope="row">un</th><td>1</td></tr></tbody></table></body></html>"""


@pytest.fixture(scope="module")
def raw():
    document = HTML(string=PAGE).render(pdf_variant=VARIANT)
    document.metadata = AccessibleMetadata(title="t", lang="fr")
    return document.write_pdf(pdf_variant=VARIANT, finisher=finish, uncompressed_pdf=True).decode("latin-1")


def test_headers_of_columns_and_rows_say_which_they_are(raw):
    assert re.findall(r"/Scope /(\w+)", raw) == ["Column", "Column", "Row"]


def test_running_texts_are_artefacts(raw):
    assert raw.count("/Artifact\n<</Type /Pagination>>\nBDC") == 2


def test_tree_refers_to_no_running_text(raw):
    nums = re.search(r"/Nums \[0 \[([^\]]*)\]", raw)[1]
    assert nums.count("null") == 2


def test_place_of_an_image_is_in_points_from_the_foot_of_the_page(raw):
    # 50 px from the left; below 50 px of margin and a line of 10: from 60 to 80 px of 400.
    box = re.search(r"/BBox \[([^\]]*)\]>>", raw)[1]
    assert [float(side) for side in box.split()] == [37.5, 240, 67.5, 255]


def test_file_says_that_it_follows_pdf_ua(raw):
    assert 'pdfuaid:part="1"' in raw
    assert "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>" in raw
