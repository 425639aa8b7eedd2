"""An HTTP server on loopback that keeps what is posted to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Crochet:
    """`recus`: the bodies, in the order they came."""

    url: str
    recus: list[str] = field(default_factory=list)


@contextmanager
def serveur_crochet() -> Iterator[Crochet]:
    crochet = Crochet("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            crochet.recus.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing on standard error."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    crochet.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield crochet
    finally:
        server.shutdown()
        server.server_close()
