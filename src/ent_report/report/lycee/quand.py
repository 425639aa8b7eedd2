"""Page 4: when visits start, with what, and how the lycée stands among comparable ones."""

from __future__ import annotations

from dataclasses import dataclass

from ent_report.report.contexte import Contexte
from ent_report.report.lycee.appareils import Appareils, appareils
from ent_report.report.lycee.comparaison import Comparaison, comparaison
from ent_report.report.lycee.semaine import Semaine, semaine


@dataclass(frozen=True)
class Quand:
    semaine: Semaine
    appareils: Appareils
    comparaison: Comparaison

    @property
    def est_vide(self) -> bool:
        return not (self.semaine.graphique or self.appareils.lignes or self.comparaison.lignes)


def build_quand(ctx: Contexte) -> Quand:
    others = comparaison(ctx)
    return Quand(semaine(ctx, tall=not others.lignes), appareils(ctx), others)
