"""The request page on its address, until a signal ends it: one process, behind a reverse proxy that has the TLS."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn

from ent_report.errors import UsageError
from ent_report.guichet.application import Ouvrir, build_application
from ent_report.guichet.jetons import SECRET_MIN, VARIABLE, Jetons
from ent_report.guichet.pages import Pages
from ent_report.guichet.reglages import Guichet

CONNEXIONS_MAX = 500
EN_TETE_MAX = 16 * 1024
INACTIVE_S = 5
FIN_S = 10


@dataclass(frozen=True)
class Ecoute:
    """Where it listens; `proxies`: addresses whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed; `prefixe`:
    what stands before its paths, `hotes`: the names that it answers to, any if there are none.
    """

    hote: str = "127.0.0.1"
    port: int = 8080
    proxies: tuple[str, ...] = ()
    prefixe: str = ""
    hotes: tuple[str, ...] = ()


def serve_guichet(
    pages: Pages, reglages: Guichet, ouvrir: Ouvrir, ecoute: Ecoute, say: Callable[[str], None] = print
) -> None:
    """Serve until a signal ends it. Raises UsageError for an address that cannot be used, or a secret that is none."""
    server, listening = make_server(pages, reglages, ouvrir, ecoute)
    say(f"request page: {address(listening)}{ecoute.prefixe}/ (Ctrl+C ends it)")
    server.run(sockets=[listening])


def make_server(
    pages: Pages, reglages: Guichet, ouvrir: Ouvrir, ecoute: Ecoute
) -> tuple[uvicorn.Server, socket.socket]:
    """The server and the socket that it is to `run` on."""
    application = build_application(
        pages, reglages, ouvrir, jetons=Jetons(_secret()), prefixe=ecoute.prefixe, hotes=ecoute.hotes
    )
    config = uvicorn.Config(
        application,
        http="h11",
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=bool(ecoute.proxies),
        forwarded_allow_ips=list(ecoute.proxies),
        limit_concurrency=CONNEXIONS_MAX,
        h11_max_incomplete_event_size=EN_TETE_MAX,
        timeout_keep_alive=INACTIVE_S,
        timeout_graceful_shutdown=FIN_S,
    )
    return uvicorn.Server(config), _listen(ecoute)


def address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _secret() -> str | None:
    secret = os.environ.get(VARIABLE)
    if secret is not None and len(secret) < SECRET_MIN:
        raise UsageError(f"{VARIABLE}: found {len(secret)} characters, expected at least {SECRET_MIN}")
    return secret


def _listen(ecoute: Ecoute) -> socket.socket:
    family = socket.AF_INET6 if ":" in ecoute.hote else socket.AF_INET
    try:
        return socket.create_server((ecoute.hote, ecoute.port), family=family)
    except OSError as error:
        raise UsageError(f"{ecoute.hote} port {ecoute.port}: cannot be used: {error.strerror or error}") from error
