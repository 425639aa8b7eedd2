"""What was issued in a month: the hash of each edition's manifest and of the index, in one file beside them.

A manifest says what its files are; nothing in it can say that it is itself the one that was issued, nor that a whole
edition is gone. `empreintes.json` does, swapped in one step each time something is issued, whoever does so too. It
finds accidents and mixed-up folders; it is no signature: who may write the manifests may write it too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from ent_report.store import Store
from ent_report.vocabulary import Mois

INDEX = "index.html"


@dataclass(frozen=True)
class Empreintes:
    """`editions`: folder below the month's -> the sha256 of its manifest; `index`: that of index.html."""

    editions: Mapping[str, str] = field(default_factory=dict)
    index: str | None = None

    def as_bytes(self) -> bytes:
        content = {"editions": dict(sorted(self.editions.items())), "index": self.index}
        return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def reports_folder(mois: Mois | str) -> str:
    return f"rapports/{mois}"


def empreintes_file(mois: Mois | str) -> str:
    return f"{reports_folder(mois)}/empreintes.json"


def read_empreintes(store: Store, mois: Mois | str) -> Empreintes | None:
    """None where there are none, or what is there is no such file."""
    found = store.read_json(empreintes_file(mois)) or {}
    editions, index = found.get("editions"), found.get("index")
    return Empreintes(editions, index) if isinstance(editions, dict) else None


def record_edition(store: Store, folder: str, manifest: bytes) -> None:
    """Keep the hash of an edition's manifest; `folder` as `rapports/2026-10/region/edition-01`."""
    mois, below = split_folder(folder)

    def with_edition() -> bytes:
        known = read_empreintes(store, mois) or Empreintes()
        return Empreintes({**known.editions, below: sha256(manifest)}, known.index).as_bytes()

    store.update(empreintes_file(mois), f"empreintes-{mois}", with_edition)


def write_index(store: Store, mois: Mois, content: bytes) -> None:
    """Put the month's index in place, and keep its hash."""

    def with_index() -> bytes:
        """The index itself goes with its hash: of two that are written at once, the one whose hash is kept."""
        store.write_bytes(f"{reports_folder(mois)}/{INDEX}", content)
        known = read_empreintes(store, mois) or Empreintes()
        return Empreintes(known.editions, sha256(content)).as_bytes()

    store.update(empreintes_file(mois), f"empreintes-{mois}", with_index)


def recorded(store: Store, folder: str) -> str | None:
    """The hash that an edition's manifest was issued with, None where it was not kept."""
    mois, below = split_folder(folder)
    found = read_empreintes(store, mois)
    return found.editions.get(below) if found else None


def split_folder(folder: str) -> tuple[str, str]:
    """`rapports/2026-10/region/edition-01` -> `2026-10` and `region/edition-01`."""
    _, mois, below = folder.split("/", 2)
    return mois, below


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
