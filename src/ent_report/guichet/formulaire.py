"""What the form sends, read and examined by itself: the arithmetic of a UAI, and the months that are offered."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl

from ent_report.vocabulary import Mois, Uai

MOIS_PROPOSES = 13
CHAMPS = ("jeton", "uai", "mois")
ABSENT, FORME, LETTRE, HORS_LISTE = "absent", "forme", "lettre", "hors_liste"
"""What may be wrong with a field; the page has the words."""

_MONTRE_MAX = 24
_FORME_UAI = re.compile(r"[0-9]{7}[A-Za-z]")


@dataclass(frozen=True)
class Saisie:
    """The fields as they came."""

    jeton: str
    uai: str
    mois: str

    @property
    def uai_montre(self) -> str:
        """What is put back into the field: short, and nothing that cannot be seen."""
        return "".join(one for one in self.uai if one.isprintable()).strip()[:_MONTRE_MAX]


@dataclass(frozen=True)
class Fautes:
    """What is wrong with each field, None where nothing is."""

    uai: str | None = None
    mois: str | None = None


@dataclass(frozen=True)
class Demande:
    """One well-formed request: whether the lycée exists is not known here. `reseau`: where it came from; `jour`: in
    Europe/Paris; `recue_s`: on the monotonic clock.
    """

    uai: Uai
    mois: Mois
    reseau: str
    jour: date
    recue_s: float


def read_saisie(corps: bytes) -> Saisie:
    """The body of a posted form. Raises ValueError for a body that the form cannot have sent."""
    pairs = parse_qsl(
        corps.decode("ascii"), keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=len(CHAMPS)
    )
    if Counter(name for name, _ in pairs) != Counter(CHAMPS):
        raise ValueError(f"expected each of {', '.join(CHAMPS)} once")
    return Saisie(**dict(pairs))


def mois_proposes(aujourdhui: date) -> tuple[Mois, ...]:
    """The last full months, the latest first."""
    dernier = Mois.of(aujourdhui) - 1
    return tuple(dernier - n for n in range(MOIS_PROPOSES))


def examine(saisie: Saisie, proposes: tuple[Mois, ...]) -> tuple[Uai, Mois] | Fautes:
    """What is asked for, or what is wrong with the fields."""
    mois = next((one for one in proposes if str(one) == saisie.mois), None)
    uai = saisie.uai.replace(" ", "")  # as people part long numbers
    faute_uai = _uai_fault(uai)
    if faute_uai or mois is None:
        return Fautes(faute_uai, None if mois else HORS_LISTE)
    return Uai(uai), mois


def _uai_fault(text: str) -> str | None:
    if not text.strip():
        return ABSENT
    if not _FORME_UAI.fullmatch(text.strip()):
        return FORME
    try:
        Uai(text)
    except ValueError:
        return LETTRE
    return None
