"""Page 3, what for: every service with its visits, and the six axes with the lycée's targets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.axes import LigneAxe, axes, dire_axes_sans, living_axes, share_of_axis
from ent_report.report.cellules import Cellule
from ent_report.report.contexte import Contexte
from ent_report.report.figures import Chiffre
from ent_report.report.lycee.services_annee import AnneeServices, annee_services
from ent_report.report.phrases import Phrase, phrase
from ent_report.vocabulary import NON_CLASSE, Etat

LIGNES_MAX = 26
_FEW, _SOME, _MANY = 10, 14, 20  # up to the first, the page has room for tall curves; up to the second, for low ones
_TALL, _LOW = 96.0, 72.0


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
    """`services` are those with a figure, most used first; those without any visit are named in `sans_visite`. Where
    not one figure may be shown there are no lines, and `services_masques` counts them; likewise for `axes`.
    """

    constat: Phrase
    services: tuple[LigneService, ...]
    autres: Phrase | None
    services_masques: Phrase | None
    sans_visite: Phrase | None
    annee: AnneeServices | None
    axes: tuple[LigneAxe, ...]
    axes_sans_service: Phrase | None
    axes_sans_interrompu: Phrase | None
    a_des_objectifs: bool
    est_dense: bool


def build_usages(ctx: Contexte) -> Usages:
    used = sorted(_shown(ctx).items(), key=lambda item: (-(item[1].valeur or -1.0), item[0]))
    by_axis, has_figures = axes(ctx), any(figure.valeur for _, figure in used)
    lines = tuple(_line(ctx, code, figure) for code, figure in used[:LIGNES_MAX])
    first = [code for code, figure in used if figure.valeur] if len(lines) <= _SOME else []
    return Usages(
        constat=_finding(ctx, used),
        services=lines if has_figures else (),
        services_masques=None if has_figures else _masked(figure for _, figure in used),
        autres=phrase("autres_services", nombre=fr.quantite(len(used) - LIGNES_MAX))
        if len(used) > LIGNES_MAX
        else None,
        sans_visite=_unused(ctx) if has_figures else None,
        annee=annee_services(ctx, first, _TALL if len(lines) <= _FEW else _LOW),
        axes=by_axis if any(not line.part.est_mot for line in by_axis) else (),
        axes_sans_service=_axes_without_service(ctx),
        axes_sans_interrompu=dire_axes_sans(ctx),
        a_des_objectifs=any(code in ctx.libelles.axes for code in ctx.objectifs),
        est_dense=_FEW < len(lines) <= _SOME or len(lines) > _MANY,
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


def _masked(figures: Iterable[Chiffre]) -> Phrase | None:
    masked = sum(figure.etat is Etat.MASQUE for figure in figures)
    return phrase("services_masques", nombre=fr.quantite(masked)) if masked else None


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


def among(used: Iterable[tuple[str, Chiffre]]) -> dict[str, str]:
    """`communique`: some services are masked, so that the greatest is one of those that are shown."""
    return {"communique": "oui"} if any(figure.etat is Etat.MASQUE for _, figure in used) else {}


def _finding(ctx: Contexte, used: list[tuple[str, Chiffre]]) -> Phrase:
    """The most used service, of those that are shown, and the first axis, computed."""
    first = next(((code, figure) for code, figure in used if figure.valeur and code != NON_CLASSE), None)
    share = None if first is None else cellules.ratio(first[1], ctx.chiffre("visites"))
    if first is None or share is None:
        return phrase("usages_inconnus")
    parts = {axe: share_of_axis(ctx, axe, ctx.mois) for axe in living_axes(ctx)}
    known = sorted(((part, code) for code, part in parts.items() if part), reverse=True)
    service = {"service": ctx.libelles.service(first[0]).libelle, "part": fr.pourcent(share), **among(used)}
    if not known or None in parts.values():
        return phrase("usages_service", **service)
    return phrase("usages", **service, axe=ctx.libelles.axes[known[0][1]], part_axe=fr.pourcent(known[0][0]))
