"""What is told of files that came anew under their names: a line each, once where rows changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import polars.selectors as cs

from ent_report.collecte.memoire import lost_pieces
from ent_report.collecte.situation import Situation
from ent_report.sources.base import Source
from ent_report.store import Store


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
    return (*lines, *told_of_ruins(situation, rejected=False))


def told_of_kept_month(situation: Situation) -> tuple[str, ...]:
    """For each file whose rows stay, since what came in its place does not speak of the month."""
    silent = [
        f"{one['chemin']} was replaced by one without a row of {situation.mois}: its {one['lignes']} rows are kept"
        for one, _ in situation.remplacees
        if one["lignes"]
    ]
    return (*silent, *told_of_ruins(situation, rejected=False))


def told_of_ruins(situation: Situation, *, rejected: bool) -> list[str]:
    """For each file whose rows stay, since of what came in its place nothing can be read, or all rows are rejected."""
    what = "all of whose rows are rejected" if rejected else "of which nothing can be read"
    return [
        f"{one['chemin']} was replaced by one {what}: its {one['lignes']} rows of {situation.mois} are kept"
        for one, now in situation.ruinees
        if now.lecture.est_rejetee == rejected
    ]


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
