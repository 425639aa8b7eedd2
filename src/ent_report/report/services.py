"""What for: the month's visits of each service, and what both reports say of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.axes import living_axes, share_of_axis
from ent_report.report.cellules import Cellule
from ent_report.report.contexte import Contexte
from ent_report.report.figures import Chiffre
from ent_report.report.phrases import Phrase, phrase
from ent_report.vocabulary import NON_CLASSE, Etat

Services = Sequence[tuple[str, Chiffre]]
"""Codes and visits, most used first."""


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


def visits_by_service(ctx: Contexte) -> dict[str, Chiffre]:
    """The services of the labels, then those that figures name beside."""
    seen = seen_services(ctx)
    codes = [*ctx.libelles.services, *sorted(seen - set(ctx.libelles.services))]
    return {code: ctx.chiffre("visites", service=code) for code in codes}


def seen_services(ctx: Contexte) -> set[str]:
    """The services of which the month has a figure."""
    return {key.service for key in ctx.figures.of(ctx.mois) if key.service and key.indicateur == "visites"}


def most_used_first(figures: Iterable[tuple[str, Chiffre]]) -> Services:
    return sorted(figures, key=lambda item: (-(item[1].valeur or -1.0), item[0]))


def service_line(ctx: Contexte, code: str, figure: Chiffre) -> LigneService:
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


def dire_usages(ctx: Contexte, used: Services) -> Phrase:
    """The most used service, of those that are shown, and the first axis, computed."""
    first = next(((code, figure) for code, figure in used if figure.valeur and code != NON_CLASSE), None)
    share = None if first is None else cellules.ratio(first[1], ctx.chiffre("visites"))
    if first is None or share is None:
        return phrase("usages_inconnus")
    parts = {axe: share_of_axis(ctx, axe, ctx.mois) for axe in living_axes(ctx)}
    known = sorted(((part, code) for code, part in parts.items() if part), reverse=True)
    among = {"communique": "oui"} if any(figure.etat is Etat.MASQUE for _, figure in used) else {}
    service = {"service": ctx.libelles.service(first[0]).libelle, "part": fr.pourcent(share), **among}
    if not known or None in parts.values():
        return phrase("usages_service", **service)
    return phrase("usages", **service, axe=ctx.libelles.axes[known[0][1]], part_axe=fr.pourcent(known[0][0]))


@dataclass(frozen=True)
class ServicesActives:
    """Of the services that a lycée has chosen to activate, how many were used and how many are not told, and the labels
    of those that nobody opened.
    """

    utilises: int
    non_dits: int
    inutilises: tuple[str, ...]


def services_actives(ctx: Contexte) -> ServicesActives:
    chosen = [code for code in dict.fromkeys(ctx.objectifs.services) if code in ctx.libelles.services]
    visits = {code: ctx.chiffre("visites", service=code).valeur for code in chosen}
    return ServicesActives(
        utilises=sum(1 for value in visits.values() if value),
        non_dits=sum(1 for value in visits.values() if value is None),
        inutilises=tuple(ctx.libelles.service(code).libelle for code, value in visits.items() if value == 0),
    )


def dire_actives(found: ServicesActives) -> Phrase | None:
    """What became of the services that the lycée has activated."""
    chosen = found.utilises + found.non_dits + len(found.inutilises)
    if not chosen:
        return None
    parts: dict[str, str | fr.Quantite] = {"nombre": fr.quantite(chosen), "utilises": fr.quantite(found.utilises)}
    if found.non_dits:
        parts["non_dits"] = fr.quantite(found.non_dits)
    if found.inutilises:
        parts["inutilises"] = fr.enumeration(found.inutilises)
    return phrase("services_actives", **parts)


def dire_sans_visite(ctx: Contexte, figures: Iterable[tuple[str, Chiffre]]) -> Phrase | None:
    """The services that nobody opened, those aside that the lycée has activated."""
    told = {NON_CLASSE, *ctx.objectifs.services}
    unused = [code for code, figure in figures if figure.valeur == 0 and code not in told]
    if not unused:
        return None
    return phrase("sans_visite", services=fr.enumeration([ctx.libelles.service(code).libelle for code in unused]))
