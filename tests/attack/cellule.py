"""Which figure, and what is true of it: the words that all modules of the attacker share."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

REGION, ACADEMIE, DEPARTEMENT, LYCEE = "region", "academie", "departement", "etablissement"
COMPTAGES = frozenset(
    {"visites", "visiteurs_uniques", "pages_vues", "connexions", "comptes_charges", "comptes_actives"}
    | {"acces", "acces_connecteurs", "dnma_visites"}
)
NON_VENTILE = "non_ventile"


class Detail(NamedTuple):
    """The break-down of a figure; None is "all"."""

    profil: str | None = None
    service: str | None = None
    appareil: str | None = None
    jour: date | None = None
    jour_semaine: int | None = None
    heure: int | None = None


ENSEMBLE = Detail()


class Lieu(NamedTuple):
    """A place: its level and code, as in the indicators' table."""

    niveau: str
    code: str


class Cle(NamedTuple):
    """A figure of a month and place; `mois` is the month's first day."""

    mois: date
    lieu: Lieu
    indicateur: str
    detail: Detail = ENSEMBLE

    def __str__(self) -> str:
        parts = [str(one) for one in self.detail if one is not None]
        return " ".join([f"{self.mois:%Y-%m}", self.lieu.code, self.indicateur, *parts])


@dataclass(frozen=True)
class Fait:
    """The exact figure; `base` is None where the users are not known. `termes`: numerator, denominator of a rate."""

    valeur: float
    base: int | None = None
    termes: tuple[float, float] | None = None


@dataclass(frozen=True)
class Vu:
    """What one column of an issued file says of a figure; `valeur` is None where it is not shown.

    `ou` names the file and `colonne` where in it; `depuis` and `jusqua` are the seconds in which its edition is in
    force.
    """

    cle: Cle
    valeur: float | None
    ou: str
    colonne: str = "valeur"
    etat: str = ""
    depuis: float = 0.0
    jusqua: float = float("inf")

    @property
    def est_derniere(self) -> bool:
        return self.jusqua == float("inf")


@dataclass(frozen=True)
class Monde:
    """All that the attack needs. `faits`: every exact figure; `vus`: what issued files say of them; `medianes`: those
    of comparable lycées that last editions give beside a figure. `lycees`: UAI -> its département's code and its
    académie, as the public register has them; `region` is its code.
    """

    faits: dict[Cle, Fait]
    vus: list[Vu]
    lycees: dict[str, tuple[str | None, str | None]]
    region: str
    medianes: dict[Cle, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Seuils:
    """`seuil`: users below which a figure is sensitive; an interval must be `intervalle_min` wide, and
    `intervalle_pct` percent of the figure.
    """

    seuil: int = 5
    intervalle_min: float = 4
    intervalle_pct: float = 50

    def is_sensitive(self, cle: Cle, fait: Fait) -> bool:
        """A figure above 0 that rests on fewer users; of a count without users known, a smaller count."""
        if fait.valeur <= 0:
            return False
        if fait.base is not None:
            return 1 <= fait.base < self.seuil
        return cle.indicateur in COMPTAGES and fait.valeur < self.seuil

    def width(self, valeur: float) -> float:
        return max(self.intervalle_min, self.intervalle_pct / 100 * valeur)
