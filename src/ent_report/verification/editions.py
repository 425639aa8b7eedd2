"""One issued edition: its manifest, the bytes of its files, nothing beside them, a PDF that is accessible and whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pypdfium2

from ent_report.editions.etablies import MANIFEST, EditionEtablie, damaged_files
from ent_report.render.conformite import ua1_faults
from ent_report.store import Store


def edition_faults(store: Store, edition: EditionEtablie) -> list[str]:
    """A line for each fault; a file's content is only looked at where its bytes are those that were issued."""
    shape = [f"{edition.dossier}/{MANIFEST}: {fault}" for fault in _manifest_faults(edition)]
    if shape:
        return shape
    damaged = [*damaged_files(store, edition), *_strangers(store, edition)]
    return damaged or [f"{edition.dossier}/rapport.pdf: {fault}" for fault in _pdf_faults(store, edition)]


def _manifest_faults(edition: EditionEtablie) -> Iterator[str]:
    """It speaks of the folder that it lies in."""
    manifest, parts = edition.manifest, edition.dossier.split("/")
    expected: dict[str, Any] = {
        "mois": parts[1],
        "uai": parts[3] if parts[2] == "etablissements" else None,
        "edition": edition.numero,
    }
    for name, value in expected.items():
        if manifest[name] != value:
            yield f"{name}: found {manifest[name]!r}, expected {value!r}"
    replaced = (manifest["remplace"] or {}).get("edition")
    if replaced != (edition.numero - 1 or None):
        yield f"remplace: found edition {replaced}, expected {edition.numero - 1 or None}"


def _strangers(store: Store, edition: EditionEtablie) -> Iterator[str]:
    known = {MANIFEST, *(one["name"] for one in edition.manifest["fichiers"])}
    for one in store.entries(edition.dossier):
        if one.nom not in known:
            yield f"{edition.dossier}/{one.nom}: is not in its {MANIFEST}"


def _pdf_faults(store: Store, edition: EditionEtablie) -> Iterator[str]:
    """It is PDF/UA-1, and carries the same data as the file beside it."""
    pdf = store.read_bytes(f"{edition.dossier}/rapport.pdf")
    document = pypdfium2.PdfDocument(pdf)
    try:
        attached = [document.get_attachment(n) for n in range(document.count_attachments())]
        contents = {one.get_name(): bytes(one.get_data()) for one in attached}
    finally:
        document.close()
    if contents.get("donnees.csv") != store.read_bytes(f"{edition.dossier}/donnees.csv"):
        yield "its attached donnees.csv is not the one beside it"
    yield from ua1_faults(pdf)
