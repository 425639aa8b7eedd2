"""The three findings of page 1, computed: how the month was, who and what explains it, how lycées differ."""

from __future__ import annotations

from dataclasses import dataclass

from ent_report.report.constats import constats
from ent_report.report.phrases import Phrase
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.region.ecarts import dire_ecarts
from ent_report.report.region.entrees_sorties import dire_perimetre_constant

_ABOUT_TIME = (
    "jours_de_classe", "peu_de_jours_de_classe", "aucun_jour_de_classe", "un_an_", "comparaison_touchee", "mois_touche",
)  # fmt: skip


@dataclass(frozen=True)
class Constat:
    """One finding: what it says, and what goes with it."""

    titre: Phrase
    suite: tuple[Phrase, ...]


def constats_region(ctx: ContexteRegion) -> tuple[Constat, ...]:
    """The month, its lycées and its class days; who and what moved most; how lycées differ. What is not known is left
    out.
    """
    headline, *others = constats(ctx, d_une_traite=False)
    about_time = [one for one in others if one.cle.startswith(_ABOUT_TIME)]
    about_uses = [one for one in others if one not in about_time]
    groups = [[headline, *dire_perimetre_constant(ctx), *about_time], about_uses, list(dire_ecarts(ctx))]
    return tuple(Constat(first, tuple(rest)) for first, *rest in (group for group in groups if group))
