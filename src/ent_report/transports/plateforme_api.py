"""The platform's API for events (entcore, module infra): one batch of a stretch of time, asked for until it is whole.

`GET {url}/v2/event/list/events/{epoch}` answers with the events whose `date` is from `epoch` to before `epoch` +
`duration`, both in milliseconds; `sorted` puts them in the order of `date`; `event-types` is repeated for each type;
X-HAS-MORE says whether the batch, 50 000 events where the platform does not say otherwise, is not all. Events that
another collector has marked as synced are left out unless `skip-synced` is false. A credential is an application's,
`name:secret` (Basic), or an OAuth token (Bearer). The platform answers 400 where its own database took too long.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

from ent_report.transports.patience import Essais, asked_again_at, patiently

HAS_MORE = "X-HAS-MORE"
ATTEMPTS = 5
WAIT_INITIAL_S, WAIT_MAX_S, JITTER_S = 1.0, 30.0, 2.0
RETRY_AFTER_MAX_S = 300.0
PASSING = {400, 408, 425, 429}
JSON_TYPES = ("application/json", "application/x-ndjson", "application/jsonl", "application/x-jsonlines")


class PlateformeError(Exception):
    """Why a batch could not be had, without a secret or a person's data.

    `est_passagere`: asking again may help, after `attendre_s` where the platform says so; `est_generale`: no other
    request would do better.
    """

    def __init__(
        self,
        raison: str,
        *,
        est_passagere: bool = False,
        est_generale: bool = False,
        attendre_s: float | None = None,
    ) -> None:
        super().__init__(raison)
        self.raison = raison
        self.est_passagere = est_passagere
        self.est_generale = est_generale
        self.attendre_s = attendre_s


@dataclass(frozen=True)
class Reponse:
    """One batch as JSON lines, an event each, in the platform's order; `a_suivre`: it is not all."""

    lignes: bytes
    a_suivre: bool


class Api:
    """`tentatives`: of each request; `reprises` counts the requests that were made again, by why."""

    def __init__(self, client: httpx.Client, types: Sequence[str], delai_s: float, tentatives: int) -> None:
        self._client = client
        self._types = tuple(types)
        self._delai_s = delai_s
        self._tentatives = tentatives
        self.reprises: dict[str, int] = {}

    def events(self, debut_ms: int, fin_ms: int) -> Reponse:
        """The events from `debut_ms` to before `fin_ms`. Raises PlateformeError."""

        def count(error: Exception, _number: int) -> None:
            self.reprises[str(error)] = self.reprises.get(str(error), 0) + 1

        essais = Essais(self._tentatives, WAIT_INITIAL_S, WAIT_MAX_S, JITTER_S)
        return patiently(lambda: self._ask(debut_ms, fin_ms), _wait, essais, again=count)

    def _ask(self, debut_ms: int, fin_ms: int) -> Reponse:
        parameters = [("duration", str(fin_ms - debut_ms)), ("sorted", "true"), ("skip-synced", "false")]
        parameters += [("event-types", one) for one in self._types]
        try:
            response = self._client.get(f"v2/event/list/events/{debut_ms}", params=tuple(parameters))
        except httpx.ConnectTimeout:
            reason = f"cannot be reached within {self._delai_s:g} s"
            raise PlateformeError(reason, est_passagere=True, est_generale=True) from None
        except httpx.TimeoutException:
            raise PlateformeError(f"no answer within {self._delai_s:g} s", est_passagere=True) from None
        except httpx.ConnectError as error:
            reason = str(error) or type(error).__name__
            raise PlateformeError(f"cannot be reached: {reason}", est_passagere=True, est_generale=True) from None
        except httpx.HTTPError as error:
            raise PlateformeError(f"the answer was cut ({type(error).__name__})", est_passagere=True) from None
        _check_status(response)
        return Reponse(_lines(response), _has_more(response))


