"""What became of one report: issued, unchanged, failed, to be issued, or held."""

from __future__ import annotations

from dataclasses import dataclass

ETABLI, INCHANGE, ECHEC, A_ETABLIR, RETENU = "etabli", "inchange", "echec", "a_etablir", "retenu"
REGION = "region"


@dataclass(frozen=True)
class Resultat:
    """What became of one report; `code` is a UAI, or `region`. `raison` says why it failed, in detail, or why it is
    held; `motif` is the kind of failure, for which there are words for readers.
    """

    code: str
    statut: str
    edition: int | None = None
    raison: str | None = None
    motif: str | None = None
