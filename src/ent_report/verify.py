"""All that was issued for a month, re-read: hashes, manifests, and the figures of the data against the indicators."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import polars as pl
import pypdfium2

from ent_report.issue import MANIFEST, EditionEtablie, damaged_files
from ent_report.month import read_figures
from ent_report.settings import load_settings
from ent_report.store import Store
from ent_report.vocabulary import Mois

TOLERANCE = 1e-6
DETAILS = ("profil", "service", "appareil")


def verify_month(config: Path, data_dir: Path, mois: Mois) -> dict[str, Any]:
    """Count what was re-read, and a line for each fault. Raises ConfigurationError."""
    load_settings(config)
    store = Store(data_dir)
    faults: list[str] = []
    editions = files = 0
    root = store.path(f"rapports/{mois}")
    figures = _lycee_figures(store, mois)
    for manifest_path in sorted(root.rglob(MANIFEST)):
        folder = manifest_path.parent.relative_to(store.racine).as_posix()
        manifest = store.read_json(f"{folder}/{MANIFEST}")
        if manifest is None:
            faults.append(f"{folder}/{MANIFEST}: is no JSON object")
            continue
        edition = EditionEtablie(manifest["edition"], folder, manifest)
        editions += 1
        files += len(manifest["fichiers"])
        found = damaged_files(store, edition)
        faults += found or _faults_of_data(store, edition)
        if not found and _is_last(manifest_path) and manifest["uai"]:
            faults += _faults_of_figures(store, edition, figures)
    for folder_path in sorted(root.rglob("edition-*")):
        if folder_path.is_dir() and not (folder_path / MANIFEST).is_file():
            faults.append(f"{folder_path.relative_to(store.racine)}: has no {MANIFEST}")
    return {"mois": str(mois), "editions": editions, "fichiers": files, "fautes": faults}


def _is_last(manifest: Path) -> bool:
    numbers = [int(m[1]) for one in manifest.parent.parent.iterdir() if (m := re.fullmatch(r"edition-(\d+)", one.name))]
    return manifest.parent.name == f"edition-{max(numbers):02d}"


def _faults_of_data(store: Store, edition: EditionEtablie) -> list[str]:
    """The PDF carries the same data as the file beside it."""
    data = store.path(f"{edition.dossier}/donnees.csv").read_bytes()
    document = pypdfium2.PdfDocument(store.path(f"{edition.dossier}/rapport.pdf"))
    try:
        attached = [document.get_attachment(n) for n in range(document.count_attachments())]
        contents = {one.get_name(): bytes(one.get_data()) for one in attached}
    finally:
        document.close()
    if contents.get("donnees.csv") != data:
        return [f"{edition.dossier}/rapport.pdf: its attached donnees.csv is not the one beside it"]
    return []


def _lycee_figures(store: Store, mois: Mois) -> dict[tuple[str | None, ...], float]:
    if not store.path(f"indicateurs/mois={mois}").is_dir():
        return {}
    table = read_figures(store, [mois]).filter(
        pl.col("niveau") == "etablissement", pl.col("jour_semaine").is_null(), pl.col("valeur").is_not_null()
    )
    rows = table.select("code", "indicateur", *DETAILS, pl.col("jour").cast(pl.String), "valeur").iter_rows()
    return {tuple(row[:-1]): row[-1] for row in rows}


def _faults_of_figures(
    store: Store, edition: EditionEtablie, figures: dict[tuple[str | None, ...], float]
) -> list[str]:
    """Every published figure of the last edition is the indicator's."""
    text = store.path(f"{edition.dossier}/donnees.csv").read_text(encoding="utf-8-sig")
    faults = []
    for row in csv.DictReader(io.StringIO(text), delimiter=";"):
        key = (edition.manifest["uai"], row["indicateur"], *(row[name] or None for name in (*DETAILS, "jour")))
        known = figures.get(key)
        if not row["valeur"] or known is None:
            continue
        published = float(row["valeur"].replace(",", "."))
        if abs(published - known) > TOLERANCE * max(1.0, abs(known)):
            faults.append(f"{edition.dossier}/donnees.csv: {row['libelle']}: found {published}, expected {known}")
    return faults