@contextmanager
def open_api(
    url: str, credential: str, types: Sequence[str], delai_s: float, tentatives: int = ATTEMPTS
) -> Iterator[Api]:
    """The API at a URL. Raises PlateformeError where the credential can be none."""
    headers = {"Authorization": _authorization(credential), "Accept": "application/json"}
    with httpx.Client(base_url=url, headers=headers, timeout=delai_s) as client:
        yield Api(client, types, delai_s, tentatives)


def _authorization(credential: str) -> str:
    known = credential.strip()
    if not known or not known.isascii() or not known.isprintable() or " " in known:
        raise PlateformeError(
            "found a credential with characters that none has, expected name:secret or a token", est_generale=True
        )
    return f"Basic {base64.b64encode(known.encode()).decode()}" if ":" in known else f"Bearer {known}"


def _wait(error: Exception) -> bool | float:
    """Whether to ask again, or after how many seconds."""
    if not isinstance(error, PlateformeError) or not error.est_passagere:
        return False
    return True if error.attendre_s is None else error.attendre_s


def _check_status(response: httpx.Response) -> None:
    status = response.status_code
    if status == httpx.codes.OK:
        return
    found = f"HTTP {status}"
    if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        raise PlateformeError(f"refused the credential ({found})", est_generale=True)
    if response.is_redirect:
        raise PlateformeError(f"refused the credential ({found}, a redirection to another page)", est_generale=True)
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise _too_many(response)
    if status in PASSING or response.is_server_error:
        raise PlateformeError(found, est_passagere=True)
    raise PlateformeError(f"{found}, expected events", est_generale=True)


def _too_many(response: httpx.Response) -> PlateformeError:
    seconds = _wait_of(response.headers)
    if seconds is not None and seconds > RETRY_AFTER_MAX_S:
        return PlateformeError(f"HTTP 429, wants to be asked again in {seconds:g} s", est_generale=True)
    return PlateformeError("HTTP 429", est_passagere=True, attendre_s=seconds)


def _wait_of(headers: Mapping[str, str]) -> float | None:
    """The seconds that Retry-After asks for, an instant being of the server's clock."""
    now = asked_again_at(headers.get("Date", ""), datetime.now(UTC)) or datetime.now(UTC)
    until = asked_again_at(headers.get("Retry-After", ""), now)
    return None if until is None else max(0.0, (until - now).total_seconds())


def _has_more(response: httpx.Response) -> bool:
    found = response.headers.get(HAS_MORE, "").strip().lower()
    if found not in {"true", "false"}:
        raise PlateformeError(f"no {HAS_MORE} header of true or false: whether that was all is not known")
    return str(found) == "true"


def _lines(response: httpx.Response) -> bytes:
    """The body's events as JSON lines: it is a JSON array of them, an object with one, or such lines already.

    Raises PlateformeError, to be asked for again, where it is nothing of these, or not whole.
    """
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in JSON_TYPES:
        raise PlateformeError(f"found {kind or 'no content type'}, expected application/json", est_passagere=True)
    body = response.content
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return _whole_lines(body, may_be_empty=kind != JSON_TYPES[0])
    return b"".join(json.dumps(one).encode() + b"\n" for one in _list(found))


def _list(found: object) -> list[object]:
    if isinstance(found, dict) and "event-type" in found:
        return [found]
    lists = [value for value in found.values() if isinstance(value, list)] if isinstance(found, dict) else [found]
    if len(lists) != 1 or not isinstance(lists[0], list):
        raise PlateformeError("found JSON that is no list of events", est_passagere=True)
    return lists[0]


def _whole_lines(body: bytes, *, may_be_empty: bool) -> bytes:
    lines = [line for line in body.splitlines() if line.strip()]
    if not lines and may_be_empty:
        return b""
    if not (lines and _is_object(lines[0]) and _is_object(lines[-1])):
        raise PlateformeError("the answer is no JSON, or was cut", est_passagere=True)
    return b"\n".join(lines) + b"\n"


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
