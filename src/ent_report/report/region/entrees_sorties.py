"""Lycées that entered or left between two months, in sentences: how many there are, who, and what it explains."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ent_report.report import format as fr
from ent_report.report.constats import compared_month, direction
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.region.noms import nom
from ent_report.report.region.perimetre_constant import Perimetre
from ent_report.vocabulary import Mois

NOMS_MAX = 8
_CLES = {"hausse": "perimetre_hausse", "baisse": "perimetre_baisse", "stable": "perimetre_stable"}


def dire_perimetres(ctx: ContexteRegion) -> Iterator[Phrase]:
    """How many lycées each compared month covers, and whether they are the same."""
    same = []
    for since, perimeter in _known(ctx):
        if perimeter.a_change:
            yield phrase("perimetre_depuis", mois=fr.mois_long(since), **_counts(perimeter))
        else:
            same.append(fr.mois_long(since))
    if same:
        lycees = fr.quantite(len(ctx.communs.perimetre(ctx.m1).apres))
        yield phrase("perimetre_identique", mois=fr.enumeration(same), lycees=lycees)


def dire_perimetre_constant(ctx: ContexteRegion) -> Iterator[Phrase]:
    """What is left of the headline's change once the lycées are the same in both months."""
    since = compared_month(ctx)
    if since is None or not ctx.communs.perimetre(since).a_change:
        return
    perimeter, cell = ctx.communs.perimetre(since), ctx.evolution("visites", since)
    counts = _counts(perimeter) | {"mois": fr.mois_long(since), "brut": str(cell)}
    before, after = (figure.valeur for figure in ctx.communs.constant("visites", since))
    if not before or after is None:
        yield phrase("perimetre_inconnu", constant=cell.constant, **counts)
    else:
        kind, evolution = direction(before, after)
        yield phrase(_CLES[kind], evolution=evolution, **counts)


def nommer(ctx: ContexteRegion) -> Iterator[Phrase]:
    """The lycées that entered or left, by name."""
    for since, perimeter in _known(ctx):
        for cle, uais in (("lycees_entres", perimeter.entres), ("lycees_sortis", perimeter.sortis)):
            if uais:
                yield phrase(cle, mois=fr.mois_long(since), lycees=_names(ctx, uais), autres=_others(uais))


def _known(ctx: ContexteRegion) -> Iterator[tuple[Mois, Perimetre]]:
    """The months that are compared with, of which at least one lycée was measured."""
    for since in (ctx.m1, ctx.n1):
        perimeter = ctx.communs.perimetre(since)
        if perimeter.avant and perimeter.apres:
            yield since, perimeter


def _counts(perimeter: Perimetre) -> dict[str, str | fr.Quantite]:
    return {
        "entres": fr.quantite(len(perimeter.entres)),
        "sortis": fr.quantite(len(perimeter.sortis)),
        "avant": fr.quantite(len(perimeter.avant)),
        "communs": fr.quantite(len(perimeter.communs)),
    }


def _names(ctx: ContexteRegion, uais: Collection[str]) -> str:
    known = {str(lycee.uai): f"{nom(lycee.nom)} ({lycee.uai})" for lycee in ctx.lycees}
    return ", ".join(known.get(uai, uai) for uai in sorted(uais)[:NOMS_MAX])


def _others(uais: Collection[str]) -> fr.Quantite:
    return fr.quantite(max(0, len(uais) - NOMS_MAX))
