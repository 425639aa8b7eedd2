"""One local day of the platform's events: its batches in order, each kept before the next is asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import polars as pl

from ent_report.sources.evenements.pseudonymises import pseudonymise
from ent_report.sources.pseudonymes import Pseudonymes
from ent_report.transports.patience import RequeteError
from ent_report.transports.plateforme.api import Api
from ent_report.transports.plateforme.reception import EnCours, Reception
from ent_report.vocabulary import PARIS, Mois


def fetch_day(api: Api, reception: Reception, day: date, pseudonymes: Pseudonymes) -> None:
    """Fetch a day from where it was left, to its end. Raises RequeteError; what was had until then is kept."""
    end = milliseconds(end_of(day))
    so_far = reception.progress(day, milliseconds(start_of(day)))
    while True:
        answer = api.events(so_far.suite_ms, end)
        rows = pseudonymise(answer.lignes, Mois.of(day), pseudonymes)
        _check_dates(rows, so_far.suite_ms, end)
        if not answer.a_suivre:
            _finish(reception, day, so_far, rows)
            return
        whole, suite_ms = _cut(rows)
        so_far = reception.keep(day, so_far, whole, suite_ms)


def how_far(reception: Reception, day: date) -> str | None:
    """How much is kept of a day that is not whole, in words; None where it is nothing."""
    kept = reception.progress(day, milliseconds(start_of(day)))
    if not kept.lots:
        return None
    until = datetime.fromtimestamp(kept.suite_ms / 1000, PARIS).isoformat(timespec="milliseconds")
    return f"fetched until {until} alone ({kept.lignes} events)"


def start_of(day: date) -> datetime:
    """A local day's begin, as an instant: a day has 23, 24 or 25 hours."""
    return datetime.combine(day, time(), PARIS).astimezone(UTC)


def end_of(day: date) -> datetime:
    return start_of(day + timedelta(days=1))


def milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _check_dates(rows: pl.DataFrame, start_ms: int, end_ms: int) -> None:
    """Refuse the answer to another question: of a platform that counts in another unit, or reads no duration."""
    dates = rows["date"].drop_nulls()
    outside = dates.filter(~dates.is_between(start_ms, end_ms, closed="left"))
    if len(outside):
        raise RequeteError(
            f"found an event with date {outside[0]}, expected milliseconds from {start_ms} to before {end_ms}"
        )


def _cut(rows: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """A batch that is not all, less its last millisecond, and that millisecond: the next batch begins with it, whole.

    Raises RequeteError where there is nothing to go on from.
    """
    dates = rows["date"].drop_nulls()
    if dates.is_empty():
        raise RequeteError("the platform says that there is more, but gave no event to go on from")
    if not dates.is_sorted():
        raise RequeteError("found events out of order, expected them sorted by date")
    last = int(dates[-1])
    if dates[0] == last:
        raise RequeteError(f"a whole batch is of the one millisecond {last}, and there is more: no way to go on")
    return rows[: (rows["date"] == last).arg_true()[0]], last


def _finish(reception: Reception, day: date, so_far: EnCours, rows: pl.DataFrame) -> None:
    """Make the day whole, unless nothing would replace what was fetched under another key."""
    known = reception.elsewhere(day)
    if known and not so_far.lignes + rows.height:
        raise RequeteError(
            f"the platform has no event any more; the {known} that were fetched under another key are kept"
        )
    reception.finish(day, so_far, rows)
