"""How the sources agree over the region: how many lycées differ, and the greatest differences."""

from __future__ import annotations

from dataclasses import dataclass

from ent_report.domaine.lycees import Lycee
from ent_report.report import format as fr
from ent_report.report.donnees import Concordance, Rapprochement
from ent_report.report.ecarts_sources import INDICATEURS, libelle_mesure, mesure
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.region.noms import nom
from ent_report.report.region.tableau import precision
from ent_report.vocabulary import Etat

ECARTS_MAX = 5
INNOMMES_MIN = 2
"""Lycées that are not named: the region's total less all the others must not give one of them back."""


@dataclass(frozen=True)
class Dit:
    """A figure and the source that says it."""

    valeur: str
    source: str


@dataclass(frozen=True)
class LigneConcordance:
    """One comparison: lycées beyond the threshold, of those compared; the region's two figures and how many lycées
    they are of, None where they do not add up or may not be told.
    """

    mesure: str
    sources: str
    en_ecart: str
    compares: str
    region_a: str | None
    region_b: str | None
    lycees: str | None


@dataclass(frozen=True)
class LigneEcart:
    nom: str
    precision: str
    mesure: str
    a: Dit
    b: Dit
    ecart: str


@dataclass(frozen=True)
class ConcordanceRegion:
    """`lignes` is empty where all sources agree: the sentence says so."""

    constat: Phrase
    lignes: tuple[LigneConcordance, ...]
    ecarts: tuple[LigneEcart, ...]


def build_concordance(ctx: ContexteRegion) -> ConcordanceRegion | None:
    """None where no two sources could be compared."""
    found = ctx.donnees.rapprochements
    if found is None:
        return None
    beyond = {gap.code for gap in found.ecarts}
    constat = phrase(
        "concordance_en_ecart" if beyond else "concordance",
        lycees=fr.quantite(len(beyond)),
        compares=fr.quantite(max(one.lycees_compares for one in found.concordances)),
        ecart=fr.pourcent(found.ecart_pct, 0 if found.ecart_pct == int(found.ecart_pct) else 1),
        minimum=fr.nombre(found.ecart_min),
    )
    if not beyond:
        return ConcordanceRegion(constat, (), ())
    return ConcordanceRegion(
        constat,
        tuple(_line(ctx, one) for one in found.concordances),
        tuple(line for one in found.concordances for line in _greatest(ctx, one)),
    )


def _line(ctx: ContexteRegion, one: Concordance) -> LigneConcordance:
    shown = one.region
    return LigneConcordance(
        mesure=mesure(ctx, shown) if shown else libelle_mesure(ctx, one.nom),
        sources=" · ".join(ctx.libelles.source(code) for code in one.sources),
        en_ecart=fr.nombre(one.lycees_en_ecart),
        compares=fr.nombre(one.lycees_compares),
        region_a=fr.nombre(shown.valeur_a) if shown else None,
        region_b=fr.nombre(shown.valeur_b) if shown else None,
        lycees=fr.nombre(shown.lycees) if shown else None,
    )


def _greatest(ctx: ContexteRegion, one: Concordance) -> list[LigneEcart]:
    """The lycées that differ most, each with its greatest difference."""
    named = {str(lycee.uai): lycee for lycee in ctx.lycees}
    first: dict[str, Rapprochement] = {}
    for gap in one.ecarts:
        if gap.code in named and not _is_masked(ctx, named[gap.code], gap):
            first.setdefault(gap.code, gap)
    count = max(0, min(ECARTS_MAX, len(named) - INNOMMES_MIN))
    return [_gap(ctx, named[code], gap) for code, gap in list(first.items())[:count]]


def _is_masked(ctx: ContexteRegion, lycee: Lycee, gap: Rapprochement) -> bool:
    """Whether the region's documents hide the lycée's figure beside those of the others."""
    return ctx.du_lycee(lycee, INDICATEURS[gap.nom]).etat is Etat.MASQUE


def _gap(ctx: ContexteRegion, lycee: Lycee, gap: Rapprochement) -> LigneEcart:
    return LigneEcart(
        nom=nom(lycee.nom),
        precision=precision(lycee),
        mesure=mesure(ctx, gap),
        a=Dit(fr.nombre(gap.valeur_a), ctx.libelles.source(gap.source_a)),
        b=Dit(fr.nombre(gap.valeur_b), ctx.libelles.source(gap.source_b)),
        ecart=f"{fr.signed(gap.ecart_pct)}{fr.NNBSP}%",
    )
