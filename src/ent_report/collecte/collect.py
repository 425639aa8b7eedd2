"""From files to sorted Parquet: read once, split by month, freed of duplicates, with every row accounted for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from ent_report.collecte.compte_rendu import Collecte
from ent_report.collecte.decision import Decision, decide
from ent_report.collecte.keep import keep_month
from ent_report.collecte.memoire import Index, Lecture, lost_pieces, read_index, read_manifest, version_of, write_index
from ent_report.collecte.publish import publish_month
from ent_report.collecte.reading import Spills, carry_over, read_file
from ent_report.collecte.remplacements import faults_of_ruins
from ent_report.collecte.situation import Present, Situation, situation_of
from ent_report.errors import UnreadableInputError
from ent_report.sources.base import Source
from ent_report.sources.fichiers import Fichier
from ent_report.store import Store
from ent_report.vocabulary import Mois


def collect_source(
    source: Source, fichiers: Sequence[Fichier], demandes: Sequence[Mois], store: Store, *, est_complet: bool = True
) -> dict[Mois, Collecte]:
    """Collect the months `demandes`, the last being the one in question, from the files of one source.

    A month whose files were all collected before costs nothing. The months before the last one are history: they are
    collected when they never were, or when a new file speaks of them. `est_complet`: all the files that there are could
    be seen; otherwise one that is not among them may still be where it was.
    """
    with store.lock(f"collecte-{source.nom}"), store.scratch(f"collecte-{source.nom}") as folder:
        spills, index = Spills.below(folder, source), read_index(store, source)
        contents = {one.sha256: one for one in fichiers}
        new, lost = _read_new(source, contents, index.lectures, demandes, spills)
        lectures = {**index.lectures, **new}
        presents = {sha: Present(one, lectures[sha]) for sha, one in contents.items() if sha not in lost}
        situations = _situations(source, demandes, presents, store, est_complet=est_complet and not lost)
        decisions = [decide(one, source.nom, version_of(source)) for one in situations]
        known = [one for sha, one in contents.items() if sha in index.lectures]
        decisions, lost_again = _bring_again(source.nom, known, decisions)
        _read_again(source, known, decisions, spills, store)
        done = {one.situation.mois: _done(one, source, spills, store) for one in decisions}
        unseen = {contents[sha].nom for sha in (*lost, *lost_again)}
        write_index(store, source, Index(lectures, _seen(index, fichiers, unseen)))
    found = {mois: one for mois, one in done.items() if one is not None}
    last = found[demandes[-1]]
    told = [fault for error in lost.values() for fault in error.faults]
    told += faults_of_ruins(situations[-1])
    return found | {demandes[-1]: replace(last, fautes=(*told, *last.fautes))}


def _read_new(
    source: Source,
    contents: Mapping[str, Fichier],
    known: Collection[str],
    demandes: Sequence[Mois],
    spills: Spills,
) -> tuple[dict[str, Lecture], dict[str, UnreadableInputError]]:
    """Read the contents that never were; one that cannot be had is as one that is not seen. Both by sha256."""
    read: dict[str, Lecture] = {}
    lost: dict[str, UnreadableInputError] = {}
    for sha, fichier in contents.items():
        if sha not in known:
            if error := _not_brought(fichier):
                lost[sha] = error
            else:
                read[sha] = read_file(source, fichier, demandes, demandes[-1], spills)
    return read, lost


def _situations(
    source: Source, demandes: Sequence[Mois], presents: Mapping[str, Present], store: Store, *, est_complet: bool
) -> list[Situation]:
    found = []
    for mois in demandes:
        avant = read_manifest(store, source.nom, mois)
        found.append(
            situation_of(
                mois,
                avant,
                presents,
                est_cible=mois == demandes[-1],
                perdues=lost_pieces(store, avant) if avant else (),
                est_complet=est_complet,
            )
        )
    return found


def _bring_again(nom: str, known: Sequence[Fichier], decisions: Sequence[Decision]) -> tuple[list[Decision], list[str]]:
    """Have the files here that are to be read again; a month stays as it was if that cannot be. The sha256 of those
    that cannot be had: next time they are brought as ones that nothing is known of.
    """
    lost = []
    refused: dict[Mois, str] = {}
    for fichier in known:
        wanted = [one.situation.mois for one in decisions if one.wants(fichier.sha256)]
        if wanted and (error := _not_brought(fichier)):
            why = "the month is kept as it was collected, since all its files are needed to collect it anew"
            refused |= {mois: f"{nom} {mois}: {error}; {why}" for mois in wanted}
            lost.append(fichier.sha256)
    kept = [
        Decision(one.situation, refus=refused[one.situation.mois]) if one.situation.mois in refused else one
        for one in decisions
    ]
    return kept, lost


def _not_brought(fichier: Fichier) -> UnreadableInputError | None:
    """Have a file here, or why that cannot be."""
    try:
        fichier.apporter()
    except UnreadableInputError as error:
        return error
    return None


def _read_again(
    source: Source, known: Sequence[Fichier], decisions: Sequence[Decision], spills: Spills, store: Store
) -> None:
    """Set aside what months are collected anew from, besides their new files."""
    for fichier in known:
        if wanted := [one.situation.mois for one in decisions if one.wants(fichier.sha256)]:
            read_file(source, fichier, wanted, decisions[-1].situation.mois, spills)
    for one in decisions:
        presents, ruins = one.situation.presents, one.situation.ruinees
        if outside := [now.lecture.nom for _, now in ruins if now.fichier.sha256 not in presents]:
            spills.forget(one.situation.mois, outside)
        if one.est_reprise and one.situation.avant:
            carry_over(source, one.situation.mois, one.situation.avant, store, spills)


def _done(decision: Decision, source: Source, spills: Spills, store: Store) -> Collecte | None:
    if decision.est_a_refaire:
        return publish_month(decision, source, spills, store)
    return keep_month(decision, source.nom, store)


def _seen(index: Index, fichiers: Sequence[Fichier], unseen: Collection[str]) -> dict[str, dict[str, str | int]]:
    """The last content that each name had, as far as it was had."""
    now = {one.nom: {"octets": one.octets, "modifie_ns": one.modifie_ns, "sha256": one.sha256} for one in fichiers}
    return {nom: one for nom, one in {**index.vus, **now}.items() if nom not in unseen}
