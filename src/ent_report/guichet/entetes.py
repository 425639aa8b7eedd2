"""What every answer says to browsers and search engines, and the log's line of it, without a whole address."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ent_report.guichet.appelants import reseau

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src data:; img-src data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
AUTRE = "(another path)"

JOURNAL = logging.getLogger("ent_report.guichet")


class Entetes:
    """`chemins`: those that the log names; another one is whatever somebody types, and is not repeated."""

    def __init__(self, app: ASGIApp, chemins: Collection[str], muets: Collection[str]) -> None:
        self._app = app
        self._chemins = chemins
        self._muets = muets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start, status = time.monotonic(), 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                present = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(one for one in _ENCODED if one[0] not in present)]
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            self._log(scope, status, 1000 * (time.monotonic() - start))

    def _log(self, scope: Scope, status: int, ms: float) -> None:
        path = scope["path"]
        if path in self._muets:
            return
        shown = path if path in self._chemins else AUTRE
        method = scope["method"] if scope["method"] in {"GET", "HEAD", "POST"} else "(another method)"
        host = scope["client"][0] if scope["client"] else None
        JOURNAL.info("%s %s %d, %.0f ms, %s", method, shown, status, ms, reseau(host))


_ENCODED = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
