"""What a class day is worth: the visits of class days alone, which those of weekends and holidays do not swell.

The indicator `visites_par_jour_de_classe` divides all visits of a month by its class days, so that it moves by itself
between months with other holidays. What is said of class days, and compared, is this mean.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

import polars as pl

from ent_report.domaine.calendrier import Calendrier
from ent_report.report.cellules import lacking
from ent_report.report.figures import ABSENT, Chiffre, read_figure
from ent_report.vocabulary import Etat, Mois

PAR_JOUR = "visites_par_jour_de_classe"
"""The mean has its unit, its source and its decimals."""

Moyennes = Mapping[tuple[str, Mois], Chiffre]

_BREAK_DOWNS = ("profil", "service", "appareil", "jour_semaine", "heure")


def class_day_means(figures: pl.DataFrame, calendrier: Calendrier, mois: Collection[Mois]) -> Moyennes:
    """(code, month) -> visits of a class day on average; `figures`: rows of the indicators' table of one level.

    Without value where a class day is masked, the month is not whole, or none of its days is known. In a month that has
    days, one without a row is one of 0 visits.
    """
    wanted = figures.filter(
        pl.col("indicateur") == "visites",
        pl.col("mois").is_in([month.premier_jour for month in mois]),
        pl.all_horizontal(pl.col(name).is_null() for name in _BREAK_DOWNS),
    )
    by_place: dict[tuple[str, Mois], dict[date | None, Chiffre]] = {}
    for code, first, day, chiffre in _rows(wanted):
        by_place.setdefault((code, Mois.of(first)), {})[day] = chiffre
    days = {month: calendrier.jours_de_classe(month) if calendrier.est_connu(month) else [] for month in mois}
    return {place: _mean(known, days[place[1]]) for place, known in by_place.items()}


def _rows(figures: pl.DataFrame) -> Iterator[tuple[str, date, date | None, Chiffre]]:
    columns = ("code", "mois", "jour", "etat", "valeur", "numerateur", "denominateur", "source")
    for code, first, day, *cells in figures.select(columns).iter_rows():
        yield code, first, day, read_figure(*cells)


def _mean(known: Mapping[date | None, Chiffre], days: Collection[date]) -> Chiffre:
    """Of the days of a month (None: all of it) and their visits; `days` are its class days."""
    whole, found = known.get(None, ABSENT), [known[day] for day in days if day in known]
    if whole.etat is not Etat.PUBLIE:
        return Chiffre(whole.etat)
    if not days or known.keys() == {None}:
        return ABSENT
    if any(one.etat is not Etat.PUBLIE for one in found):
        return Chiffre(lacking(*found))
    visits = sum(one.valeur or 0.0 for one in found)
    return Chiffre(Etat.PUBLIE, visits / len(days), visits, len(days), whole.source)
