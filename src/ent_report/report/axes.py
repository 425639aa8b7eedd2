"""The six axes of use: pages, which add up (a visit may use two services of one axis, a page is of one service)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.cellules import VIDE, Cellule
from ent_report.report.contexte import Contexte
from ent_report.report.figures import Chiffre
from ent_report.report.phrases import Phrase, phrase
from ent_report.vocabulary import NON_CLASSE, Etat, Mois


@dataclass(frozen=True)
class LigneAxe:
    """`jauge` is the bar's length; `est_atteint` is None without a target."""

    libelle: str
    pages: Cellule
    part: Cellule
    jauge: float
    part_n1: Cellule
    objectif: Cellule
    ecart: Phrase | None
    est_atteint: bool | None


def axes(ctx: Contexte) -> tuple[LigneAxe, ...]:
    """The six axes, then what belongs to none."""
    lines = [_line(ctx, code, label) for code, label in ctx.libelles.axes.items()]
    return (*lines, _rest(ctx))


def _line(ctx: Contexte, axe: str, label: str) -> LigneAxe:
    reached, target = share_of_axis(ctx, axe, ctx.mois), ctx.objectifs.axes.get(axe)
    return LigneAxe(
        libelle=label,
        pages=cellules.value(ctx.indicateur("pages_vues"), pages_of_axis(ctx, axe, ctx.mois)),
        part=_share(ctx, axe, ctx.mois),
        jauge=cellules.jauge(reached),
        part_n1=_share(ctx, axe, ctx.n1),
        objectif=VIDE if target is None else Cellule(fr.pourcent(target, 0 if target == int(target) else 1)),
        ecart=_gap(reached, target),
        est_atteint=None if target is None or reached is None else missing_points(reached, target) <= 0,
    )


def _rest(ctx: Contexte) -> LigneAxe:
    codes = [code for code in _seen(ctx) if ctx.libelles.service(code).axe is None]
    pages = _sum(ctx.chiffre("pages_vues", service=code) for code in codes)
    before = _sum(ctx.chiffre("pages_vues", ctx.n1, service=code) for code in codes)
    whole, whole_before = ctx.chiffre("pages_vues"), ctx.chiffre("pages_vues", ctx.n1)
    return LigneAxe(
        libelle=ctx.libelles.service(NON_CLASSE).libelle,
        pages=cellules.value(ctx.indicateur("pages_vues"), pages),
        part=cellules.share(pages, whole),
        jauge=cellules.jauge(cellules.ratio(pages, whole)),
        part_n1=cellules.share(before, whole_before),
        objectif=VIDE,
        ecart=None,
        est_atteint=None,
    )


def _gap(reached: float | None, target: float | None) -> Phrase | None:
    if target is None or reached is None:
        return None
    missing = missing_points(reached, target)
    return phrase("objectif_manque", points=fr.quantite(missing, 1)) if missing > 0 else phrase("objectif_atteint")


def missing_points(reached: float, target: float) -> float:
    """How far a share stays under its target, both as they are shown; 0 or less if it is reached."""
    return float(fr.rounded(target, 1) - fr.rounded(reached, 1))


def _share(ctx: Contexte, axe: str, mois: Mois) -> Cellule:
    return cellules.share(pages_of_axis(ctx, axe, mois), ctx.chiffre("pages_vues", mois))


def share_of_axis(ctx: Contexte, axe: str, mois: Mois) -> float | None:
    """The axis's pages in percent of all pages, None if they are not known."""
    return cellules.ratio(pages_of_axis(ctx, axe, mois), ctx.chiffre("pages_vues", mois))


def pages_of_axis(ctx: Contexte, axe: str, mois: Mois) -> Chiffre:
    """The pages of an axis's services; masked if one of them is, else its sum would give that one back.

    A stopped service leaves its axis to the others; where they have no page, the axis is stopped with it, and not 0.
    """
    return _sum(ctx.chiffre("pages_vues", mois, service=code) for code in ctx.libelles.services_de(axe))


def _sum(parts: Iterable[Chiffre]) -> Chiffre:
    every = list(parts)
    known = [part for part in every if part.etat is not Etat.INTERROMPU]
    values = [part.valeur for part in known if part.valeur is not None]
    if len(values) < len(known):
        return Chiffre(cellules.lacking(*known))
    if len(known) < len(every) and not any(values):
        return Chiffre(Etat.INTERROMPU)
    return Chiffre(Etat.PUBLIE, sum(values)) if every else Chiffre(Etat.ABSENT)


def living_axes(ctx: Contexte) -> list[str]:
    """The axes that have a service, those aside whose only uses stopped."""
    codes = [code for code in ctx.libelles.axes if ctx.libelles.services_de(code)]
    return [code for code in codes if pages_of_axis(ctx, code, ctx.mois).etat is not Etat.INTERROMPU]


def stopped_within(ctx: Contexte) -> tuple[str, ...]:
    """Labels of the stopped services that an axis goes on without."""
    return tuple(
        ctx.libelles.service(service).libelle
        for axe in living_axes(ctx)
        for service in ctx.libelles.services_de(axe)
        if ctx.chiffre("pages_vues", service=service).etat is Etat.INTERROMPU
    )


def dire_axes_sans_service(ctx: Contexte) -> Phrase | None:
    """The axes to which the configuration gives no service."""
    labels = [fr.guillemets(label) for code, label in ctx.libelles.axes.items() if not ctx.libelles.services_de(code)]
    return phrase("axes_sans_service", axes=fr.enumeration(labels)) if labels else None


def dire_axes_sans(ctx: Contexte) -> Phrase | None:
    """That an axis is counted without a service which stopped."""
    stopped = [fr.guillemets(label) for label in stopped_within(ctx)]
    if not stopped:
        return None
    return phrase(
        "axes_sans_interrompu" if len(stopped) == 1 else "axes_sans_interrompus", services=fr.enumeration(stopped)
    )


def _seen(ctx: Contexte) -> list[str]:
    """All services of the labels and of the month's figures, known or not."""
    found = {key.service for key in ctx.figures.of(ctx.mois) if key.service is not None}
    return [*ctx.libelles.services, *sorted(found - set(ctx.libelles.services))]
