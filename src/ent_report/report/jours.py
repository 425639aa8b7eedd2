"""Each day of the month: visits, class days apart from the others, days that were not measured marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from ent_report.report import format as fr
from ent_report.report.charts.colonnes import Colonne, Fond, colonnes
from ent_report.report.charts.primitives import Graphique
from ent_report.report.contexte import Contexte
from ent_report.report.figures import ABSENT, Chiffre, Cle
from ent_report.report.incidents import RENVOI
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.renvois import legende
from ent_report.vocabulary import Etat

_TALL, _USUAL, _LOW = 250.0, 128.0, 84.0
_MIN_SHOWN = 5  # beside masked days, fewer say nothing of the others


@dataclass(frozen=True)
class Jours:
    """`graphique` is None if no day is known, or most are masked; `cle` are the looks that the chart uses, to be named
    beside it.
    """

    graphique: Graphique | None
    cle: tuple[str, ...]
    lecture: Phrase
    incidents: Phrase | None = None


def jours(ctx: Contexte, *, tall: bool = False, low: bool = False) -> Jours:
    """`tall` fills the page of a lycée that has no year to show; `low` leaves room on it for what follows."""
    days = ctx.mois.jours
    figures = [_figure(ctx, day) for day in days]
    known = [(day, figure.valeur) for day, figure in zip(days, figures, strict=True) if figure.valeur is not None]
    masked = sum(figure.etat is Etat.MASQUE for figure in figures)
    if masked and (masked > len(known) or len(known) < _MIN_SHOWN):
        return Jours(None, (), phrase("jours_masques", masques=fr.quantite(masked), jours=fr.nombre(len(days))))
    if not any(value for _, value in known):
        return Jours(None, (), phrase("jours_sans_visite" if known and not masked else "jours_inconnus"))
    best, greatest = max(known, key=lambda pair: (pair[1], -pair[0].day))
    bars = [
        Colonne(
            figure.valeur,
            _role(ctx, day, figure),
            str(day.day) if day.day == 1 or day.day % 5 == 0 else None,
            fr.nombre(greatest) if day == best else None,
        )
        for day, figure in zip(days, figures, strict=True)
    ]
    backgrounds = [*_holidays(ctx, days), *_incidents(ctx, days)]
    chart = colonnes(bars, backgrounds, _TALL if tall else _LOW if low else _USUAL)
    roles = tuple(role for role in ("plein", "clair", "inconnu", "croix") if any(b.role == role for b in bars))
    return Jours(chart, roles, _reading(ctx, known, best, masked), legende(ctx, [ctx.mois]))


def _figure(ctx: Contexte, day: date) -> Chiffre:
    if day in ctx.donnees.qualite.jours_manquants:
        return ABSENT
    return ctx.figures.get(ctx.mois, Cle("visites", jour=day), ctx.indicateur("visites").source)


def _role(ctx: Contexte, day: date, figure: Chiffre) -> str:
    if figure.valeur is None:
        return "croix" if figure.etat is Etat.MASQUE else "inconnu"
    return "plein" if ctx.donnees.calendrier.est_jour_de_classe(day) else "clair"


def _holidays(ctx: Contexte, days: Sequence[date]) -> list[Fond]:
    runs = groupby(enumerate(days), key=lambda pair: ctx.donnees.calendrier.vacances_du(pair[1]))
    found = [(holiday, [index for index, _ in run]) for holiday, run in runs]
    return [Fond(indexes[0], indexes[-1], holiday.nom) for holiday, indexes in found if holiday is not None]


def _incidents(ctx: Contexte, days: Sequence[date]) -> list[Fond]:
    """The days that a known incident touched, marked once each run."""
    touching = ctx.incidents_de("visites", ctx.mois)
    is_touched = [any(one.du <= day <= one.au for one in touching) for day in days]
    runs = [list(run) for touched, run in groupby(enumerate(is_touched), key=lambda pair: pair[1]) if touched]
    return [Fond(run[0][0], run[-1][0], RENVOI, "incident") for run in runs]


def _reading(ctx: Contexte, known: Sequence[tuple[date, float]], best: date, masked: int) -> Phrase:
    """The greatest day, and what a class day and another day are worth on average, where both are known.

    Where days are masked, all of it is of the days that are shown, and says so.
    """
    means = []
    for is_class in (True, False):
        values = [value for day, value in known if ctx.donnees.calendrier.est_jour_de_classe(day) is is_class]
        is_enough = len(values) >= (_MIN_SHOWN if masked else 1)
        means.append(sum(values) / len(values) if is_enough else None)
    top: dict[str, str | fr.Quantite] = {
        "jour": fr.jour(best, annee=False, semaine=True),
        "visites": fr.quantite(dict(known)[best]),
        "communiques": fr.nombre(len(known)) if masked else "",
    }
    if means[0] is None or means[1] is None:
        return phrase("jours_maximum", **top)
    return phrase("jours_lecture", **top, classe=fr.quantite(means[0]), autres=fr.quantite(means[1]))
