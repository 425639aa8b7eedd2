"""A month collected anew: its rows put in order, freed of duplicates, stored, and its manifest written."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

import polars as pl

from ent_report.collecte.compte_rendu import Collecte
from ent_report.collecte.decision import Decision
from ent_report.collecte.memoire import version_of
from ent_report.collecte.reading import Spills
from ent_report.collecte.remplacements import told_of_new_month
from ent_report.collecte.situation import Entree
from ent_report.collecte.spill import sorted_without_duplicates
from ent_report.contracts.regles import describe
from ent_report.sources.base import Source
from ent_report.sources.rejets import REJETS_SCHEMA
from ent_report.store import MANIFESTE, Store, collecte_folder, rejets_folder
from ent_report.vocabulary import Mois

REMARKS_MAX = 50


def publish_month(decision: Decision, source: Source, spills: Spills, store: Store) -> Collecte:
    """Make a month of the rows that were set aside."""
    situation = decision.situation
    mois = situation.mois
    pieces, rejects, doubles = _write_pieces(mois, source, spills, store)
    carried = situation.avant["bilan"] if situation.avant and decision.est_reprise else None
    entrees = _inputs(decision)
    found = Collecte(
        source.nom,
        str(mois),
        lues=sum(one["lignes"] for one in entrees),
        gardees=sum(one["gardees"] for one in pieces),
        rejetees=rejects.height,
        doublons=doubles + (carried["doublons"] if carried else 0),
        regles=dict(rejects["regle"].value_counts(sort=True).iter_rows()),
        exemples=_examples(rejects),
        remarques=_remarks(decision, carried["remarques"] if carried else {}),
        fautes=tuple(fault for one in entrees for fault in one["fautes"]),
        entrees=tuple(entrees),
        remplacements=told_of_new_month(situation, pieces, source, store),
    )
    _write_manifest(found, mois, source, pieces, rejects, store)
    return found


def _write_pieces(
    mois: Mois, source: Source, spills: Spills, store: Store
) -> tuple[list[dict[str, Any]], pl.DataFrame, int]:
    """The month's pieces as its manifest has them, all its rejected rows, and the number of duplicates."""
    rejected = [REJETS_SCHEMA.to_frame(), spills.rejets.take(str(mois))]
    pieces: list[dict[str, Any]] = []
    doubles = 0
    for key in spills.lignes.keys(str(mois)):
        rows = spills.lignes.take(key)
        unique = sorted_without_duplicates(rows, source.cle_doublon)
        finished = source.finish(unique)
        doubles += rows.height - unique.height
        rejected.append(finished.rejetees)
        jour = key if source.par_jour else None
        piece = store.write_parquet(finished.gardees, collecte_folder(source.nom, mois, jour))
        pieces.append(asdict(piece) | {"jour": jour, "gardees": finished.nb_lignes})
    return pieces, pl.concat([one.select(REJETS_SCHEMA.names()) for one in rejected if one.width]), doubles


def _inputs(decision: Decision) -> list[Entree]:
    """The files of a month: those that were collected before and are gone, and those that are there."""
    situation = decision.situation
    gone = [one for one in situation.disparues if decision.est_reprise and one not in situation.oubliees]
    present = [
        {
            "chemin": one.lecture.nom,
            "sha256": sha,
            "octets": one.lecture.octets,
            "lignes": one.lecture.lignes(situation.mois),
            "gardees": one.lecture.nb_kept(situation.mois),
            "fautes": list(one.lecture.fautes),
        }
        for sha, one in situation.presents.items()
    ]
    return sorted([*gone, *present], key=lambda one: str(one["chemin"]))


def _remarks(decision: Decision, carried: dict[str, int]) -> dict[str, int]:
    remarks = Counter(carried)
    for sha, one in decision.situation.presents.items():
        if not decision.is_carried(sha):
            remarks.update(one.lecture.remarques)
    return dict(remarks.most_common(REMARKS_MAX))


def _examples(rejects: pl.DataFrame) -> tuple[str, ...]:
    """The first rejected rows of each rule, a line each."""
    first = rejects.group_by("regle", maintain_order=True).agg(pl.col("origine", "ligne").first(), nb=pl.len())
    return tuple(
        describe(regle, origine, ligne) + (f"; {nb} rows in all" if nb > 1 else "")
        for regle, origine, ligne, nb in first.iter_rows()
    )


def _write_manifest(
    found: Collecte, mois: Mois, source: Source, pieces: list[dict[str, Any]], rejects: pl.DataFrame, store: Store
) -> None:
    """Put the month in place in one step, and remove what it does not name any more."""
    folder, rejects_folder = collecte_folder(source.nom, mois), rejets_folder(source.nom, mois)
    rejected = []
    if rejects.height:
        rows = rejects.select("regle", "origine", "ligne", "jour", "uai", "profil").sort("origine", "regle")
        rejected.append(asdict(store.write_parquet(rows, rejects_folder)))
    bilan = asdict(found)
    entrees = bilan.pop("entrees")
    del bilan["remplacements"]  # news of this run, and no state of the month
    manifest = {
        "version": version_of(source),
        "entrees": entrees,
        "fichiers": pieces,
        "rejets": rejected,
        "bilan": bilan,
    }
    store.write_json(f"{folder}/{MANIFESTE}", manifest)
    store.sweep(folder, [one["chemin"] for one in pieces])
    store.sweep(rejects_folder, [one["chemin"] for one in rejected])
