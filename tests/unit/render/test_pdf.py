import io
import logging
from datetime import date

import pypdfium2
import pytest
from unit.render.pages import attached, texts

from ent_report.errors import RenderingError
from ent_report.render.pdf import PieceJointe, Renderer, TooManyPagesError
from ent_report.specimens.lycee import TEMPLATES

LOGGER = logging.getLogger("weasyprint")


def page(body, head=""):
    start = f'<!DOCTYPE html><html lang="fr"><head><title>Essai</title>{head}</head>'
    return f"{start}<body><h1>Essai</h1>{body}</body></html>"


def pdf(renderer, body, **options):
    return renderer.render_pdf(page(body), title="Essai", **options)


def test_title_language_and_date_come_from_the_arguments(renderer):
    data = pdf(renderer, "<p>Bonjour</p>", vintage=date(2026, 11, 3))
    meta = pypdfium2.PdfDocument(io.BytesIO(data)).get_metadata_dict()
    assert meta["Title"] == "Essai"
    assert (meta["CreationDate"], meta["ModDate"]) == ("D:20261103", "D:20261103")


def test_attachment_is_in_the_file(renderer):
    piece = PieceJointe("donnees.csv", "Les chiffres", b"a;b\r\n")
    assert attached(pdf(renderer, "<p>x</p>", attachments=[piece])) == {"donnees.csv": b"a;b\r\n"}


def test_same_arguments_give_the_same_bytes_whatever_was_rendered_between(renderer):
    first = pdf(renderer, "<p>Bonjour</p>")
    pdf(renderer, "<table><tr><th>autre chose</th></tr></table>")
    assert pdf(renderer, "<p>Bonjour</p>") == first


def test_pages_are_counted(renderer):
    body = '<p style="break-after: page">un</p><p>deux</p>'
    assert len(texts(pdf(renderer, body, pages_max=2))) == 2
    with pytest.raises(TooManyPagesError, match="2 pages, expected 1 at most"):
        pdf(renderer, body, pages_max=1)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ('<p style="colour: red">x</p>', "colour"),  # a property that does not exist
        ('<img alt="x" src="data:image/png;base64,AAAA">', "image"),
        ('<img alt="x" src="absente.png">', "absente.png"),
        ('<img alt="x" src="http://127.0.0.1:9/x.png">', "disallowed protocol"),
        ('<img alt="x" src="file:///etc/hostname">', "not in the templates"),
        ('<img alt="x" src="../../../pyproject.toml">', "not in the templates"),
        ("<img src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E\">", "alt description"),
        ('<img alt="x" src="data:image/svg+xml,%3Csvg">', "image"),  # an SVG that is cut off
        ('<img alt="x" src="data:image/svg+xml,no%20SVG">', "image"),
        ("<p>Lycée 北</p>", "U\\+5317"),  # a letter that no font here has, or only one that is not shipped
        ("<p>Lycée 🎓</p>", "U\\+1F393"),
        ("<style>@font-face { font-family: F; src: url(absente.ttf) } p { font-family: F }</style><p>x</p>", "absente"),
        ('<p style="background: url(absente.png)">x</p>', "absente.png"),
        ('<link rel="stylesheet" href="absente.css">', "absente.css"),
    ],
)
def test_whatever_weasyprint_warns_of_fails_the_report(renderer, body, named):
    with pytest.raises(RenderingError, match=named):
        pdf(renderer, body)


def test_linked_file_is_not_embedded(renderer):
    head = '<link rel="attachment" href="file:///etc/hostname">'
    assert attached(renderer.render_pdf(page("<p>x</p>", head), title="Essai")) == {}


def test_failure_leaves_the_renderer_and_the_logger_as_they_were(renderer):
    before = (LOGGER.level, list(LOGGER.handlers))
    with pytest.raises(RenderingError):
        pdf(renderer, '<p style="colour: red">x</p>')
    assert (LOGGER.level, list(LOGGER.handlers)) == before
    assert texts(pdf(renderer, "<p>après</p>"))[0].startswith("Essai après")


def test_warnings_are_caught_though_the_logger_is_muted(renderer):
    LOGGER.setLevel(logging.CRITICAL)
    try:
        with pytest.raises(RenderingError, match="colour"):
            pdf(renderer, '<p style="colour: red">x</p>')
    finally:
        LOGGER.setLevel(logging.NOTSET)


def test_logging_that_is_switched_off_is_refused(renderer):
    logging.disable(logging.CRITICAL)
    try:
        with pytest.raises(RenderingError, match="logging is switched off"):
            pdf(renderer, "<p>x</p>")
    finally:
        logging.disable(logging.NOTSET)


def test_missing_style_sheet_is_told():
    with pytest.raises(RenderingError, match=r"found no file 'style/absente.css' in .*templates"):
        Renderer(TEMPLATES, feuille="style/absente.css")
