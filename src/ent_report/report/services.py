"""Page 3, what for: every service with its visits, and the six axes with the lycée's targets."""

from __future__ import annotations

from dataclasses import dataclass

from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.annee import holiday_bands
from ent_report.report.axes import LigneAxe, axes, dire_axes_sans, living_axes, share_of_axis
from ent_report.report.cellules import Cellule
from ent_report.report.charts.courbes import Serie, courbes
from ent_report.report.charts.primitives import Graphique
from ent_report.report.contexte import Contexte
from ent_report.report.figures import Chiffre
from ent_report.report.mois import month_labels
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.renvois import bandes, legende
from ent_report.vocabulary import NON_CLASSE

LIGNES_MAX = 26
_FEW, _MANY = 14, 20  # up to the one, the page has room for tall curves; up to the other, for low ones
_CURVES, _TALL, _LOW = 4, 104.0, 84.0


@dataclass(frozen=True)
class LigneService:
    """`jauge` is the bar's length."""

    libelle: str
    axe: str
    visites: Cellule
    part: Cellule
    jauge: float
    sur_m1: Cellule
    sur_n1: Cellule


@dataclass(frozen=True)
class Usages:
    """`services` are those with a figure, most used first; those without any visit are named in `sans_visite`."""

    constat: Phrase
    services: tuple[LigneService, ...]
    autres: Phrase | None
    sans_visite: Phrase | None
    graphique: Graphique | None
    graphique_lecture: Phrase | None
    graphique_incidents: Phrase | None
    axes: tuple[LigneAxe, ...]
    axes_sans_service: Phrase | None
    axes_sans_interrompu: Phrase | None
    a_des_objectifs: bool
    est_dense: bool


def build_usages(ctx: Contexte) -> Usages:
    used = sorted(_shown(ctx).items(), key=lambda item: (-(item[1].valeur or -1.0), item[0]))
    lines = tuple(_line(ctx, code, figure) for code, figure in used[:LIGNES_MAX])
    first = [code for code, figure in used if figure.valeur] if len(lines) <= _MANY else []
    chart = _chart(ctx, first, _TALL if len(lines) <= _FEW else _LOW)
    return Usages(
        constat=_finding(ctx, used),
        services=lines,
        autres=phrase("autres_services", nombre=fr.quantite(len(used) - LIGNES_MAX))
        if len(used) > LIGNES_MAX
        else None,
        sans_visite=_unused(ctx),
        graphique=chart,
        graphique_lecture=None if chart is None else _reading(ctx, first[0]),
        graphique_incidents=None if chart is None else legende(ctx, "visites", ctx.treize_mois),
        axes=axes(ctx),
        axes_sans_service=_axes_without_service(ctx),
        axes_sans_interrompu=dire_axes_sans(ctx),
        a_des_objectifs=any(code in ctx.libelles.axes for code in ctx.objectifs),
        est_dense=len(lines) > _FEW,
    )


def _shown(ctx: Contexte) -> dict[str, Chiffre]:
    """The services that were used, or whose figure lacks for a reason that the reader should see."""
    seen = {key.service for key in ctx.figures.of(ctx.mois) if key.service and key.indicateur == "visites"}
    codes = [*ctx.libelles.services, *sorted(seen - set(ctx.libelles.services))]
    figures = {code: ctx.chiffre("visites", service=code) for code in codes}
    known = any(figure.valeur is not None for figure in figures.values())
    return {
        code: figure
        for code, figure in figures.items()
        if figure.valeur or (figure.valeur is None and (known or code in seen))
    }


def _line(ctx: Contexte, code: str, figure: Chiffre) -> LigneService:
    service, whole = ctx.libelles.service(code), ctx.chiffre("visites")
    return LigneService(
        libelle=service.libelle,
        axe=ctx.libelles.axes.get(service.axe or "", ""),
        visites=cellules.value(ctx.indicateur("visites"), figure),
        part=cellules.share(figure, whole),
        jauge=cellules.jauge(cellules.ratio(figure, whole)),
        sur_m1=ctx.evolution("visites", ctx.m1, service=code),
        sur_n1=ctx.evolution("visites", ctx.n1, service=code),
    )


def _unused(ctx: Contexte) -> Phrase | None:
    """The services that a lycée may use and nobody opened."""
    codes = [c for c in ctx.libelles.services if c != NON_CLASSE and ctx.chiffre("visites", service=c).valeur == 0]
    if not codes:
        return None
    return phrase("sans_visite", services=fr.enumeration([ctx.libelles.service(code).libelle for code in codes]))


def _axes_without_service(ctx: Contexte) -> Phrase | None:
    labels = [label for code, label in ctx.libelles.axes.items() if not ctx.libelles.services_de(code)]
    return (
        phrase("axes_sans_service", axes=fr.enumeration([fr.guillemets(label) for label in labels])) if labels else None
    )


def _finding(ctx: Contexte, used: list[tuple[str, Chiffre]]) -> Phrase:
    """The most used service and the first axis, computed."""
    first = next(((code, figure) for code, figure in used if figure.valeur and code != NON_CLASSE), None)
    share = None if first is None else cellules.ratio(first[1], ctx.chiffre("visites"))
    if first is None or share is None:
        return phrase("usages_inconnus")
    parts = {axe: share_of_axis(ctx, axe, ctx.mois) for axe in living_axes(ctx)}
    known = sorted(((part, code) for code, part in parts.items() if part), reverse=True)
    service = {"service": ctx.libelles.service(first[0]).libelle, "part": fr.pourcent(share)}
    if not known or None in parts.values():
        return phrase("usages_service", **service)
    return phrase("usages", **service, axe=ctx.libelles.axes[known[0][1]], part_axe=fr.pourcent(known[0][0]))


def _reading(ctx: Contexte, code: str) -> Phrase:
    """From which month to which the most used service goes."""
    known = [
        (figure.valeur, month)
        for month in ctx.treize_mois
        if (figure := ctx.chiffre("visites", month, service=code)).valeur is not None
    ]
    (least, worst), (greatest, best) = min(known), max(known)
    return phrase(
        "services_lecture",
        service=ctx.libelles.service(code).libelle,
        minimum=fr.quantite(least),
        mois_minimum=fr.mois_long(worst),
        maximum=fr.quantite(greatest),
        mois_maximum=fr.mois_long(best),
    )


def _chart(ctx: Contexte, codes: list[str], height: float) -> Graphique | None:
    """The first services over the thirteen months, if two months at least are known."""
    months = ctx.treize_mois
    if not codes or sum(ctx.chiffre("visites", month).valeur is not None for month in months) < 2:
        return None
    series = [
        Serie(
            ctx.libelles.service(code).libelle,
            tuple(ctx.chiffre("visites", month, service=code).valeur for month in months),
            rank,
        )
        for rank, code in enumerate(codes[:_CURVES], start=1)
    ]
    bands = [*holiday_bands(ctx, months), *bandes(ctx, "visites", months)]
    return courbes(series, month_labels(months), bands, height)
