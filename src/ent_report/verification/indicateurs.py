"""The month's tables: each is there and what was written, and so is the copy that others read."""

from __future__ import annotations

from collections.abc import Iterator

from ent_report.mois.tables import is_public, pieces_of, public_file, read_manifest
from ent_report.store import MANIFESTE, Store, indicateurs_folder
from ent_report.verification.donnees import compared_months
from ent_report.vocabulary import Mois


def figures_faults(store: Store, mois: Mois) -> list[str]:
    """A line for each damaged table that the month's reports are held to; where there is one, they cannot be."""
    manifests = [read_manifest(store, one) for one in compared_months(mois)]
    return list(_damaged(store, [known["table"]["chemin"] for known in manifests if known]))


def table_faults(store: Store, mois: Mois) -> Iterator[str]:
    """A line for each other damaged piece of the month, and where its public copy is not the table."""
    known, manifest = read_manifest(store, mois), f"{indicateurs_folder(mois)}/{MANIFESTE}"
    if known is None:
        if store.exists(manifest):
            yield f"{manifest}: is no such file: the next run computes the month anew"
        return
    table = known["table"]["chemin"]
    others = [one for one in (*pieces_of(known), *known.get("publiees", ())) if one != table]
    yield from _damaged(store, list(dict.fromkeys(others)))
    if not is_public(store, mois, known):
        public = public_file(mois)
        what = f"its bytes are not those of {table}" if store.exists(public) else "is gone"
        yield f"{public}: {what}: the next run puts it back"


def _damaged(store: Store, pieces: list[str]) -> Iterator[str]:
    for piece in pieces:
        if fault := store.damage(piece):
            yield f"{piece}: {fault}"
