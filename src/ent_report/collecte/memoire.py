"""What earlier collections of a source left in the store: the files that were read, and each month's manifest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ent_report.sources.base import Source
from ent_report.sources.fichiers import Empreinte
from ent_report.store import MANIFESTE, PURGE, Store, collecte_folder
from ent_report.vocabulary import Mois

FORMAT = 4

Manifeste = dict[str, Any]
"""A month as it was collected: the `version` of its reading, the input files as `entrees`, its pieces as `fichiers` and
`rejets`, its counts as `bilan`; and PURGE where its pieces were deleted.
"""


@dataclass(frozen=True)
class Lecture:
    """What reading a file gave: its rows by month, what is worth telling of it, its faults; `gardees`: those that are
    kept, by month, None where an earlier version did not count them; `rejet`: what is wrong with the first bad row.
    """

    nom: str
    octets: int
    mois: Mapping[str, int]
    remarques: Mapping[str, int]
    fautes: tuple[str, ...]
    gardees: Mapping[str, int] | None = None
    rejet: str | None = None

    def nb_kept(self, mois: Mois) -> int:
        return (self.mois if self.gardees is None else self.gardees).get(str(mois), 0)

    def gives(self, mois: Mois) -> bool:
        """Whether a month keeps a row of the file; without one, it takes the place of no other."""
        return self.nb_kept(mois) > 0

    def lignes(self, mois: Mois) -> int:
        return self.mois.get(str(mois), 0)


@dataclass(frozen=True)
class Index:
    """`lectures`: what is known of contents by their sha256; `vus`: the last content that each name had."""

    lectures: Mapping[str, Lecture]
    vus: Mapping[str, dict[str, Any]]


def read_index(store: Store, source: Source) -> Index:
    """The files that were read before; what another version of the source made of them is not known."""
    known = _of_this_format(store.read_json(_index(source.nom))) or {}
    is_current = known.get("version") == version_of(source)
    readings = known["fichiers"] if is_current else {}
    return Index(
        {sha: Lecture(**one | {"fautes": tuple(one["fautes"])}) for sha, one in readings.items()}, known.get("vus", {})
    )


def write_index(store: Store, source: Source, index: Index) -> None:
    readings = {sha: vars(one) for sha, one in index.lectures.items()}
    store.write_json(_index(source.nom), {"version": version_of(source), "fichiers": readings, "vus": index.vus})


def known_digests(store: Store, source: str) -> dict[Empreinte, str]:
    """The sha256 of the files that were read before, by name, size and time."""
    known = _of_this_format(store.read_json(_index(source))) or {}
    return {(nom, one["octets"], one["modifie_ns"]): one["sha256"] for nom, one in known.get("vus", {}).items()}


def read_manifest(store: Store, source: str, mois: Mois) -> Manifeste | None:
    """A month as it was collected; None where it never was, or by a version whose manifests are of another format."""
    return _of_this_format(store.read_json(f"{collecte_folder(source, mois)}/{MANIFESTE}"))


def lost_pieces(store: Store, manifest: Manifeste) -> list[str]:
    """Those of the pieces that a manifest names that are gone or damaged; none where they were purged."""
    if PURGE in manifest:
        return []
    return store.unsound([one["chemin"] for one in (*manifest["fichiers"], *manifest["rejets"])])


def version_of(source: Source) -> str:
    return f"{FORMAT}:{source.version}"


def _index(source: str) -> str:
    return f"collecte/{source}/fichiers.json"


def _of_this_format(found: dict[str, Any] | None) -> dict[str, Any] | None:
    """What this version wrote, or the manifest of a purged month; one of another format is as good as none."""
    is_known = found and (str(found.get("version")).startswith(f"{FORMAT}:") or PURGE in found)
    return found if is_known else None
