"""Who comes, and when: each profile, the known months, the days of this one."""

from __future__ import annotations

from dataclasses import dataclass

from ent_report.report.jours import Jours, jours
from ent_report.report.mesure_nationale import is_configured
from ent_report.report.profils import Profils, build_profils
from ent_report.report.region.annee import AnneeRegion, build_annee
from ent_report.report.region.contexte import ContexteRegion


@dataclass(frozen=True)
class QuiRegion(Profils):
    annee: AnneeRegion
    jours: Jours


def build_qui_region(ctx: ContexteRegion) -> QuiRegion:
    year, low = build_annee(ctx), is_configured(ctx)
    days = jours(ctx, tall=year.graphique is None and not low, low=low)
    return QuiRegion(**vars(build_profils(ctx)), annee=year, jours=days)
