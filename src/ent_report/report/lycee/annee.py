"""The thirteen months: visits of each profile, holidays shaded, partial months hollow."""

from __future__ import annotations

from dataclasses import dataclass

from ent_report.report.charts.courbes import courbes
from ent_report.report.charts.primitives import Graphique
from ent_report.report.contexte import Contexte
from ent_report.report.lycee.tableau_mois import TableauMois, tableau_mois
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.renvois import legende
from ent_report.report.treize_mois import bandes, courbes_des_profils, dire_annee, month_labels

_HEIGHT, _LOW = 164.0, 108.0
_MIN_MONTHS = 2


@dataclass(frozen=True)
class Annee:
    """`graphique` is None while fewer than two months are known, or if no visit is, or no profile's; `tableau` has its
    figures, and those of all profiles.
    """

    graphique: Graphique | None
    lecture: Phrase
    a_des_partiels: bool
    incidents: Phrase | None = None
    tableau: TableauMois | None = None


def annee(ctx: Contexte, *, low: bool = False) -> Annee:
    """`low` leaves room on the page for what follows."""
    months = ctx.treize_mois
    totals = [ctx.chiffre("visites", month) for month in months]
    if sum(total.valeur is not None for total in totals) < _MIN_MONTHS or not any(total.valeur for total in totals):
        return Annee(None, phrase("annee_a_venir"), a_des_partiels=False)
    partial = frozenset(n for n, total in enumerate(totals) if total.est_partiel)
    series = list(courbes_des_profils(ctx, _visiting(ctx), partial))
    if not series:
        return Annee(None, dire_annee(months, totals), a_des_partiels=False, tableau=_table(ctx))
    chart = courbes(series, month_labels(months), bandes(ctx), _LOW if low else _HEIGHT)
    known = legende(ctx, months)
    is_hollow = any(one.valeurs[n] is not None for one in series for n in partial)
    return Annee(chart, dire_annee(months, totals), is_hollow, known, _table(ctx))


def _visiting(ctx: Contexte) -> list[str]:
    """The profiles that had any visit."""
    months = ctx.treize_mois
    return [code for code in ctx.libelles.profils if any(ctx.chiffre("visites", m, profil=code).valeur for m in months)]


def _table(ctx: Contexte) -> TableauMois:
    return tableau_mois(ctx, {ctx.libelles.profils[code]: {"profil": code} for code in _visiting(ctx)})
