"""The figures of a chart of months as a table: a line a curve, a column a month that is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.cellules import Cellule
from ent_report.report.contexte import Contexte
from ent_report.vocabulary import Etat, Mois


@dataclass(frozen=True)
class LigneMois:
    libelle: str
    valeurs: tuple[Cellule, ...]


@dataclass(frozen=True)
class TableauMois:
    """`mois` are the heads of the columns, in two lines; `total` is of all visits."""

    mois: tuple[str, ...]
    lignes: tuple[LigneMois, ...]
    total: tuple[Cellule, ...]


def tableau_mois(ctx: Contexte, courbes: Mapping[str, Mapping[str, str]]) -> TableauMois:
    """Visits of those of the thirteen months that are known; `courbes`: a line's label, and the break-down (`profil` or
    `service`) that it is.
    """
    known = [month for month in ctx.treize_mois if ctx.chiffre("visites", month).etat is not Etat.ABSENT]
    return TableauMois(
        mois=tuple(f"{fr.mois_court(month)} {month.annee}" for month in known),
        lignes=tuple(LigneMois(label, _visits(ctx, known, keys)) for label, keys in courbes.items()),
        total=_visits(ctx, known, {}),
    )


def _visits(ctx: Contexte, months: Sequence[Mois], keys: Mapping[str, str]) -> tuple[Cellule, ...]:
    return tuple(cellules.value(ctx.indicateur("visites"), ctx.chiffre("visites", month, **keys)) for month in months)
