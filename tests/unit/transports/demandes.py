"""A request for one input's files, as the collection makes it, and the data directory's part that it needs."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ent_report.sources.fichiers import Empreinte, Fichier
from ent_report.sources.pseudonymes import Pseudonymes
from ent_report.transports.base import DemandeEntree, Livraison
from ent_report.transports.files import TRANSPORT, Files
from ent_report.vocabulary import Mois

LATER = datetime(2100, 1, 1, tzinfo=UTC)
"""When every file of a test has lain still for long."""


def demande(dossier: Path, **changes: Any) -> DemandeEntree:
    """One for the accounts export; `dossier` is where the configuration lies, and what the data directory has."""
    known = DemandeEntree(
        entree="sources.comptes",
        mois=(Mois(2026, 10),),
        dossier=dossier,
        reception=dossier / "reception",
        passage=dossier / "passage",
        secrets={},
        pseudonymes=lambda: Pseudonymes("a key for tests only, of a decent length"),
        maintenant=LATER,
        connus={},
        code_region="11",
    )
    return replace(known, **changes)


@dataclass
class Client:
    """`dossier` is where the configuration lies; `passage` what is emptied after a delivery."""

    dossier: Path
    secrets: Mapping[str, str] = field(default_factory=dict)
    maintenant: datetime = LATER

    @property
    def passage(self) -> Path:
        return self.dossier / "passage"

    def _demande(self, **changes: Any) -> DemandeEntree:
        self.passage.mkdir(exist_ok=True)
        return demande(self.dossier, secrets=self.secrets, maintenant=self.maintenant, **changes)

    @contextmanager
    def bring(self, provenance: Files, connus: Mapping[Empreinte, str] | None = None) -> Iterator[Livraison]:
        with TRANSPORT.bring(provenance, self._demande(connus=connus or {})) as found:
            yield found
        shutil.rmtree(self.passage)

    def faults(self, provenance: Files) -> list[str]:
        with self.bring(provenance) as found:
            return list(found.fautes)

    def probe(self, provenance: Files) -> list[str]:
        return TRANSPORT.probe(provenance, self._demande())


def contents(found: Livraison, within: str) -> dict[str, bytes]:
    """The bytes that each file had when it was read, by the end of its name."""
    return {one.nom.rpartition(within)[2]: content_of(one) for one in found.fichiers}


def content_of(one: Fichier) -> bytes:
    one.apporter()
    return one.chemin.read_bytes()


def known(found: Livraison) -> dict[Empreinte, str]:
    return {(one.nom, one.octets, one.modifie_ns): one.sha256 for one in found.fichiers}
