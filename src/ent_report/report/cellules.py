"""Figures to the texts of a table's cells: the value, or the word for why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from ent_report.report import format as fr
from ent_report.report.figures import Chiffre
from ent_report.report.libelles import Indicateur
from ent_report.vocabulary import Etat


@dataclass(frozen=True)
class Cellule:
    """A cell's text; `est_mot` where a word stands for a figure that may not be shown.

    `renvoi` is the mark of a note on it; `constant` is a change at constant perimeter beside the gross one, or nothing.
    """

    texte: str
    est_mot: bool = False
    renvoi: str = ""
    constant: str = ""

    def __str__(self) -> str:
        return self.texte

    @property
    def est_constant_connu(self) -> bool:
        """Whether `constant` is a figure: not « n.c. », not « n.d. », not nothing."""
        return self.constant not in ("", fr.MASQUE, fr.ABSENT, fr.PARTIEL)


VIDE = Cellule("")
PISTE_PCT = 55  # of a cell that holds a bar, the bar's track; the figure stands on its right


def jauge(part_pct: float | None) -> float:
    """The length of a bar in percent of its cell, for a share of 0 to 100; 0 where the share is not known."""
    return round(min(part_pct or 0.0, 100.0) * PISTE_PCT / 100, 1)


def value(indicateur: Indicateur, chiffre: Chiffre) -> Cellule:
    """A figure in its unit: « 64,1 % », « 4 min 12 s », « 32 346 », or « n.c. », « n.d. », « interrompu »."""
    if chiffre.valeur is None:
        return Cellule(fr.en_mots(chiffre.etat), est_mot=True)
    match indicateur.unite:
        case "pourcent":
            return Cellule(fr.pourcent(chiffre.valeur, indicateur.decimales))
        case "secondes":
            return Cellule(fr.duree(chiffre.valeur))
        case _:
            return Cellule(fr.nombre(chiffre.valeur, indicateur.decimales))


def change(indicateur: Indicateur, avant: Chiffre, apres: Chiffre) -> Cellule:
    """The change between two months: in points for a percentage, else in percent; « n.c. » or « n.d. » if one lacks."""
    if avant.valeur is None or apres.valeur is None:
        return Cellule(fr.en_mots(lacking(apres, avant)), est_mot=True)
    if indicateur.unite == "pourcent":
        return Cellule(fr.points(avant.valeur, apres.valeur))
    return Cellule(fr.evolution(avant.valeur, apres.valeur))


def share(part: Chiffre, whole: Chiffre) -> Cellule:
    """The part in percent of the whole; « n.c. » or « n.d. » if one lacks, or if the whole is nothing."""
    found = ratio(part, whole)
    return Cellule(fr.en_mots(lacking(part, whole)), est_mot=True) if found is None else Cellule(fr.pourcent(found))


def ratio(part: Chiffre, whole: Chiffre) -> float | None:
    """The part in percent of the whole, None if one lacks or the whole is nothing."""
    if part.valeur is None or not whole.valeur:
        return None
    return 100 * part.valeur / whole.valeur


def lacking(*chiffres: Chiffre) -> Etat:
    """Why a result of these figures cannot be shown: the first that lacks says it, a masked one before the others."""
    states = [chiffre.etat for chiffre in chiffres if chiffre.valeur is None]
    if Etat.MASQUE in states:
        return Etat.MASQUE
    return states[0] if states else Etat.ABSENT
