"""What an edition replaces and which figures it changes, for the page 1 of either report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from ent_report.report import format as fr
from ent_report.report.donnees import Changement, Edition
from ent_report.report.phrases import Phrase, phrase

_DECIMALS_MAX = 4


@dataclass(frozen=True)
class Remplacement:
    """What this edition replaces and which figures changed: the first of them, and how many others."""

    titre: Phrase
    raison: str | None
    changements: tuple[Changement, ...]
    autres: Phrase | None


def remplacement(edition: Edition, lignes: int, nommer: Callable[[str], str] = str) -> Remplacement | None:
    """None for a first edition; `lignes` changes are shown at most, under what `nommer` makes of their labels."""
    if edition.remplace is None:
        return None
    shown = edition.changements[:lignes]
    others = len(edition.changements) - len(shown)
    return Remplacement(
        titre=phrase("remplace", edition=fr.nombre(edition.numero), remplacee=fr.nombre(edition.remplace)),
        raison=fr.typographie(fr.nom_propre(edition.raison)) if edition.raison else None,
        changements=tuple(replace(_readable(one), libelle=nommer(one.libelle)) for one in shown),
        autres=phrase("autres_changements", nombre=fr.quantite(others)) if others else None,
    )


def _readable(change: Changement) -> Changement:
    """Values of `donnees.csv` for readers, as exact as it takes to tell them apart: « 16,0768 » gives « 16,1 »."""
    for decimals in range(1, _DECIMALS_MAX + 1):
        before, after = (_shown(text, change.unite, decimals) for text in (change.avant, change.apres))
        if before != after:
            break
    return replace(change, avant=before, apres=after)


def _shown(text: str, unite: str, decimals: int) -> str:
    """A word stays as it is, and so does what is empty."""
    try:
        number = float(text.removeprefix("'").replace(",", "."))
    except ValueError:
        return text
    match unite:
        case "pourcent":
            return fr.pourcent(number, decimals)
        case "secondes":
            return fr.duree(number) if decimals == 1 else fr.secondes(fr.nombre(number, decimals))
        case _:
            return fr.nombre(number, 0 if number == int(number) else decimals)
