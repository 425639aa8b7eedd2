"""Page 2, who comes: each profile, the year, the days of the month, and beside them what the ministry counted."""

from __future__ import annotations

from dataclasses import dataclass

from ent_report.report.contexte import Contexte
from ent_report.report.jours import Jours, jours
from ent_report.report.lycee.annee import Annee, annee
from ent_report.report.mesure_nationale import MesureNationale, build_mesure_nationale, is_configured
from ent_report.report.profils import Profils, build_profils


@dataclass(frozen=True)
class Qui(Profils):
    annee: Annee
    jours: Jours
    mesure_nationale: MesureNationale | None


def build_qui(ctx: Contexte) -> Qui:
    low = is_configured(ctx)
    year = annee(ctx, low=low)
    return Qui(
        **vars(build_profils(ctx)),
        annee=year,
        jours=jours(ctx, tall=year.graphique is None and not low, low=low),
        mesure_nationale=build_mesure_nationale(ctx),
    )
