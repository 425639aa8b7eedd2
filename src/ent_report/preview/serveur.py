"""The preview on the loopback address, and on no other, until it is stopped."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable

import uvicorn

from ent_report.errors import UsageError
from ent_report.preview.apercu import Apercu
from ent_report.preview.application import build_application
from ent_report.preview.changements import Versions
from ent_report.preview.etat import Demande

LOOPBACK = "127.0.0.1"
USUAL_PORT = 8000
GRACE_S = 5


def serve_preview(demande: Demande, port: int | None, say: Callable[[str], None]) -> None:
    """Serve until a signal ends it; `port`: None takes 8000, or a free one where that is taken.

    Raises ConfigurationError, InputsUnusableError for a month that was not computed, UsageError for a port that is
    taken or a lycée that is not the region's.
    """
    server, listening = make_server(demande, port)
    say(f"preview of {demande.mois}: {address(listening)} (Ctrl+C ends it)")
    server.run(sockets=[listening])


def make_server(demande: Demande, port: int | None) -> tuple[uvicorn.Server, socket.socket]:
    """The server and the socket that it is to `run` on."""
    apercu = Apercu(demande)
    config = uvicorn.Config(
        build_application(apercu), log_level="error", access_log=False, timeout_graceful_shutdown=GRACE_S
    )
    return _Server(config, apercu.versions), _listen(port)


class _Server(uvicorn.Server):
    """Pages that wait for the next change are let go first, or the end would wait for them."""

    def __init__(self, config: uvicorn.Config, versions: Versions) -> None:
        super().__init__(config)
        self._versions = versions

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._versions.end()
        await super().shutdown(sockets)


def address(listening: socket.socket) -> str:
    return f"http://{LOOPBACK}:{listening.getsockname()[1]}/"


def _listen(port: int | None) -> socket.socket:
    ports = (USUAL_PORT, 0) if port is None else (port,)
    for one in ports:
        try:
            return socket.create_server((LOOPBACK, one))
        except OSError as error:
            reason = os.strerror(error.errno or 0)
    raise UsageError(f"--port {port}: cannot be used: {reason}")
