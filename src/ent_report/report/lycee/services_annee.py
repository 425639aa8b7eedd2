"""The most used services over the thirteen months: curves, and their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ent_report.report import format as fr
from ent_report.report.charts.courbes import Serie, courbes
from ent_report.report.charts.primitives import Graphique
from ent_report.report.contexte import Contexte
from ent_report.report.lycee.tableau_mois import TableauMois, tableau_mois
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.renvois import legende
from ent_report.report.treize_mois import bandes, month_labels
from ent_report.vocabulary import Etat

_CURVES = 4


@dataclass(frozen=True)
class AnneeServices:
    graphique: Graphique
    lecture: Phrase
    tableau: TableauMois
    incidents: Phrase | None


def annee_services(ctx: Contexte, codes: Sequence[str], hauteur: float) -> AnneeServices | None:
    """The first of these services, most used first; None while fewer than two months are known."""
    months, drawn = ctx.treize_mois, codes[:_CURVES]
    if not drawn or sum(ctx.chiffre("visites", month).valeur is not None for month in months) < 2:
        return None
    labels = {ctx.libelles.service(code).libelle: code for code in drawn}
    series = [_serie(ctx, label, code, rank) for rank, (label, code) in enumerate(labels.items(), start=1)]
    return AnneeServices(
        graphique=courbes(series, month_labels(months), bandes(ctx), hauteur),
        lecture=_reading(ctx, drawn[0]),
        tableau=tableau_mois(ctx, {label: {"service": code} for label, code in labels.items()}),
        incidents=legende(ctx, months),
    )


def _serie(ctx: Contexte, label: str, code: str, rank: int) -> Serie:
    return Serie(label, tuple(ctx.chiffre("visites", month, service=code).valeur for month in ctx.treize_mois), rank)


def _reading(ctx: Contexte, code: str) -> Phrase:
    """From which month to which the most used service goes, among those that are shown."""
    figures = [(ctx.chiffre("visites", month, service=code), month) for month in ctx.treize_mois]
    known = [(figure.valeur, month) for figure, month in figures if figure.valeur is not None]
    is_masked = any(figure.etat is Etat.MASQUE for figure, _ in figures)
    (least, worst), (greatest, best) = min(known), max(known)
    return phrase(
        "services_lecture",
        service=ctx.libelles.service(code).libelle,
        minimum=fr.quantite(least),
        mois_minimum=fr.mois_long(worst),
        maximum=fr.quantite(greatest),
        mois_maximum=fr.mois_long(best),
        communiques=fr.quantite(len(known)) if is_masked else "",
    )
