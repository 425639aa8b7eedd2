"""The thirteen months: visits of each profile, holidays shaded, partial months hollow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.charts.courbes import Plage, Serie, courbes
from ent_report.report.charts.primitives import Graphique
from ent_report.report.contexte import Contexte
from ent_report.report.figures import Chiffre
from ent_report.report.lycee.tableau_mois import TableauMois, tableau_mois
from ent_report.report.mois import month_labels, place
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.renvois import bandes, legende
from ent_report.vocabulary import Mois

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
    series = list(_series(ctx, months, partial))
    if not series:
        return Annee(None, dire_annee(months, totals), a_des_partiels=False, tableau=_table(ctx))
    bands = [*holiday_bands(ctx, months), *bandes(ctx, "visites", months)]
    chart = courbes(series, month_labels(months), bands, _LOW if low else _HEIGHT)
    known = legende(ctx, "visites", months)
    is_hollow = any(one.valeurs[n] is not None for one in series for n in partial)
    return Annee(chart, dire_annee(months, totals), is_hollow, known, _table(ctx))


def _table(ctx: Contexte) -> TableauMois:
    drawn = {
        label: {"profil": code}
        for code, label in ctx.libelles.profils.items()
        if any(ctx.chiffre("visites", month, profil=code).valeur for month in ctx.treize_mois)
    }
    return tableau_mois(ctx, drawn)


def _series(ctx: Contexte, months: list[Mois], partial: frozenset[int]) -> Iterator[Serie]:
    """A curve a profile that had any visit."""
    for rank, (code, label) in enumerate(ctx.libelles.profils.items(), start=1):
        figures = [ctx.chiffre("visites", month, profil=code) for month in months]
        if any(figure.valeur for figure in figures):
            last = cellules.value(ctx.indicateur("visites"), figures[-1])
            values = tuple(figure.valeur for figure in figures)
            yield Serie(f"{label} {last}", values, min(rank, 5), partial)


def holiday_bands(ctx: Contexte, months: list[Mois]) -> list[Plage]:
    return [
        Plage(place(months, holiday.premier_jour, 0), place(months, holiday.dernier_jour, 1))
        for holiday in ctx.donnees.calendrier.vacances
    ]


def dire_annee(months: Sequence[Mois], totals: Sequence[Chiffre]) -> Phrase:
    """The months with most and with fewest visits, of those that are known: at least one is."""
    known = [(total.valeur, month) for month, total in zip(months, totals, strict=True) if total.valeur is not None]
    greatest, best = max(known)
    least, worst = min(known)
    return phrase(
        "annee_lecture" if len(known) == len(months) else "annee_lecture_incomplete",
        maximum=fr.quantite(greatest),
        mois_maximum=fr.mois_long(best),
        minimum=fr.quantite(least),
        mois_minimum=fr.mois_long(worst),
        mois=fr.quantite(len(known)),
    )
