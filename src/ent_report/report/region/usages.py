"""What for: every service with its visits and the lycées that use it, and the six axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.axes import LigneAxe, axes, dire_axes_sans, living_axes, share_of_axis
from ent_report.report.cellules import Cellule
from ent_report.report.figures import Chiffre
from ent_report.report.lycee.usages import among
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.region.contexte import ContexteRegion
from ent_report.vocabulary import NON_CLASSE, Etat, Niveau


@dataclass(frozen=True)
class LigneServiceRegion:
    """`jauge` is the bar's length; `lycees` are those with a visit that used the service."""

    libelle: str
    axe: str
    visites: Cellule
    part: Cellule
    jauge: float
    lycees: Cellule
    sur_m1: Cellule
    sur_n1: Cellule


@dataclass(frozen=True)
class UsagesRegion:
    """`services` are those with a figure, most used first; those without any visit are named in `sans_visite`."""

    constat: Phrase
    services: tuple[LigneServiceRegion, ...]
    sans_visite: Phrase | None
    axes: tuple[LigneAxe, ...]
    axes_sans_service: Phrase | None
    axes_sans_interrompu: Phrase | None


def build_usages_region(ctx: ContexteRegion) -> UsagesRegion:
    figures = _by_service(ctx)
    shown = {code: figure for code, figure in figures.items() if figure.valeur != 0}
    used = sorted(shown.items(), key=lambda item: (-(item[1].valeur or -1.0), item[0]))
    users = _lycees_by_service(ctx)
    is_known = any(figure.valeur is not None for figure in figures.values())
    return UsagesRegion(
        constat=_finding(ctx, used),
        services=tuple(_line(ctx, code, figure, users) for code, figure in used) if is_known else (),
        sans_visite=_unused(ctx, figures),
        axes=axes(ctx),
        axes_sans_service=_unserved(ctx),
        axes_sans_interrompu=dire_axes_sans(ctx),
    )


def _by_service(ctx: ContexteRegion) -> dict[str, Chiffre]:
    seen = {key.service for key in ctx.figures.of(ctx.mois) if key.service and key.indicateur == "visites"}
    codes = [*ctx.libelles.services, *sorted(seen - set(ctx.libelles.services))]
    return {code: ctx.chiffre("visites", service=code) for code in codes}


def _lycees_by_service(ctx: ContexteRegion) -> Mapping[str, int]:
    """How many lycées used each service; a masked figure is one of a service that was used, a stopped one is not."""
    rows = ctx.donnees.figures.filter(
        pl.col("niveau") == Niveau.ETABLISSEMENT,
        pl.col("mois") == ctx.mois.premier_jour,
        pl.col("indicateur") == "visites",
        pl.col("service").is_not_null(),
        (pl.col("etat") == Etat.MASQUE) | ((pl.col("valeur") > 0) & (pl.col("etat") != Etat.INTERROMPU)),
    )
    return dict(rows.group_by("service").agg(pl.col("code").n_unique()).iter_rows())


def _line(ctx: ContexteRegion, code: str, figure: Chiffre, users: Mapping[str, int]) -> LigneServiceRegion:
    service, whole = ctx.libelles.service(code), ctx.chiffre("visites")
    return LigneServiceRegion(
        libelle=service.libelle,
        axe=ctx.libelles.axes.get(service.axe or "", ""),
        visites=cellules.value(ctx.indicateur("visites"), figure),
        part=cellules.share(figure, whole),
        jauge=cellules.jauge(cellules.ratio(figure, whole)),
        lycees=Cellule(fr.nombre(users[code])) if code in users else Cellule(fr.en_mots(figure.etat), est_mot=True),
        sur_m1=ctx.evolution("visites", ctx.m1, service=code),
        sur_n1=ctx.evolution("visites", ctx.n1, service=code),
    )


def _unused(ctx: ContexteRegion, figures: Mapping[str, Chiffre]) -> Phrase | None:
    """The services that nobody opened, anywhere."""
    codes = [code for code, figure in figures.items() if figure.valeur == 0 and code != NON_CLASSE]
    if not codes:
        return None
    return phrase("sans_visite", services=fr.enumeration([ctx.libelles.service(code).libelle for code in codes]))


def _unserved(ctx: ContexteRegion) -> Phrase | None:
    """The axes to which the configuration gives no service."""
    labels = [fr.guillemets(label) for code, label in ctx.libelles.axes.items() if not ctx.libelles.services_de(code)]
    return phrase("axes_sans_service", axes=fr.enumeration(labels)) if labels else None


def _finding(ctx: ContexteRegion, used: list[tuple[str, Chiffre]]) -> Phrase:
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
