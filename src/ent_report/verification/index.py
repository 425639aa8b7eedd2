"""The month's index: the bytes that were written, and links to the last edition of every report, and to no other."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ent_report.editions.empreintes import INDEX, Empreintes, reports_folder, sha256
from ent_report.store import Store
from ent_report.vocabulary import Mois

_LINK = re.compile(r'href="((?:etablissements/[^/"]+|region)/edition-[0-9]+)/rapport\.pdf"')


def index_faults(
    store: Store, mois: Mois, last: Collection[str], due: Collection[str], known: Empreintes | None
) -> Iterator[str]:
    """`last` are the folders of the last editions, below the month's; `due` those of lycées that are still due one."""
    name = f"{reports_folder(mois)}/{INDEX}"
    if not store.exists(name):
        if last:
            yield f"{name}: is gone"
        return
    content = store.read_bytes(name)
    if known and known.index is not None and sha256(content) != known.index:
        yield f"{name}: its bytes are not those that were written"
    told = set(_LINK.findall(content.decode("utf-8", "replace")))
    for folder in sorted(told - set(last)):
        yield f"{name}: links to {folder}, which is not the last edition of that report"
    for folder in sorted(set(due) - told):
        yield f"{name}: does not link to {folder}, expected the last edition of every report"
