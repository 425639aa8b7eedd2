"""The notes under a report's comparisons: which known incidents touch the months that are compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ent_report.report import format as fr
from ent_report.report.contexte import Contexte
from ent_report.report.incidents import Incident
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.qualite import COMPARES
from ent_report.vocabulary import Mois


@dataclass(frozen=True)
class Renvois:
    """`notes`: an incident each, for page 1; `des_visites`: changes of visits bear a mark, on other pages too."""

    notes: tuple[Phrase, ...]
    des_visites: bool


def build_renvois(ctx: Contexte) -> Renvois:
    months = _compared(ctx)
    touching = {code: [one for month in months for one in ctx.incidents_de(code, month)] for code in COMPARES}
    every = {one for found in touching.values() for one in found}
    return Renvois(
        tuple(_said(ctx, "renvoi_incident", one) for one in ctx.donnees.incidents if one in every),
        des_visites=bool(touching["visites"]),
    )


def _compared(ctx: Contexte) -> list[Mois]:
    """The report's month and those that it is compared with; none where none of them is known."""
    known = [month for month in (ctx.n1, ctx.m1) if ctx.figures.of(month)]
    return [*known, ctx.mois] if known else []


def dire_incidents(ctx: Contexte) -> tuple[Phrase, ...]:
    """The incidents that touch the month itself, whatever their source, for the lines on its quality."""
    touching = [one for one in ctx.donnees.incidents if one.touches(ctx.mois)]
    return tuple(_said(ctx, "incident_du_mois", one, source=_source(ctx, one)) for one in touching)


def _said(ctx: Contexte, cle: str, incident: Incident, **valeurs: str) -> Phrase:
    return phrase(
        cle,
        texte=fr.typographie(fr.nom_propre(incident.texte)).removesuffix("."),
        periode=fr.intervalle(incident.du, incident.au),
        **valeurs,
        **ctx.portee(incident),
    )


def _source(ctx: Contexte, incident: Incident) -> str:
    return "" if incident.source == "toutes" else ctx.libelles.source(incident.source)


def legende(ctx: Contexte, months: Sequence[Mois]) -> Phrase | None:
    """What the marks of a chart of visits stand for."""
    found = [fr.intervalle(one.du, one.au) for one in incidents_des_visites(ctx, months)]
    if not found:
        return None
    cle = "incident_de_la_courbe" if len(found) == 1 else "incidents_de_la_courbe"
    return phrase(cle, periodes=fr.enumeration(found))


def incidents_des_visites(ctx: Contexte, months: Iterable[Mois]) -> list[Incident]:
    """The known incidents that touch the visits of one of these months."""
    touching = {one for month in months for one in ctx.incidents_de("visites", month)}
    return [one for one in ctx.donnees.incidents if one in touching]
