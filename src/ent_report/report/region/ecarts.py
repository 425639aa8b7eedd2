"""How far lycées are from each other, in sentences that page 1 and the section on lycées share."""

from __future__ import annotations

from collections.abc import Iterator

from ent_report.report import format as fr
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.region.quartiles import quartiles

SEUIL_PARENTS_PCT = 20.0


def dire_ecarts(ctx: ContexteRegion) -> Iterator[Phrase]:
    """Lycées with few activated parents, of how many that is not known, lycées without a visit, and between which rates
    half of them lie.
    """
    parents = ctx.valeurs("taux_activation_pct", profil="parent")
    if parents:
        few = sum(rate < SEUIL_PARENTS_PCT for rate in parents)
        yield phrase(
            "parents_peu_actives" if few else "parents_tous_actives",
            nombre=fr.quantite(few),
            connus=fr.quantite(len(parents)),
            seuil=fr.pourcent(SEUIL_PARENTS_PCT, 0),
        )
        if unknown := len(ctx.lycees) - len(parents):
            yield phrase("parents_inconnus", nombre=fr.quantite(unknown))
    visits = ctx.valeurs("visites")
    if visits:
        nobody = fr.quantite(visits.count(0.0))
        yield phrase("lycees_sans_visite" if 0.0 in visits else "lycees_tous_visites", nombre=nobody)
    spread = quartiles(ctx.valeurs("taux_frequentation_pct"))
    bounds = [] if spread is None else [fr.pourcent(value, 0) for value in (spread.q1, spread.q3)]
    if len(set(bounds)) > 1:
        yield phrase("moitie_des_lycees", q1=bounds[0], q3=bounds[1])
