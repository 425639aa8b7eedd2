"""The platform's API for events on loopback: `GET /v2/event/list/events/{epoch}`, as entcore answers it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

DAY_MS = 86_400_000
SECRET = "a-token-of-the-platform-4711"

Faute = Callable[["Requete"], None]
"""What to do to one request in place of a right answer."""


@dataclass(frozen=True)
class Demandee:
    """One request as it came."""

    epoch: int
    duration: int
    types: tuple[str, ...]
    sorted: bool
    skip_synced: bool
    authorization: str


@dataclass
class Plateforme:
    """`evenements` are answered `taille` at a time; `fautes` are used up, one a request, None being a right answer.

    `demandes` are the requests so far, and `au_bout` is called after each with their number.
    """

    evenements: list[Any] = field(default_factory=list)
    taille: int = 50
    fautes: list[Faute | None] = field(default_factory=list)
    autorisations: tuple[str, ...] = (f"Bearer {SECRET}",)
    demandes: list[Demandee] = field(default_factory=list)
    url: str = ""
    au_bout: Callable[[int], None] = lambda _: None

    def find(self, demandee: Demandee) -> tuple[list[Any], bool]:
        """The first `taille` events of the stretch, and whether there are more."""
        until = demandee.epoch + demandee.duration
        found = [
            one
            for one in self.evenements
            if not isinstance(one, dict)  # stands for what no reader understands: it comes with every stretch
            or (
                demandee.epoch <= one["date"] < until
                and (not demandee.types or one["event-type"] in demandee.types)
                and not (demandee.skip_synced and "synced" in one)
            )
        ]
        if demandee.sorted:
            found.sort(key=lambda one: one["date"] if isinstance(one, dict) else 0)
        return found[: self.taille], len(found) > self.taille


class Requete(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # headers and body in one packet: nothing waits for an acknowledgement
    plateforme: Plateforme

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        prefix, _, epoch = url.path.rpartition("/")
        query = parse_qs(url.query)
        demandee = Demandee(
            epoch=int(epoch),
            duration=int(query.get("duration", [str(DAY_MS)])[0]),
            types=tuple(query.get("event-types", [])),
            sorted=query.get("sorted") == ["true"],
            skip_synced=query.get("skip-synced", ["true"]) == ["true"],
            authorization=self.headers.get("Authorization", ""),
        )
        self.plateforme.demandes.append(demandee)
        faute = self.plateforme.fautes.pop(0) if self.plateforme.fautes else None
        if faute:
            faute(self)
        elif prefix != "/v2/event/list/events":
            self.answer(404, b"{}")
        elif demandee.authorization not in self.plateforme.autorisations:
            self.answer(401, b'{"error": "unauthorized"}')
        else:
            events, has_more = self.plateforme.find(demandee)
            self.answer(200, json.dumps(events).encode(), {"X-HAS-MORE": str(has_more).lower()})
        self.plateforme.au_bout(len(self.plateforme.demandes))

    def right(self) -> tuple[bytes, dict[str, str]]:
        """The body and the headers that a right answer to the last request has."""
        events, has_more = self.plateforme.find(self.plateforme.demandes[-1])
        return json.dumps(events).encode(), {"X-HAS-MORE": str(has_more).lower()}

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json"} | (headers or {})).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Nothing: what was asked is in `demandes`."""


def status(code: int, **headers: str) -> Faute:
    """Another status; `Retry_After="7"` is a header."""
    return lambda one: one.answer(code, b"{}", {name.replace("_", "-"): value for name, value in headers.items()})


def body(content: bytes, kind: str = "application/json", has_more: str | None = "false") -> Faute:
    """Another body, or another content type, or no X-HAS-MORE at all."""
    headers = {"Content-Type": kind} | ({} if has_more is None else {"X-HAS-MORE": has_more})
    return lambda one: one.answer(200, content, headers)


def cut_json(one: Requete) -> None:
    """A whole answer over HTTP, whose JSON stops in the middle."""
    content, headers = one.right()
    one.answer(200, content[: len(content) // 2], headers)


def cut_connection(one: Requete) -> None:
    """The connection is closed in the middle of the body."""
    content, headers = one.right()
    one.send_response(200)
    for name, value in (headers | {"Content-Type": "application/json", "Content-Length": str(len(content))}).items():
        one.send_header(name, value)
    one.end_headers()
    one.wfile.write(content[: len(content) // 2])
    one.wfile.flush()
    one.close_connection = True
    one.connection.close()


def no_more_header(one: Requete) -> None:
    content, _ = one.right()
    one.answer(200, content)


def has_more(one: Requete) -> None:
    """A right answer that says that there is more, whatever there is."""
    content, _ = one.right()
    one.answer(200, content, {"X-HAS-MORE": "true"})


def slow(one: Requete) -> None:
    """No answer before the client has had enough."""
    one.connection.settimeout(30)
    while one.connection.recv(1):
        pass
    one.close_connection = True


@contextmanager
def serve(plateforme: Plateforme) -> Iterator[Plateforme]:
    """The platform at `plateforme.url`, for as long as the context lasts."""
    handler = type("Handler", (Requete,), {"plateforme": plateforme})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    plateforme.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield plateforme
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
