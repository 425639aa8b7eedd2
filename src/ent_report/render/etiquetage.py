"""The tags of a PDF, put right where WeasyPrint leaves them short: headers' scope, running texts, images' places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf
from weasyprint import Document

_ARTEFACT = "/Artifact"
_PAGINATION = pydyf.Dictionary({"Type": "/Pagination"})
PX_TO_PT = 0.75


def finish(document: Document, pdf: pydyf.PDF) -> None:
    """Put the tag tree of a PDF that is about to be written right, in place."""
    dictionaries = [each for each in pdf.objects if isinstance(each, pydyf.Dictionary)]
    elements = {each.reference: each for each in dictionaries if each.get("Type") == "/StructElem"}
    root = next(e for e in elements.values() if e["S"] == "/Document")
    _set_scopes(elements)
    _set_boxes(elements, {ref: page.height for ref, page in zip(pdf.page_references, document.pages, strict=True)})
    _free_running_texts(pdf, elements, _reachable(root, elements))


def _set_scopes(elements: dict[bytes, Any]) -> None:
    """A header cell says whether it heads its column or its row (PDF/UA-1, 7.5)."""
    for cell in elements.values():
        if cell["S"] == "/TH":
            group = elements[elements[cell["P"]]["P"]]
            cell["A"]["Scope"] = "/Column" if group["S"] == "/THead" else "/Row"


def _set_boxes(elements: dict[bytes, Any], heights_px: dict[bytes, float]) -> None:
    """WeasyPrint gives the box of an image in pixels from the page's top; PDF counts in points from its bottom."""
    for figure in elements.values():
        if figure["S"] == "/Figure":
            left, top, right, bottom = figure["A"]["BBox"]
            height = heights_px[figure["Pg"]]
            box = (left, height - bottom, right, height - top)
            figure["A"]["BBox"] = pydyf.Array(round(side * PX_TO_PT, 2) for side in box)


def _reachable(element: pydyf.Dictionary, elements: dict[bytes, Any]) -> set[bytes]:
    """The references of all elements that hang on this one."""
    children = [kid for kid in element["K"] if kid in elements]
    return {element.reference}.union(*(_reachable(elements[kid], elements) for kid in children))


def _free_running_texts(pdf: pydyf.PDF, elements: dict[bytes, Any], reachable: set[bytes]) -> None:
    """Headers and footers hang on no branch of the tree: make their content artefacts and drop their elements."""
    marks: dict[bytes, set[int]] = {}
    for reference, element in elements.items():
        if reference not in reachable:
            marks.setdefault(element["Pg"], set()).update(kid for kid in element["K"] if isinstance(kid, int))
            element.clear()  # an empty object: the numbers of the others stay
    numbers = next(o for o in pdf.objects if isinstance(o, pydyf.Dictionary) and "Nums" in o)["Nums"]
    for index, page_reference in enumerate(pdf.page_references):
        own = marks.get(page_reference, set())
        for mark in own:
            numbers[2 * index + 1][mark] = b"null"
        for position in _marked(page_stream(pdf, page_reference).stream, own):
            _make_artefact(page_stream(pdf, page_reference).stream, position)


def page_stream(pdf: pydyf.PDF, page_reference: bytes) -> pydyf.Stream:
    """The content of a page, still a list of operators."""
    page = pdf.objects[int(page_reference.split()[0])]
    return pdf.objects[int(page["Contents"].split()[0])]


def _marked(operators: list[Any], marks: set[int]) -> Iterator[int]:
    """Where the operators begin content of one of these marks: the place of the tag; then come its MCID and BDC."""
    for position, operator in enumerate(operators):
        if isinstance(operator, pydyf.Dictionary) and operator.get("MCID") in marks:
            yield position - 1


def _make_artefact(operators: list[Any], position: int) -> None:
    operators[position] = _ARTEFACT
    operators[position + 1] = _PAGINATION
