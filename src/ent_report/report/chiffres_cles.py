"""The four key figures of page 1: each with what makes it readable, and its two changes."""

from __future__ import annotations

from dataclasses import dataclass

from ent_report.report.cellules import Cellule
from ent_report.report.contexte import Contexte
from ent_report.report.phrases import Phrase, phrase

CLES = ("visites", "visiteurs_uniques", "comptes_actives", "visites_par_visiteur")
"""Those of a lycée's report; a message tells them of the region's too, whose page 1 has another fourth one."""


@dataclass(frozen=True)
class ChiffreCle:
    libelle: str
    valeur: Cellule
    precision: Phrase
    sur_m1: Cellule
    sur_n1: Cellule


def key_figures(ctx: Contexte, quatrieme: str, precision: Phrase) -> tuple[ChiffreCle, ...]:
    """Visits, visitors and accounts, then the report's own fourth indicator, with what stands under it."""
    notes = {
        "visites": _beside("visites_un_jour", ctx.valeur_un_jour_de_classe()),
        "visiteurs_uniques": _beside("part_des_comptes", ctx.valeur("taux_frequentation_pct")),
        "comptes_actives": _beside("part_des_comptes", ctx.valeur("taux_activation_pct")),
        quatrieme: precision,
    }
    return tuple(
        ChiffreCle(
            ctx.indicateur(code).libelle,
            ctx.valeur(code),
            note,
            ctx.evolution(code, ctx.m1),
            ctx.evolution(code, ctx.n1),
        )
        for code, note in notes.items()
    )


def _beside(cle: str, cell: Cellule) -> Phrase:
    """A word is said otherwise than a figure."""
    return phrase(cle, valeur=str(cell), mot=str(cell) if cell.est_mot else "")
