"""What every way of bringing inputs offers: the files of one input, brought when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ent_report.sources.fichiers import Empreinte, Fichier
from ent_report.sources.pseudonymes import Pseudonymes
from ent_report.vocabulary import Mois


class Provenance(BaseModel):
    """What the configuration says of one input; `kind` names the way that brings it.

    `frequence` is the grain of its rows: what a row's date stands for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    frequence: Literal["heure", "jour", "semaine", "mois"] = "mois"


@dataclass(frozen=True)
class DemandeEntree:
    """One input that is asked for, and all that bringing it may need.

    `entree` is its key in the configuration (`sources.comptes`, `references.annuaire`); `mois` the window, the last
    being the month in question; `jour` a single day of it, if only that one is wanted. Paths of the configuration are
    relative to `dossier`. `reception` is a folder of this input's own that stays, `passage` one that is emptied when
    the delivery was read. `connus` spares bringing files again that are known. `libelle_region` and `academies` are as
    the register has them, empty while it is not known; `zone` is of school holidays. `maintenant` is the one clock.
    """

    entree: str
    mois: tuple[Mois, ...]
    dossier: Path
    reception: Path
    passage: Path
    secrets: Mapping[str, str]
    pseudonymes: Callable[[], Pseudonymes]
    maintenant: datetime
    connus: Mapping[Empreinte, str]
    code_region: str
    libelle_region: str | None = None
    academies: tuple[str, ...] = ()
    zone: str | None = None
    jour: date | None = None

    @property
    def nom(self) -> str:
        """The input's own name: `comptes`, `annuaire`."""
        return self.entree.rpartition(".")[2]


@dataclass(frozen=True)
class Livraison:
    """What was brought: `fautes` are inputs that were lost, `remarques` what is worth telling and no loss; a line each.

    `est_ancienne` tells that the way was shut and these are the files of an earlier delivery.
    """

    fichiers: tuple[Fichier, ...]
    fautes: tuple[str, ...] = ()
    remarques: tuple[str, ...] = ()
    est_ancienne: bool = False


@dataclass(frozen=True)
class Transport:
    """One way of bringing inputs, configured by a `Provenance` of its own; its package has it as TRANSPORT.

    `livraison`: the module whose `bring` and `probe` do it, imported when an input is asked for.
    """

    provenance: type[Provenance]
    livraison: str

    def bring(self, provenance: Provenance, demande: DemandeEntree) -> AbstractContextManager[Livraison]:
        """The input's files, there for as long as the context lasts; what cannot be had is in `fautes`."""
        brought: AbstractContextManager[Livraison] = import_module(self.livraison).bring(provenance, demande)
        return brought

    def probe(self, provenance: Provenance, demande: DemandeEntree) -> list[str]:
        """Try the way without bringing anything: a line for each fault."""
        faults: list[str] = import_module(self.livraison).probe(provenance, demande)
        return faults
