"""Editions: a report is issued once, never changed, and replaced only by the next edition, which says why."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pypdfium2

from ent_report.editions import (
    MANIFEST,
    EditionDamagedError,
    EditionEtablie,
    damaged_files,
    edition_folder,
    edition_numbers,
    read_edition,
)
from ent_report.empreintes import record_edition, recorded, sha256
from ent_report.entrepots.base import FolderExistsError
from ent_report.errors import EntReportError
from ent_report.report.donnees import Changement, Edition
from ent_report.report.format import ABSENT, PUBLIE, en_mots
from ent_report.store import Store
from ent_report.vocabulary import Etat

_KEY = ("indicateur", "libelle", "profil", "service", "appareil", "jour")
_COMPARED = {"valeur_m1": "mois précédent", "valeur_n1": "même mois de l’an dernier"}


class EditionConflictError(EntReportError):
    """Another run issued this edition first: nothing of this one was kept."""

    exit_status = 3
    motif = "concurrence"


def fingerprint(donnees: bytes, *facts: object) -> str:
    """What makes an edition: the report's own figures, and the facts that stand beside them.

    The layout does not, nor do the medians of comparable lycées: a correction at one lycée would replace the reports of
    all the others.
    """
    rows = csv.reader(io.StringIO(donnees.decode("utf-8-sig")), delimiter=";")
    header = next(rows)
    own = [place for place, name in enumerate(header) if name != "mediane_comparables"]
    figures = [[row[place] for place in own] for row in rows]
    return hashlib.sha256(repr((figures, facts)).encode()).hexdigest()


def next_edition(last: EditionEtablie | None, store: Store, donnees: bytes) -> Edition:
    """The edition that follows, with the published figures that differ from the one that it replaces."""
    if last is None:
        return Edition(1, None, None, ())
    data = f"{last.dossier}/donnees.csv"
    try:
        before = store.read_bytes(data)
    except OSError as error:
        raise EditionDamagedError(f"{data}: cannot be read: {error.strerror}: put it back from a backup") from error
    changes = tuple(changed_figures(before, donnees))
    reason = "Des chiffres ont été corrigés" if changes else "L’état des données a changé"
    return Edition(last.numero + 1, last.numero, reason, changes)


def changed_figures(before: bytes, after: bytes) -> list[Changement]:
    """The published figures that differ between two `donnees.csv`, in the order of the later one.

    What a figure was is not said again where the later edition masks it.
    """
    old, new = _published(before), _published(after)
    changes = []
    for key in [*new, *(key for key in old if key not in new)]:
        # What a figure is compared with has no state of its own: where it is gone, it may be masked by now.
        was, now = old.get(key, _Publie()), new.get(key, _Publie(est_cache=key[0] in _COMPARED))
        if was.texte != now.texte:
            is_withdrawn = was.est_chiffre and now.est_cache
            libelle, unite = (now.libelle or was.libelle), (now.unite or was.unite)
            changes.append(Changement(libelle, PUBLIE if is_withdrawn else was.texte, now.texte, unite))
    return changes


class _Publie(NamedTuple):
    """A figure as an edition shows it: its value, or the word for why there is none."""

    libelle: str = ""
    texte: str = ABSENT
    unite: str = ""
    est_chiffre: bool = False
    est_cache: bool = False


def _published(donnees: bytes) -> dict[tuple[str, ...], _Publie]:
    """Each figure by its key, and beside it what it is compared with."""
    found = {}
    for row in csv.DictReader(io.StringIO(donnees.decode("utf-8-sig")), delimiter=";"):
        key = tuple(row[name] for name in _KEY)
        libelle, unite, valeur = row["libelle"], row["unite"], row["valeur"]
        state = Etat(row["etat"])
        found["valeur", *key] = _Publie(
            libelle, valeur or en_mots(state), unite, bool(valeur), not valeur and state is Etat.MASQUE
        )
        for column, when in _COMPARED.items():
            if value := row.get(column):
                found[column, *key] = _Publie(f"{libelle}, {when}", value, unite, est_chiffre=True)
    return found


def publish(store: Store, dossier: str, edition: Edition, files: Mapping[str, bytes], facts: Mapping[str, Any]) -> str:
    """Issue an edition in one step and return its folder: all its files are there, or none. In a local
    folder they are read-only.

    Raises EditionConflictError if that edition exists by now, EditionDamagedError if it was issued once and is gone.
    """
    folder = edition_folder(dossier, edition.numero)
    if recorded(store, folder) is not None and edition.numero not in edition_numbers(store, dossier):
        raise EditionDamagedError(f"{folder}: was issued and is gone: put it back from a backup")
    manifest = (json.dumps(_manifest(edition, files, facts), ensure_ascii=False, indent=1) + "\n").encode()
    try:
        store.put_folder(folder, {**files, MANIFEST: manifest})
    except FolderExistsError as error:
        raise EditionConflictError(f"{folder}: was issued by another run meanwhile") from error
    except OSError as error:
        raise EntReportError(f"{folder}: cannot be written: {error.strerror}") from error
    record_edition(store, folder, manifest)
    return folder


def adopt_editions(store: Store, dossier: str) -> None:
    """Keep the hashes of editions of which none was kept: a run that was killed had issued them, or they were lost.

    One that is not what its manifest says is left as it is.
    """
    for number in edition_numbers(store, dossier):
        if recorded(store, edition_folder(dossier, number)) is None:
            edition = read_edition(store, dossier, number)
            if not damaged_files(store, edition):
                record_edition(store, edition.dossier, store.read_bytes(f"{edition.dossier}/{MANIFEST}"))


def _manifest(edition: Edition, files: Mapping[str, bytes], facts: Mapping[str, Any]) -> dict[str, Any]:
    replaced = None
    if edition.remplace is not None:
        replaced = {
            "edition": edition.remplace,
            "raison": edition.raison,
            "chiffres_modifies": [vars(one) for one in edition.changements],
        }
    return {
        **facts,
        "edition": edition.numero,
        "remplace": replaced,
        "fichiers": [_described(name, content) for name, content in files.items()],
        "etabli_le": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _described(name: str, content: bytes) -> dict[str, Any]:
    pages = nb_pages(content) if name.endswith(".pdf") else None
    return {"name": name, "sha256": sha256(content), "bytes": len(content), "pages": pages}


def nb_pages(pdf: bytes) -> int:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()
