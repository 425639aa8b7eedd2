"""The domain's words as values: establishment, month, school year, profile, device, level, state of a figure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

UAI_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
NON_CLASSE = "non_classe"
NON_VENTILE = "non_ventile"
"""What the national measure leaves to no profile."""

_UAI = re.compile(r"[0-9]{7}[A-Za-z]")
_MOIS = re.compile(r"([0-9]{4})-([0-9]{2})")
_ANNEES = range(2000, 2100)


class Profil(StrEnum):
    ELEVE = "eleve"
    PARENT = "parent"
    ENSEIGNANT = "enseignant"
    PERSONNEL = "personnel"
    AUTRE = "autre"


class Appareil(StrEnum):
    ORDINATEUR = "ordinateur"
    SMARTPHONE = "smartphone"
    TABLETTE = "tablette"
    APPLICATION_MOBILE = "application_mobile"
    AUTRE = "autre"


class Niveau(StrEnum):
    ETABLISSEMENT = "etablissement"
    DEPARTEMENT = "departement"
    ACADEMIE = "academie"
    REGION = "region"


class Etat(StrEnum):
    """How a figure may be shown: as it is, as « n.c. », « n.d. », « interrompu », or with a caveat."""

    PUBLIE = "publie"
    MASQUE = "masque"
    ABSENT = "absent"
    INTERROMPU = "interrompu"
    PARTIEL = "partiel"


class Verdict(StrEnum):
    """Whether the days of a month are all measured, some of them, or too few for a report to be published."""

    COMPLET = "complet"
    PARTIEL = "partiel"
    INSUFFISANT = "insuffisant"


class Uai(str):
    """An establishment's identifier: seven digits and a control letter, in capitals.

    The letter is the remainder of the seven digits by 23 in an alphabet without I, O and Q (national register).
    Raises ValueError, which says what was expected, for anything else. Lower case and outer blanks are accepted.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        uai = text.strip()
        if not _UAI.fullmatch(uai):  # before the capitals: those of « ſ » and « ı » are ours
            raise ValueError(f"{text!r} is not a UAI: expected 7 digits and a letter, such as 0750652B")
        uai, expected = uai.upper(), cls.of_digits(uai[:7])
        if uai != expected:
            raise ValueError(f"{text!r} is not a UAI: its control letter is {uai[7]}, expected {expected[7]}")
        return expected

    @classmethod
    def of_digits(cls, digits: str) -> Self:
        """Seven digits with the control letter that goes with them."""
        return super().__new__(cls, f"{digits}{UAI_LETTERS[int(digits) % 23]}")


@dataclass(frozen=True, order=True)
class Mois:
    """A calendar month; `str()` gives `2026-10`."""

    annee: int
    numero: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2026-10`; raises ValueError, which says what was found and expected, for anything else."""
        found = _MOIS.fullmatch(text.strip())
        if not found:
            raise ValueError(f"{text!r} is not a month: expected YYYY-MM, such as 2026-10")
        annee, numero = int(found[1]), int(found[2])
        if annee not in _ANNEES:
            raise ValueError(f"{text!r}: found the year {annee:04d}, expected {_ANNEES[0]} to {_ANNEES[-1]}")
        if not 1 <= numero <= 12:
            raise ValueError(f"{text!r}: found the month {numero:02d}, expected 01 to 12")
        return cls(annee, numero)

    @classmethod
    def of(cls, jour: date) -> Self:
        return cls(jour.year, jour.month)

    def __str__(self) -> str:
        return f"{self.annee:04d}-{self.numero:02d}"

    def __add__(self, months: int) -> Mois:
        index = self.annee * 12 + self.numero - 1 + months
        return Mois(index // 12, index % 12 + 1)

    def __sub__(self, months: int) -> Mois:
        return self + -months

    @property
    def premier_jour(self) -> date:
        return date(self.annee, self.numero, 1)

    @property
    def dernier_jour(self) -> date:
        return (self + 1).premier_jour - timedelta(days=1)

    @property
    def jours(self) -> list[date]:
        first = self.premier_jour
        return [first + timedelta(days=n) for n in range((self.dernier_jour - first).days + 1)]

    @property
    def semaines(self) -> list[date]:
        """The Mondays of the weeks that count in the month: those whose Thursday lies in it (ISO 8601, for years)."""
        return [jour - timedelta(days=3) for jour in self.jours if jour.weekday() == 3]

    @property
    def annee_scolaire(self) -> str:
        """The school year, 1 August to 31 July, as `2026-2027`."""
        start = self.annee if self.numero >= 8 else self.annee - 1
        return f"{start}-{start + 1}"
