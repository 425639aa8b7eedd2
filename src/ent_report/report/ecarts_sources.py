"""Where two sources differ beyond the threshold, in a few sentences: both figures as they are, neither adjusted."""

from __future__ import annotations

from collections.abc import Iterator

from ent_report.report import format as fr
from ent_report.report.contexte import Contexte
from ent_report.report.donnees import Rapprochement
from ent_report.report.phrases import Phrase, phrase

ECARTS_MAX = 2
INDICATEURS = {
    "visiteurs_uniques_exports_evenements": "visiteurs_uniques",
    "connexions_jour_mois": "connexions",
    "comptes_charges_effectifs": "comptes_charges",
}
"""The indicator that each comparison is about."""


def dire_ecarts(ctx: Contexte, lignes: int) -> Iterator[Phrase]:
    """The greatest differences of the lycée, and how many others: at most `lignes` sentences, and one in any case."""
    gaps = ctx.donnees.ecarts
    fits_whole = len(gaps) <= min(ECARTS_MAX, lignes)
    shown = gaps if fits_whole else gaps[: max(0, min(ECARTS_MAX, lignes - 1))]
    for one in shown:
        yield phrase(
            "ecart_de_sources",
            mesure=mesure(ctx, one),
            valeur_a=fr.nombre(one.valeur_a),
            source_a=ctx.libelles.source(one.source_a),
            valeur_b=fr.nombre(one.valeur_b),
            source_b=ctx.libelles.source(one.source_b),
        )
    others = fr.quantite(len(gaps) - len(shown))
    if len(gaps) > len(shown):
        yield phrase("autres_ecarts_de_sources" if shown else "ecarts_de_sources", nombre=others)


def mesure(ctx: Contexte, one: Rapprochement) -> str:
    """« Visiteurs uniques, parents »: what both sources measure."""
    label = libelle_mesure(ctx, one.nom)
    return f"{label}, {ctx.libelles.profils[one.profil].lower()}" if one.profil else label


def libelle_mesure(ctx: Contexte, nom: str) -> str:
    """The label of what a comparison is about, of all its profiles."""
    return ctx.indicateur(INDICATEURS[nom]).libelle
