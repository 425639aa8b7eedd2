"""The month's folders: every edition that was issued is there, in its order, and nothing lies beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ent_report.editions.empreintes import INDEX, Empreintes, empreintes_file, reports_folder
from ent_report.editions.etablies import MANIFEST, edition_folder, edition_numbers
from ent_report.store import Entree, Store
from ent_report.vocabulary import Mois, Uai

LYCEES = "etablissements"
_EDITION = re.compile(r"edition-[0-9]{2,}")


def report_folders(store: Store, mois: Mois) -> list[str]:
    """The folders of reports, each with its editions, the region's last."""
    month = reports_folder(mois)
    lycees = [f"{month}/{LYCEES}/{one.nom}" for one in store.entries(f"{month}/{LYCEES}") if one.est_dossier]
    region = [f"{month}/{one.nom}" for one in store.entries(month) if one == Entree("region", est_dossier=True)]
    return lycees + region


def folder_faults(store: Store, mois: Mois, known: Empreintes | None) -> Iterator[str]:
    """A line for each edition that is gone, that nobody knows of, and for whatever else lies there."""
    month = reports_folder(mois)
    present = {
        edition_folder(dossier, number)
        for dossier in report_folders(store, mois)
        for number in edition_numbers(store, dossier)
    }
    kept = {f"{month}/{below}" for below in known.editions} if known else set()
    if present and known is None:
        yield f"{empreintes_file(mois)}: is gone or is no such file: the next run writes it anew"
    elif known and store.read_bytes(empreintes_file(mois)) != known.as_bytes():
        yield f"{empreintes_file(mois)}: its bytes are not those that were written"
    for folder in sorted((kept | _before_others(present)) - present):
        yield f"{folder}: is gone, expected the edition that was issued"
    if known:
        for folder in sorted(present - kept):
            yield f"{folder}: is not in {empreintes_file(mois)}: a run was killed, or something else put it there"
    yield from _strangers(store, mois)


def _before_others(present: set[str]) -> set[str]:
    """The editions that came before those that are there."""
    found = set()
    for folder in present:
        dossier, _, number = folder.rpartition("/edition-")
        found |= {edition_folder(dossier, one) for one in range(1, int(number))}
    return found


def _strangers(store: Store, mois: Mois) -> Iterator[str]:
    """What lies where nothing should; an edition that is not whole was begun by a run that was killed."""
    month, lycees = reports_folder(mois), f"{reports_folder(mois)}/{LYCEES}"
    expected = {LYCEES, "region", INDEX, "empreintes.json"}
    found = [f"{month}/{one.nom}" for one in store.entries(month) if one.nom not in expected]
    found += [f"{lycees}/{one.nom}" for one in store.entries(lycees) if not (one.est_dossier and _is_uai(one.nom))]
    unfinished = set()
    for dossier in report_folders(store, mois):
        whole, there = set(store.folders(dossier, MANIFEST)), store.entries(dossier)
        editions = {one.nom for one in there if one.est_dossier and _EDITION.fullmatch(one.nom)}
        found += [f"{dossier}/{one.nom}" for one in there if one.nom not in editions]
        unfinished |= {f"{dossier}/{nom}" for nom in editions - whole}
    for name in sorted([*found, *unfinished], key=lambda one: one.split("/")):
        is_left = name in unfinished or name.rpartition("/")[2].startswith(".")
        yield f"{name}: {'was left by a run that was killed' if is_left else 'does not belong there'}"


def _is_uai(name: str) -> bool:
    try:
        return Uai(name) == name
    except ValueError:
        return False
