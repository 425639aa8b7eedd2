"""Stopped series: a service that falls to nothing against its own history is « interrompu », never 0.

A column of a source can die, an application can be switched off: 0 would say that people lost interest. Whether it is
the one or the other is not for a figure to tell, only that the series stopped. History is read where it is published: a
masked month counts as unknown, so that the word tells nothing of a small group.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import polars as pl

from ent_report.indicators.registre import INDICATEURS
from ent_report.indicators.table import KEY, is_whole
from ent_report.vocabulary import NON_CLASSE, Etat

SERIES = tuple(code for code, one in INDICATEURS.items() if one.est_suivi)
"""Indicators whose figures by service are watched."""

MEDIANE_MIN = 50.0
RESTE_MAX_PCT = 1.0
MOIS_LUS = 3
JOURS_DE_CLASSE_MIN = 5
"""In a month with fewer class days every service rests: it neither stops a series nor stands for its history."""

_PLACE = ("niveau", "code", "indicateur")


def mark_stopped(figures: pl.DataFrame, anterieurs: pl.DataFrame, mois_entiers: Collection[date]) -> pl.DataFrame:
    """The indicators' table of a month with `etat` = `interrompu` where a service's series stopped; a row without value
    is added where none stands any more. Rows stay sorted by the table's key.

    `figures`: the month's, unmasked; `anterieurs`: what `series_of` gives of the months before it; `mois_entiers`:
    first days of the months with enough class days, this one among them or nothing is marked.
    A series is stopped where its median over its last `MOIS_LUS` known months is at least `MEDIANE_MIN` and the
    month keeps at most `RESTE_MAX_PCT` percent of it. A month in which it was stopped already is not one of them.
    """
    months = figures["mois"].unique().to_list()
    if len(months) != 1 or months[0] not in mois_entiers:
        return figures
    usual = _medians(anterieurs.filter(pl.col("mois").is_in(list(mois_entiers)), pl.col("mois") < months[0]))
    measured = _totals(figures.filter(_whole())).select(*_PLACE, "unite", "source")
    now = figures.filter(_of_services()).select(*_PLACE, "service", "valeur", present=pl.lit(value=True), avant="etat")
    is_known = pl.col("avant").fill_null(Etat.PUBLIE.value) == Etat.PUBLIE
    stopped = (
        usual.filter(pl.col("mediane") >= MEDIANE_MIN)
        .join(measured, on=_PLACE)
        .join(now, on=[*_PLACE, "service"], how="left")
        .filter(is_known, pl.col("valeur").fill_null(0) <= pl.col("mediane") * RESTE_MAX_PCT / 100)
    )
    return _with_state(figures, stopped)


def series_of(figures: pl.DataFrame | pl.LazyFrame) -> pl.LazyFrame:
    """The rows of a month that are its part of the history: figures by service, and the totals that say that their
    source was read.
    """
    return figures.lazy().filter(_of_services() | _whole()).select("mois", *_PLACE, "service", "valeur", "etat")


def _whole() -> pl.Expr:
    return pl.col("indicateur").is_in(SERIES) & is_whole()


def _of_services() -> pl.Expr:
    return pl.col("indicateur").is_in(SERIES) & is_whole("service") & pl.col("service").is_not_null()


def _totals(figures: pl.DataFrame) -> pl.DataFrame:
    """The places and indicators that were measured over the whole month: where nothing at all was counted, nobody came
    or the place was not connected, and no service is to blame.
    """
    known = pl.col("etat").is_in([Etat.PUBLIE, Etat.MASQUE]) & (pl.col("valeur") > 0)
    return figures.filter(pl.col("service").is_null(), known)


def _medians(history: pl.DataFrame) -> pl.DataFrame:
    """Columns niveau, code, indicateur, service, mediane: over the last known months of each series.

    Where its source was read and a series has no row, nobody used the service: that month's value is 0.
    """
    series = history.filter(pl.col("service").is_not_null(), pl.col("service") != NON_CLASSE)
    names = series.select(*_PLACE, "service").unique()
    every = names.join(_totals(history).select("mois", *_PLACE), on=_PLACE)
    known = every.join(
        series.select("mois", *_PLACE, "service", "valeur", "etat"), on=["mois", *_PLACE, "service"], how="left"
    )
    shown = pl.col("etat").is_null() | ((pl.col("etat") == Etat.PUBLIE) & pl.col("valeur").is_not_null())
    return (
        known.filter(shown)
        .with_columns(pl.col("valeur").fill_null(0))
        .sort("mois", descending=True)
        .group_by(*_PLACE, "service")
        .agg(pl.col("valeur").head(MOIS_LUS).median().alias("mediane"))
    )


def _with_state(figures: pl.DataFrame, stopped: pl.DataFrame) -> pl.DataFrame:
    if stopped.is_empty():
        return figures
    key = [*_PLACE, "service"]
    marks = stopped.select(*key, arrete=pl.lit(value=True))
    state = pl.when(pl.col("arrete") & is_whole("service")).then(pl.lit(Etat.INTERROMPU.value)).otherwise("etat")
    marked = figures.join(marks, on=key, how="left", nulls_equal=True).with_columns(etat=state).drop("arrete")
    gone = stopped.filter(pl.col("present").is_null()).select(
        *key, "unite", "source", mois=pl.lit(figures["mois"][0]), etat=pl.lit(Etat.INTERROMPU.value)
    )
    return pl.concat([marked, gone], how="diagonal").sort(KEY, nulls_last=False)
