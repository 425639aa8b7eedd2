"""A month as it was collected, held against the files that are there now: which are gone, replaced, moved or ruined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ent_report.collecte.memoire import Lecture, Manifeste
from ent_report.sources.fichiers import Fichier
from ent_report.vocabulary import Mois

Entree = dict[str, Any]
"""A collected file, as a manifest has it: `chemin`, `sha256`, `octets`, `lignes` of its month, how many of them were
`gardees` (an earlier version did not say), `fautes`.
"""


@dataclass(frozen=True)
class Present:
    """A content that is there now, and what reading it gave."""

    fichier: Fichier
    lecture: Lecture


@dataclass(frozen=True)
class Situation:
    """`est_cible`: the month is the one in question, not history; `avant`: its manifest, if it was collected before;
    `perdues`: the pieces that this one names and that are gone or damaged.

    `presents`: the files that are there and speak of it, by sha256 in order of name, without those that give it no row
    where another of their name did. Of its collected files, `disparues` are there no more, under any name or content,
    or only as such a one; of `remplacees`, another content is there under the name; `ruinees` are those of `disparues`
    in whose place one came that gives no row; `oubliees` gave no row and are surely there no more.
    """

    mois: Mois
    est_cible: bool
    avant: Manifeste | None
    perdues: Sequence[str]
    presents: Mapping[str, Present]
    disparues: tuple[Entree, ...] = ()
    remplacees: tuple[tuple[Entree, Present], ...] = ()
    ruinees: tuple[tuple[Entree, Present], ...] = ()
    oubliees: tuple[Entree, ...] = ()


def situation_of(
    mois: Mois,
    avant: Manifeste | None,
    presents: Mapping[str, Present],
    *,
    est_cible: bool,
    perdues: Sequence[str],
    est_complet: bool,
) -> Situation:
    """`presents`: all that is there; `est_complet`: all the files that there are could be seen."""
    of_month = _of_month(mois, presents, est_cible=est_cible)
    if avant is None:
        return Situation(mois, est_cible, None, perdues, of_month)
    giving = {one["chemin"] for one in avant["entrees"] if one.get("gardees", one["lignes"])}
    of_month = {
        sha: one
        for sha, one in of_month.items()
        if one.lecture.gives(mois) or one.lecture.fautes or one.fichier.nom not in giving
    }
    by_name = {one.fichier.nom: one for one in presents.values()}
    places = _places(avant, {nom for nom, one in by_name.items() if one.lecture.gives(mois) or nom not in giving})
    absent = [one for one in avant["entrees"] if one["sha256"] not in presents]
    gone = tuple(one for one in absent if one["chemin"] not in places)
    return Situation(
        mois,
        est_cible,
        avant,
        perdues,
        of_month,
        disparues=gone,
        remplacees=tuple((one, by_name[places[one["chemin"]]]) for one in absent if one["chemin"] in places),
        ruinees=tuple(
            (one, by_name[one["chemin"]])
            for one in gone
            if one.get("gardees", one["lignes"]) and one["chemin"] in by_name
        ),
        oubliees=tuple(one for one in absent if est_complet and not one["lignes"]),
    )


def _of_month(mois: Mois, presents: Mapping[str, Present], *, est_cible: bool) -> dict[str, Present]:
    """The files that speak of a month; one of which nothing could be read may speak of any."""
    named = sorted(presents.items(), key=lambda one: one[1].fichier.nom)
    return {
        sha: one
        for sha, one in named
        if str(mois) in one.lecture.mois or (est_cible and one.lecture.fautes and not one.lecture.mois)
    }


def _places(avant: Manifeste, names: set[str]) -> dict[str, str]:
    """The names of collected files -> those under which they are there now: their own, or, where the configuration
    is read from another folder, the one new name that ends as theirs does.
    """
    known = {str(one["chemin"]) for one in avant["entrees"]}
    moved = {nom: [new for new in names - known if _ends_alike(nom, new)] for nom in known - names}
    return {nom: nom for nom in known & names} | {nom: new[0] for nom, new in moved.items() if len(new) == 1}


def _ends_alike(one: str, other: str) -> bool:
    """Whether two relative paths can name one file, seen from two folders: without « .. » the one ends as the other."""
    short, long = sorted(([part for part in nom.split("/") if part != ".."] for nom in (one, other)), key=len)
    return long[-len(short) :] == short
