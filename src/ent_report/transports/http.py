"""GET with patience: retries, one deadline for all that is asked, bodies streamed to files."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx

from ent_report.errors import UnreadableInputError
from ent_report.transports.http_erreurs import Garde, Patience, place
from ent_report.transports.patience import Essais, RequeteError, as_utc, asked_again_at, may_pass, patiently
from ent_report.writing import writing

T = TypeVar("T")

LOG = logging.getLogger("ent_report.http")

REDIRECTS_MAX = 5
ANSWER_BYTES_MAX = 8 * 1024 * 1024
WAIT_MAX_S = 60.0
LATER = {408, 425, 500, 502, 503, 504}
TOO_MANY = 429


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
        self._garde = Garde(patience, maintenant, secrets)
        # Bodies come as they are: a part of a compressed one could not be completed.
        self._client = httpx.Client(headers={"Accept-Encoding": "identity", **(headers or {})})

    def close(self) -> None:
        self._client.close()

    def get_json(self, url: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """The JSON object that a URL answers with. Raises RequeteError."""

        def get() -> dict[str, Any]:
            with self._open(httpx.URL(url, params=params or None)) as response:
                found = _as_object(self._read(response))
            if found is None:
                raise self._garde.error(url, f"found {_type(response)}, expected a JSON object", est_passager=True)
            return found

        return self._patiently(get)

    def fetch(
        self, url: str, params: Mapping[str, str], target: Path, types: Sequence[str], verify: Callable[[Path], object]
    ) -> None:
        """Stream a body of one of `types` to a file, and verify it there.

        A body that was cut is completed where the site lets that be, else asked for anew. Raises RequeteError; `verify`
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
                    line = f"found {_type(response)}, expected {' or '.join(types)}"
                    raise self._garde.error(url, line, est_passager=True, est_ferme=False)
                is_rest = bool(part) and _starts_at(response, held)
                mark = _mark(response)
                self._write(response, target, "ab" if is_rest else "wb")
            mark = None
            try:
                verify(target)
            except UnreadableInputError as error:
                raise self._garde.error(url, "; ".join(error.faults), est_passager=True, est_ferme=False) from error

        self._patiently(get)

    def _patiently(self, get: Callable[[], T]) -> T:
        patience = self._patience

        def tell(error: Exception, number: int) -> None:
            LOG.info("%s: asked again, try %d of %d", error, number, patience.essais)

        first_s = patience.attente_s
        essais = Essais(patience.essais, first_s, attente_max_s=max(first_s, WAIT_MAX_S), alea_s=first_s)
        return patiently(get, self._may_pass, essais, delai_s=max(self._garde.remaining_s(), 0.001), again=tell)

    def _may_pass(self, error: Exception) -> bool | float:
        """As `may_pass`, as long as there is time for it."""
        is_too_late = isinstance(error, RequeteError) and self._garde.remaining_s() <= (error.attente_s or 0)
        return False if is_too_late else may_pass(error)

    @contextmanager
    def _open(self, url: httpx.URL, headers: Mapping[str, str] | None = None) -> Iterator[httpx.Response]:
        """The answer 200 or 206 of a URL or of what it redirects to. Raises RequeteError for any other."""
        with self._garde.telling(url):
            response = self._send(url, headers or {})
            try:
                self._refuse(url, response)
                yield response
            finally:
                response.close()

    def _send(self, url: httpx.URL, headers: Mapping[str, str]) -> httpx.Response:
        request = self._client.build_request("GET", url, headers=headers)
        for _ in range(REDIRECTS_MAX + 1):
            remaining, patience = self._garde.hurry(url), self._patience
            timeout = httpx.Timeout(min(patience.lecture_s, remaining), connect=min(patience.connexion_s, remaining))
            request.extensions["timeout"] = timeout.as_dict()
            response = self._client.send(request, stream=True)
            if response.next_request is None:
                return response
            response.close()
            request = response.next_request
            if not _is_same_site(url, request.url):
                raise self._garde.error(
                    url, f"found a redirection to {place(request.url)}, expected none but to https there"
                )
        raise self._garde.error(url, f"found more than {REDIRECTS_MAX} redirections, expected an answer")

    def _refuse(self, url: httpx.URL, response: httpx.Response) -> None:
        status = response.status_code
        if status in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
            return
        answer = _as_object(self._read(response)) or {}
        said = answer.get("message") or answer.get("error") or ""
        found = f"found {status}{f' ({said})' if isinstance(said, str) and said else ''}, expected 200"
        if status != TOO_MANY:
            raise self._garde.error(url, found, est_passager=status in LATER)
        until = self._reset(answer, response.headers)
        if until is None:
            raise self._garde.error(url, found, est_passager=True)
        wait_s = max((until - self._garde.now()).total_seconds(), 0.0)
        raise self._garde.error(
            url, f"{found}; closed until {until:%Y-%m-%dT%H:%M:%SZ}", est_passager=True, attente_s=wait_s
        )

    def _reset(self, answer: Mapping[str, Any], headers: Mapping[str, str]) -> datetime | None:
        """The instant from which the site answers again: by the answer's `reset_time`, or its header Retry-After."""
        told = answer.get("reset_time")
        if not isinstance(told, str):
            return asked_again_at(headers.get("Retry-After", ""), self._garde.now())
        try:
            return as_utc(datetime.fromisoformat(told))
        except (ValueError, OverflowError):
            return None

    def _read(self, response: httpx.Response) -> bytes:
        """A small answer whole; of a longer one, no more than the start."""
        found = b""
        for piece in response.iter_raw():
            found += piece
            self._garde.hurry(response.url)
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
                self._garde.hurry(response.url)


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
