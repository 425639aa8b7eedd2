"""What an answer of the platform's API says: events as JSON lines, whether they are all, or why there are none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

import httpx

from ent_report.transports.patience import RequeteError, asked_again_at

HAS_MORE = "X-HAS-MORE"
RETRY_AFTER_MAX_S = 300.0
PASSING = {400, 408, 425, 429}
JSON_TYPES = ("application/json", "application/x-ndjson", "application/jsonl", "application/x-jsonlines")


def check_status(response: httpx.Response) -> None:
    """Raises RequeteError for any answer but 200."""
    status = response.status_code
    if status == httpx.codes.OK:
        return
    found = f"HTTP {status}"
    if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        raise RequeteError(f"refused the credential ({found})", est_ferme=True)
    if response.is_redirect:
        raise RequeteError(f"refused the credential ({found}, a redirection to another page)", est_ferme=True)
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise _too_many(response)
    if status in PASSING or response.is_server_error:
        raise RequeteError(found, est_passager=True)
    raise RequeteError(f"{found}, expected events", est_ferme=True)


def _too_many(response: httpx.Response) -> RequeteError:
    seconds = _wait_of(response.headers)
    if seconds is not None and seconds > RETRY_AFTER_MAX_S:
        return RequeteError(f"HTTP 429, wants to be asked again in {seconds:g} s", est_ferme=True)
    return RequeteError("HTTP 429", est_passager=True, attente_s=seconds)


def _wait_of(headers: Mapping[str, str]) -> float | None:
    """The seconds that Retry-After asks for, an instant being of the server's clock."""
    now = asked_again_at(headers.get("Date", ""), datetime.now(UTC)) or datetime.now(UTC)
    until = asked_again_at(headers.get("Retry-After", ""), now)
    return None if until is None else max(0.0, (until - now).total_seconds())


def has_more(response: httpx.Response) -> bool:
    found = response.headers.get(HAS_MORE, "").strip().lower()
    if found not in {"true", "false"}:
        raise RequeteError(f"no {HAS_MORE} header of true or false: whether that was all is not known")
    return str(found) == "true"


def lines_of(response: httpx.Response) -> bytes:
    """The body's events as JSON lines: it is a JSON array of them, an object with one, or such lines already.

    Raises RequeteError, to be asked for again, where it is nothing of these, or not whole.
    """
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in JSON_TYPES:
        raise RequeteError(f"found {kind or 'no content type'}, expected application/json", est_passager=True)
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
        raise RequeteError("found JSON that is no list of events", est_passager=True)
    return lists[0]


def _whole_lines(body: bytes, *, may_be_empty: bool) -> bytes:
    lines = [line for line in body.splitlines() if line.strip()]
    if not lines and may_be_empty:
        return b""
    if not (lines and _is_object(lines[0]) and _is_object(lines[-1])):
        raise RequeteError("the answer is no JSON, or was cut", est_passager=True)
    return b"\n".join(lines) + b"\n"


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
