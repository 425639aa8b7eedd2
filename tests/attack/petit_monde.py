"""Worlds of a few figures, written in a test: each figure with what the files say of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from attack.assaut import Breche, attack
from attack.cellule import ACADEMIE, DEPARTEMENT, LYCEE, REGION, Cle, Detail, Fait, Lieu, Monde, Vu

OCTOBRE, SEPTEMBRE, AN_DERNIER = date(2026, 10, 1), date(2026, 9, 1), date(2025, 10, 1)
A, B, C = (Lieu(LYCEE, uai) for uai in ("0770001H", "0770002J", "0930001W"))
D077, D093 = Lieu(DEPARTEMENT, "077"), Lieu(DEPARTEMENT, "093")
CRETEIL, ENSEMBLE_REGION = Lieu(ACADEMIE, "Créteil"), Lieu(REGION, "11")
LYCEES: dict[str, tuple[str | None, str | None]] = {
    A.code: ("077", "Créteil"),
    B.code: ("077", "Créteil"),
    C.code: ("093", "Créteil"),
}


@dataclass
class PetitMonde:
    """`montre` and `masque` add a figure, the exact one, that the last edition of its own month shows or withholds."""

    faits: dict[Cle, Fait] = field(default_factory=dict)
    vus: list[Vu] = field(default_factory=list)
    medianes: dict[Cle, float] = field(default_factory=dict)

    def montre(self, valeur: float, base: int | None = 50, **of: object) -> Cle:
        key = self.fait(valeur, base, **of)
        self.dit(key, valeur)
        return key

    def masque(self, valeur: float, base: int | None = 50, **of: object) -> Cle:
        key = self.fait(valeur, base, **of)
        self.dit(key, None)
        return key

    def fait(
        self,
        valeur: float,
        base: int | None,
        *,
        indicateur: str = "visites",
        lieu: Lieu = A,
        mois: date = OCTOBRE,
        termes: tuple[float, float] | None = None,
        **detail: object,
    ) -> Cle:
        key = Cle(mois, lieu, indicateur, Detail(**detail))  # type: ignore[arg-type]
        self.faits[key] = Fait(valeur, base, termes)
        return key

    def dit(
        self,
        key: Cle,
        valeur: float | None,
        colonne: str = "valeur",
        *,
        etat: str = "",
        depuis: float = 0.0,
        jusqua: float = float("inf"),
    ) -> None:
        report = f"{key.mois:%Y-%m} {key.lieu.code}"
        told = etat or ("masque" if valeur is None else "publie")
        self.vus.append(Vu(key, valeur, report, colonne, told, depuis, jusqua))

    def attaque(self) -> dict[Cle, Breche]:
        found = attack(Monde(self.faits, self.vus, LYCEES, "11", self.medianes))
        return {one.cle: one for one in found.breches}
