"""What is asked for and what becomes of it, as values."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from ent_report.vocabulary import Mois

DEMANDEUR_MAX = 120


class Resultat(StrEnum):
    """What became of a request."""

    ENVOYE = "envoye"
    DEJA_ENVOYE = "deja_envoye"
    INCERTAIN = "incertain"
    REFUSE = "refuse"
    DIFFERE = "differe"
    NON_ETABLI = "non_etabli"
    NON_LIBERE = "non_libere"
    INCONNU = "inconnu"
    ILLISIBLE = "illisible"


@dataclass(frozen=True)
class Demande:
    """Who asked, as far as known: one line of at most 120 characters; `le` in UTC; `renvoi`: sent again on purpose."""

    demandeur: str
    le: str
    renvoi: bool = False

    @classmethod
    def of(cls, demandeur: str, *, renvoi: bool = False) -> Demande:
        shown = " ".join("".join(c if c.isprintable() else " " for c in demandeur).split())
        return cls(shown[:DEMANDEUR_MAX], now(), renvoi)


@dataclass(frozen=True)
class Pli:
    """What can be sent once: an edition of a lycée's report, or of the region's, to one recipient."""

    mois: Mois
    code: str
    edition: int
    destinataire: str

    @property
    def dossier(self) -> str:
        digest = hashlib.sha256(self.destinataire.lower().encode()).hexdigest()[:16]
        return f"{edition_folder(self.mois, self.code, self.edition)}/{digest}"


@dataclass(frozen=True, kw_only=True)
class Ligne:
    """One line of the journal. `reponse`: what the mail server said, or why nothing was handed to it."""

    demande_le: str
    demandeur: str = ""
    mois: str
    code: str = ""
    edition: int | None = None
    destinataire: str = ""
    renvoi: bool = False
    resultat: Resultat
    reponse: str
    message_id: str = ""
    fini_le: str = ""

    @property
    def faute(self) -> str:
        """The line that tells operators of a message that did not go."""
        return f"{self.mois} {self.code}: {self.resultat}: {self.reponse}"


def edition_folder(mois: Mois, code: str, edition: int) -> str:
    return f"envois/{mois}/{code}/edition-{edition:02d}"


def now() -> str:
    """In UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
