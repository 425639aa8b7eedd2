"""What is told of files that came anew under their names: a line each, once where rows changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import polars.selectors as cs

from ent_report.collecte.memoire import lost_pieces
from ent_report.collecte.situation import Entree, Present, Situation
from ent_report.sources.base import Source
from ent_report.store import Store
from ent_report.vocabulary import Mois


def told_of_new_month(
    situation: Situation, pieces: Sequence[dict[str, Any]], source: Source, store: Store
) -> tuple[str, ...]:
    """For each replaced file, its rows before and now, and what the month keeps; `pieces` are those of now."""
    avant, mois = situation.avant, situation.mois
    if avant is None:
        return ()
    counts = [(one["chemin"], one["lignes"], now.lecture.lignes(mois)) for one, now in situation.remplacees]
    changed = [one for one in counts if one[1] or one[2]]
    is_comparable = changed and not lost_pieces(store, avant)  # a piece that was lost may be here again
    same = f", {_nb_same(avant['fichiers'], pieces, source, store)} the same" if is_comparable else ""
    kept = sum(one["gardees"] for one in pieces)
    lines = [
        f"{chemin} was replaced: {before} rows before, {now} now; "
        f"{mois} keeps {kept} rows, {avant['bilan']['gardees']} before{same}"
        for chemin, before, now in changed
    ]
    return (*lines, *told_of_kept_rows(situation))


def told_of_kept_rows(situation: Situation) -> tuple[str, ...]:
    """For each file whose rows stay, since what came in its place does not speak of the month, or cannot be read."""
    mois = situation.mois
    return tuple(
        f"{one['chemin']} was replaced by one {_what(now, mois)}: its {_nb_kept(one)} rows are kept"
        for one, now in situation.ruinees
        if now.lecture.fautes or not now.lecture.lignes(mois)
    )


def faults_of_ruins(situation: Situation) -> tuple[str, ...]:
    """For each file whose rows stay, since all rows of what came in its place are rejected."""
    mois = situation.mois
    return tuple(
        f"{one['chemin']} was replaced by one whose {now.lecture.lignes(mois)} rows of {mois} are all rejected"
        f"{f' ({now.lecture.rejet})' if now.lecture.rejet else ''}: its {_nb_kept(one)} rows are kept"
        for one, now in situation.ruinees
        if now.lecture.lignes(mois) and not now.lecture.fautes
    )


def _what(now: Present, mois: Mois) -> str:
    return f"of which nothing of {mois} can be read" if now.lecture.fautes else f"without a row of {mois}"


def _nb_kept(entree: Entree) -> int:
    known: int = entree["gardees"] if "gardees" in entree else entree["lignes"]
    return known


def _nb_same(before: Sequence[dict[str, Any]], now: Sequence[dict[str, Any]], source: Source, store: Store) -> int:
    """How many rows of a month are in its pieces of before and of now; what is the same piece is not read."""
    same = {one["chemin"] for one in before}
    of_day = {one["jour"]: one["chemin"] for one in before}
    count: int = sum(one["gardees"] for one in now if one["chemin"] in same)
    for one in now:
        if one["chemin"] not in same and one["jour"] in of_day:
            rows, former = (_rows(chemin, source, store) for chemin in (one["chemin"], of_day[one["jour"]]))
            count += rows.join(former, on=source.cle_doublon, how="semi", nulls_equal=True).height
    return count


def _rows(chemin: str, source: Source, store: Store) -> pl.DataFrame:
    """The rows that a piece was made from, as far as they tell one from another."""
    rows = source.restore(store.read_rows([chemin])).select(source.cle_doublon)
    return rows.with_columns(cs.categorical().cast(pl.String), cs.enum().cast(pl.String))
