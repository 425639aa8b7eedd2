"""A month that is not collected anew: what was collected of it stands, and is told again."""

from __future__ import annotations

from typing import Any

from ent_report.collecte.compte_rendu import Collecte
from ent_report.collecte.decision import Decision
from ent_report.collecte.memoire import Manifeste, read_manifest
from ent_report.collecte.remplacements import told_of_kept_rows
from ent_report.store import MANIFESTE, PURGE, Store, collecte_folder, rejets_folder
from ent_report.vocabulary import Mois


def keep_month(decision: Decision, source: str, store: Store) -> Collecte | None:
    """What was collected before; for the month in question, nothing at all is an answer too."""
    situation, refusal = decision.situation, (decision.refus,) if decision.refus else ()
    if situation.avant is None:
        unread = tuple(fault for one in situation.presents.values() for fault in one.lecture.fautes)
        nothing = Collecte(source, str(situation.mois), fautes=(*unread, *refusal))
        return nothing if situation.est_cible else None
    entrees = [one for one in situation.avant["entrees"] if one not in situation.oubliees]
    faults = [fault for one in entrees for fault in one["fautes"]]
    bilan = situation.avant["bilan"] | {"fautes": faults}
    if not situation.est_cible:
        return _as_told(bilan, entrees=tuple(entrees), remplacements=refusal)
    _tidy(source, situation.mois, situation.avant, situation.avant | {"entrees": entrees, "bilan": bilan}, store)
    told = () if refusal else told_of_kept_rows(situation)
    return _as_told(bilan, entrees=tuple(entrees), fautes=(*faults, *refusal), remplacements=told)


def purged_month(store: Store, source: str, mois: Mois) -> Collecte | None:
    """What was collected of a month whose rows were purged since; None where they were not."""
    manifest = read_manifest(store, source, mois)
    if manifest is None or PURGE not in manifest:
        return None
    told = {f"{source} {mois}: purged on {manifest[PURGE]['le']}, and not collected again: its figures are kept": 1}
    return _as_told(manifest["bilan"], remarques=told | manifest["bilan"]["remarques"])


def _as_told(bilan: dict[str, Any], **news: Any) -> Collecte:  # noqa: ANN401  any of its fields
    lines = {name: tuple(bilan[name]) for name in ("exemples", "fautes")}
    return Collecte(**bilan | lines | {"inchangee": True} | news)


def _tidy(source: str, mois: Mois, before: Manifeste, now: Manifeste, store: Store) -> None:
    """Finish what a killed run left undone, and forget the faults of unreadable files that were taken away."""
    folder = collecte_folder(source, mois)
    if now != before:
        store.write_json(f"{folder}/{MANIFESTE}", now)
    store.sweep(folder, [one["chemin"] for one in before["fichiers"]])
    store.sweep(rejets_folder(source, mois), [one["chemin"] for one in before["rejets"]])
