"""What goes wrong over HTTP, in one line: within one deadline, and without a secret or more of a URL than its path."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from ent_report.transports.patience import RequeteError

MESSAGE_MAX = 300


@dataclass(frozen=True)
class Patience:
    """In seconds, but `essais`: how often a request is made. `delai_s` is for all requests of a client together,
    `attente_s` the wait before the second try, which then doubles.
    """

    connexion_s: float
    lecture_s: float
    delai_s: float
    essais: int
    attente_s: float


class Garde:
    """The deadline of all that is asked of a site, and the faults of it; `secrets` are masked in what the site says.

    `maintenant` is the clock at the start.
    """

    def __init__(self, patience: Patience, maintenant: datetime, secrets: Sequence[str]) -> None:
        self._patience = patience
        self._maintenant = maintenant
        self._secrets = [one for one in secrets if one]
        self._started = time.monotonic()

    def now(self) -> datetime:
        return self._maintenant + timedelta(seconds=time.monotonic() - self._started)

    def remaining_s(self) -> float:
        return self._patience.delai_s - (time.monotonic() - self._started)

    def hurry(self, url: str | httpx.URL) -> float:
        """The seconds that remain. Raises RequeteError where none does."""
        remaining = self.remaining_s()
        if remaining <= 0:
            line = f"found no end of the answer after {self._patience.delai_s:g} s in all, expected one"
            raise self.error(url, line)
        return remaining

    def error(
        self,
        url: str | httpx.URL,
        line: str,
        *,
        est_passager: bool = False,
        est_ferme: bool = True,
        attente_s: float | None = None,
    ) -> RequeteError:
        for secret in self._secrets:
            line = line.replace(secret, "***")
        plain = re.sub(r"\s+", " ", line)[:MESSAGE_MAX]
        return RequeteError(
            f"{place(url)}: {plain}", est_passager=est_passager, est_ferme=est_ferme, attente_s=attente_s
        )

    @contextmanager
    def telling(self, url: httpx.URL) -> Iterator[None]:
        """RequeteError in place of what the library raises."""
        try:
            yield
        except httpx.ConnectTimeout as error:
            line = f"found no connection within {self._patience.connexion_s:g} s, expected one"
            raise self.error(url, line, est_passager=True) from error
        except httpx.TimeoutException as error:
            self.hurry(url)
            line = f"found nothing to read for {self._patience.lecture_s:g} s, expected data"
            raise self.error(url, line, est_passager=True) from error
        except httpx.RemoteProtocolError as error:
            line = f"found an answer that was cut ({error}), expected all of it"
            raise self.error(url, line, est_passager=True, est_ferme=False) from error
        except httpx.TransportError as error:
            line = f"cannot be reached ({error}), expected an answer"
            raise self.error(url, line, est_passager=True) from error


def place(url: str | httpx.URL) -> str:
    """A URL as messages name it: without user, query and fragment."""
    known = httpx.URL(url)
    port = f":{known.port}" if known.port else ""
    return f"{known.scheme}://{known.host}{port}{known.path}"
