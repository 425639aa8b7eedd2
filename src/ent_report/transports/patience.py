"""Trying again: how often, after what growing and jittered waits, and when a server says that it may be asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TypeVar

import stamina

T = TypeVar("T")


class RequeteError(Exception):
    """Why a site did not answer as it was asked, in one line without a secret or a person's data.

    `est_passager`: asking again may help, after `attente_s` where the site says so; `est_ferme`: to ask for anything
    else would end in the same way.
    """

    def __init__(
        self, line: str, *, est_passager: bool = False, est_ferme: bool = False, attente_s: float | None = None
    ) -> None:
        super().__init__(line)
        self.est_passager = est_passager
        self.est_ferme = est_ferme
        self.attente_s = attente_s


@dataclass(frozen=True)
class Essais:
    """`nombre` tries in all, with waits in seconds from `attente_s`, doubled each time, to `attente_max_s`, each with
    up to `alea_s` more.
    """

    nombre: int
    attente_s: float
    attente_max_s: float
    alea_s: float


def patiently(
    ask: Callable[[], T],
    on: type[Exception] | Callable[[Exception], bool | float],
    essais: Essais,
    *,
    delai_s: float | None = None,
    again: Callable[[Exception, int], None] = lambda _error, _number: None,
) -> T:
    """What `ask` gives, asked again as long as its error may pass, within `delai_s` in all.

    `on`: the kind of such errors, or whether one is so, as the seconds to wait where they are known; `again` is told of
    the error that led to each further try, and the try's number.
    """
    last: Exception | None = None
    for attempt in stamina.retry_context(
        on=on,
        attempts=essais.nombre,
        timeout=delai_s,
        wait_initial=essais.attente_s,
        wait_max=essais.attente_max_s,
        wait_jitter=essais.alea_s,
    ):
        if last is not None:
            again(last, attempt.num)
        with attempt:
            try:
                return ask()
            except Exception as error:
                last = error
                raise
    raise AssertionError("the last try returns or raises")


def may_pass(error: Exception) -> bool | float:
    """Whether to ask again after an error, or after how many seconds."""
    if not isinstance(error, RequeteError) or not error.est_passager:
        return False
    return True if error.attente_s is None else error.attente_s


def asked_again_at(retry_after: str, now: datetime) -> datetime | None:
    """The instant that a header Retry-After names, by seconds from `now` or by a date; None where it names none."""
    text = retry_after.strip()
    try:
        found = now + timedelta(seconds=int(text)) if text.isdigit() else parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return as_utc(found)


def as_utc(moment: datetime) -> datetime:
    """An instant without a zone is one of UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
