"""All that was issued for a month, re-read: tables, folders, manifests, bytes, accessibility, figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ent_report.configuration.settings import load_settings
from ent_report.editions.empreintes import read_empreintes, split_folder
from ent_report.editions.etablies import (
    EditionDamagedError,
    EditionEtablie,
    edition_folder,
    edition_numbers,
    read_edition,
)
from ent_report.entrepots.choix import open_store
from ent_report.entrepots.racine import Racine
from ent_report.references.annuaire_du_mois import registered_uais
from ent_report.store import Store
from ent_report.verification.donnees import REGION, Indicateurs, data_faults
from ent_report.verification.dossiers import folder_faults, report_folders
from ent_report.verification.editions import edition_faults
from ent_report.verification.index import index_faults
from ent_report.verification.indicateurs import figures_faults, table_faults
from ent_report.vocabulary import Mois, Niveau

NOMMEES = 5
_VALUE = re.compile(r"[0-9][\w.,+-]*\b")


@dataclass
class Verification:
    """What was re-read: numbers of editions, of their files, of figures held to the indicators; a line each fault."""

    mois: str
    editions: int = 0
    fichiers: int = 0
    chiffres: int = 0
    fautes: list[str] = field(default_factory=list)


def verify_month(config: Path, data_dir: Racine, mois: Mois) -> dict[str, Any]:
    """Count what was re-read, and a line for each fault. Raises ConfigurationError, UsageError."""
    load_settings(config)
    store = open_store(data_dir, en_lecture=True)
    damaged = figures_faults(store, mois)
    found, indicators = Verification(str(mois)), None if damaged else Indicateurs(store, mois)
    found.fautes += [*damaged, *table_faults(store, mois)]
    known = read_empreintes(store, mois)
    found.fautes += folder_faults(store, mois, known)
    last: dict[str, str] = {}
    for dossier in report_folders(store, mois):
        numbers = edition_numbers(store, dossier)
        for number in numbers:
            _re_read(found, store, dossier, number, indicators if number == numbers[-1] else None)
        if numbers:
            last[_code(dossier)] = split_folder(edition_folder(dossier, numbers[-1]))[1]
    registered = registered_uais(store, mois)
    told = {code for code in last if registered is None or code in {"region", *registered}}
    found.fautes += index_faults(store, mois, last.values(), [last[code] for code in sorted(told)], known)
    return asdict(found)


def grouped(fautes: Sequence[str]) -> Iterator[str]:
    """Faults as a person reads them: of each document and kind the first NOMMEES, the others counted."""
    kinds: dict[tuple[str, str], list[str]] = {}
    for fault in fautes:
        document, _, what = fault.partition(": ")
        name = document.rpartition("/")[2]
        kinds.setdefault((name, _VALUE.sub("#", what.partition(": ")[2] or what)), []).append(fault)
    for (name, _), same in kinds.items():
        yield from same[:NOMMEES]
        if rest := same[NOMMEES:]:
            nb_files = len({fault.partition(": ")[0] for fault in rest})
            yield f"{name}: and {len(rest)} more of this kind, in {nb_files} places: --json names them all"


def _code(dossier: str) -> str:
    """The UAI whose folder it is, or `region`."""
    return dossier.rpartition("/")[2]


def _re_read(found: Verification, store: Store, dossier: str, number: int, indicators: Indicateurs | None) -> None:
    """One edition; `indicators` are None for one that was replaced, whose figures were others, or if damaged."""
    try:
        edition = read_edition(store, dossier, number)
    except EditionDamagedError as error:
        found.fautes += error.faults
        return
    faults = edition_faults(store, edition)
    found.editions += 1
    found.fichiers += len(edition.manifest["fichiers"])
    if not faults and indicators is not None:
        faults = list(_faults_of_figures(found, store, edition, indicators))
    found.fautes += faults


def _faults_of_figures(
    found: Verification, store: Store, edition: EditionEtablie, indicators: Indicateurs
) -> Iterator[str]:
    name = f"{edition.dossier}/donnees.csv"
    if not indicators.sont_la:
        yield f"{name}: found no indicators of {found.mois} to hold its figures to"
        return
    uai = edition.manifest["uai"]
    content = store.read_bytes(name)
    found.chiffres += content.count(b"\n") - 1
    place = (Niveau.ETABLISSEMENT.value, uai) if uai else REGION
    yield from (f"{name}: {fault}" for fault in data_faults(content, place, indicators))
