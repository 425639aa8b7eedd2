"""GET with patience: retries, one deadline for all that is asked, bodies streamed to files, faults in one line.

No message names more of a URL than its scheme, host and path, and none holds one of the client's secrets.
"""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
import stamina

from ent_report.errors import UnreadableInputError
from ent_report.writing import writing

T = TypeVar("T")

LOG = logging.getLogger("ent_report.http")

REDIRECTS_MAX = 5
ANSWER_BYTES_MAX = 8 * 1024 * 1024
MESSAGE_MAX = 300
WAIT_MAX_S = 60.0
LATER = {408, 425, 500, 502, 503, 504}
TOO_MANY = 429


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


class HttpError(Exception):
    """What went wrong, in one line. `est_passager`: it may go well another time, after `attente_s` where that is known.

    `est_ferme`: to ask for anything else would end in the same way.
    """

    def __init__(
        self, line: str, *, est_passager: bool = False, est_ferme: bool = True, attente_s: float | None = None
    ) -> None:
        super().__init__(line)
        self.est_passager = est_passager
        self.est_ferme = est_ferme
        self.attente_s = attente_s


class Http:
    """A client of one site. `secrets` are masked in what the site says; `maintenant` is the clock at the start."""

    def __init__(
        self,
        patience: Patience,
        maintenant: datetime,
        headers: Mapping[str, str] | None = None,
        secrets: Sequence[str] = (),
    ) -> None:
        self._patience = patience
        self._maintenant = maintenant
        self._secrets = [one for one in secrets if one]
        # Bodies come as they are: a part of a compressed one could not be completed.
        self._client = httpx.Client(headers={"Accept-Encoding": "identity", **(headers or {})})
        self._last_error = ""
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def get_json(self, url: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The JSON object that a URL answers with. Raises HttpError."""

        def get() -> dict[str, Any]:
            with self._open(httpx.URL(url, params=params or None)) as response:
                found = _as_object(self._read(response))
            if found is None:
                raise self._error(url, f"found {_type(response)}, expected a JSON object", est_passager=True)
            return found

        return self._patiently(get)

    def fetch(
        self, url: str, params: Mapping[str, str], target: Path, types: Sequence[str], verify: Callable[[Path], object]
    ) -> None:
        """Stream a body of one of `types` to a file, and verify it there.

        A body that was cut is completed where the site lets that be, else asked for anew. Raises HttpError; `verify`
        raises UnreadableInputError. What is left at `target` after an error is not to be used.
        """
        asked = httpx.URL(url, params=params)
        mark: str | None = None

        def get() -> None:
            nonlocal mark
            held = target.stat().st_size if mark and target.is_file() else 0
            part = {"Range": f"bytes={held}-", "If-Range": mark} if held and mark else {}
            with self._open(asked, part) as response:
                if _type(response) not in types:
                    raise self._not_of(url, response, types)
                is_rest = bool(part) and _starts_at(response, held)
                mark = _mark(response)
                self._write(response, target, "ab" if is_rest else "wb")
            mark = None
            try:
                verify(target)
            except UnreadableInputError as error:
                raise self._error(url, "; ".join(error.faults), est_passager=True, est_ferme=False) from error

        self._patiently(get)

    def _patiently(self, get: Callable[[], T]) -> T:
        patience = self._patience
        for attempt in stamina.retry_context(
            on=self._wait,
            attempts=patience.essais,
            timeout=max(self._remaining_s(), 0.001),
            wait_initial=patience.attente_s,
            wait_max=max(patience.attente_s, WAIT_MAX_S),
            wait_jitter=patience.attente_s,
        ):
            if attempt.num > 1:
                LOG.info("%s: asked again, try %d of %d", self._last_error, attempt.num, patience.essais)
            with attempt:
                return get()
        raise AssertionError("the last try returns or raises")

    def _wait(self, error: Exception) -> bool | float:
        """Whether to ask again, and after how many seconds where the site says so."""
        if not isinstance(error, HttpError) or not error.est_passager:
            return False
        wait_s = error.attente_s
        if self._remaining_s() <= (wait_s or 0):
            return False
        self._last_error = str(error)
        return True if wait_s is None else wait_s

    def _remaining_s(self) -> float:
        return self._patience.delai_s - (time.monotonic() - self._started)

    def _hurry(self, url: str | httpx.URL) -> float:
        remaining = self._remaining_s()
        if remaining <= 0:
            raise self._error(
                url, f"found no end of the answer after {self._patience.delai_s:g} s in all, expected one"
            )
        return remaining

    @contextmanager
    def _open(self, url: httpx.URL, headers: Mapping[str, str] | None = None) -> Iterator[httpx.Response]:
        """The answer 200 or 206 of a URL or of what it redirects to. Raises HttpError for any other."""
        with self._telling(url):
            response = self._send(url, headers or {})
            try:
                self._refuse(url, response)
                yield response
            finally:
                response.close()

    def _send(self, url: httpx.URL, headers: Mapping[str, str]) -> httpx.Response:
        request = self._client.build_request("GET", url, headers=headers)
        for _ in range(REDIRECTS_MAX + 1):
            remaining, patience = self._hurry(url), self._patience
            timeout = httpx.Timeout(min(patience.lecture_s, remaining), connect=min(patience.connexion_s, remaining))
            request.extensions["timeout"] = timeout.as_dict()
            response = self._client.send(request, stream=True)
            if response.next_request is None:
                return response
            response.close()
            request = response.next_request
            if not _is_same_site(url, request.url):
                raise self._error(url, f"found a redirection to {place(request.url)}, expected none but to https there")
        raise self._error(url, f"found more than {REDIRECTS_MAX} redirections, expected an answer")

    def _refuse(self, url: httpx.URL, response: httpx.Response) -> None:
        status = response.status_code
        if status in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
            return
        answer = _as_object(self._read(response)) or {}
        said = answer.get("message") or answer.get("error") or ""
        found = f"found {status}{f' ({said})' if isinstance(said, str) and said else ''}, expected 200"
        if status != TOO_MANY:
            raise self._error(url, found, est_passager=status in LATER)
        until = self._reset(answer, response.headers)
        if until is None:
            raise self._error(url, found, est_passager=True)
        wait_s = max((until - self._now()).total_seconds(), 0.0)
        raise self._error(url, f"{found}; closed until {until:%Y-%m-%dT%H:%M:%SZ}", est_passager=True, attente_s=wait_s)

    def _reset(self, answer: Mapping[str, Any], headers: Mapping[str, str]) -> datetime | None:
        """The instant from which the site answers again: by the answer's `reset_time`, or its header Retry-After."""
        after = headers.get("Retry-After", "")
        try:
            if isinstance(answer.get("reset_time"), str):
                found = datetime.fromisoformat(answer["reset_time"])
            elif after.isdigit():
                return self._now() + timedelta(seconds=int(after))
            else:
                found = parsedate_to_datetime(after)
        except (ValueError, OverflowError):
            return None
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)

    def _now(self) -> datetime:
        return self._maintenant + timedelta(seconds=time.monotonic() - self._started)

    def _read(self, response: httpx.Response) -> bytes:
        """A small answer whole; of a longer one, no more than the start."""
        found = b""
        for piece in response.iter_raw():
            found += piece
            self._hurry(response.url)
            if len(found) > ANSWER_BYTES_MAX:
                break
        return found

    def _write(self, response: httpx.Response, target: Path, mode: str) -> None:
        with writing(target):
            stream = target.open(mode)
        with stream:
            for piece in response.iter_raw():
                with writing(target):
                    stream.write(piece)
                self._hurry(response.url)

    @contextmanager
    def _telling(self, url: httpx.URL) -> Iterator[None]:
        """HttpError in place of what the library raises."""
        try:
            yield
        except httpx.ConnectTimeout as error:
            limit = self._patience.connexion_s
            raise self._error(
                url, f"found no connection within {limit:g} s, expected one", est_passager=True
            ) from error
        except httpx.TimeoutException as error:
            self._hurry(url)
            limit = self._patience.lecture_s
            raise self._error(
                url, f"found nothing to read for {limit:g} s, expected data", est_passager=True
            ) from error
        except httpx.RemoteProtocolError as error:
            line = f"found an answer that was cut ({error}), expected all of it"
            raise self._error(url, line, est_passager=True, est_ferme=False) from error
        except httpx.TransportError as error:
            line = f"cannot be reached ({error}), expected an answer"
            raise self._error(url, line, est_passager=True) from error

    def _not_of(self, url: str, response: httpx.Response, types: Sequence[str]) -> HttpError:
        line = f"found {_type(response)}, expected {' or '.join(types)}"
        return self._error(url, line, est_passager=True, est_ferme=False)

    def _error(
        self,
        url: str | httpx.URL,
        line: str,
        *,
        est_passager: bool = False,
        est_ferme: bool = True,
        attente_s: float | None = None,
    ) -> HttpError:
        for secret in self._secrets:
            line = line.replace(secret, "***")
        plain = re.sub(r"\s+", " ", line)[:MESSAGE_MAX]
        return HttpError(f"{place(url)}: {plain}", est_passager=est_passager, est_ferme=est_ferme, attente_s=attente_s)


def place(url: str | httpx.URL) -> str:
    """A URL as messages name it: without user, query and fragment."""
    known = httpx.URL(url)
    port = f":{known.port}" if known.port else ""
    return f"{known.scheme}://{known.host}{port}{known.path}"


def _is_same_site(asked: httpx.URL, target: httpx.URL) -> bool:
    """The same host by https; what was asked for without it may stay so on the same port."""
    is_safe = target.scheme == "https" or (target.scheme, target.port) == (asked.scheme, asked.port)
    return target.host == asked.host and is_safe


def _type(response: httpx.Response) -> str:
    return str(response.headers.get("Content-Type", "no content type")).partition(";")[0].strip().lower()


def _as_object(body: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _mark(response: httpx.Response) -> str | None:
    """What tells that the rest of a body is of the same one: a strong ETag, where parts can be asked for."""
    mark = str(response.headers.get("ETag", ""))
    is_strong = mark.startswith('"')
    return mark if is_strong and "bytes" in response.headers.get("Accept-Ranges", "") else None


def _starts_at(response: httpx.Response, held: int) -> bool:
    return str(response.headers.get("Content-Range", "")).startswith(f"bytes {held}-")
