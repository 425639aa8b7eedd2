"""The preview's addresses: each answers with a page, its fault, or 404; only this machine's names are answered."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ent_report.preview.apercu import Apercu
from ent_report.preview.changements import follow
from ent_report.production import REGION

HOSTS = ["localhost", "127.0.0.1"]
HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; font-src data:; "
    "script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'",
}


def build_application(apercu: Apercu) -> Starlette:
    """The preview as an ASGI application, which follows the files for as long as it runs."""

    @contextlib.asynccontextmanager
    async def following(_: Starlette) -> AsyncIterator[None]:
        task = asyncio.create_task(follow(apercu.watched, apercu.change))
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    return Starlette(
        routes=_routes(apercu),
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS), Middleware(_Headers)],
        lifespan=following,
    )


def _routes(apercu: Apercu) -> list[Route]:
    async def liste(_: Request) -> Response:
        return await _answered(apercu, lambda: HTMLResponse(apercu.liste()))

    async def ecran(request: Request) -> Response:
        return await _of_report(apercu, request, lambda code: HTMLResponse(apercu.ecran(code)))

    async def papier(request: Request) -> Response:
        return await _of_report(apercu, request, lambda code: HTMLResponse(apercu.papier(code)))

    async def pdf(request: Request) -> Response:
        return await _of_report(apercu, request, lambda code: Response(apercu.pdf(code), media_type="application/pdf"))

    async def picture(request: Request) -> Response:
        def made(code: str) -> Response:
            png = apercu.picture(code, request.path_params["page"])
            return _missing() if png is None else Response(png, media_type="image/png")

        return await _of_report(apercu, request, made)

    async def script(_: Request) -> Response:
        return Response(apercu.script(), media_type="text/javascript; charset=utf-8")

    async def events(_: Request) -> Response:
        return StreamingResponse(apercu.versions.events(), media_type="text/event-stream")

    reports = [
        Route(f"{where}/{name}", answer)
        for where in ("/region", "/lycees/{uai}")
        for name, answer in (
            ("", ecran),
            ("papier", papier),
            ("papier/{page:int}.png", picture),
            ("rapport.html", ecran),
            ("rapport.pdf", pdf),
        )
    ]
    own = [
        Route("/", liste),
        Route("/apercu.js", script),
        Route("/changements", events),
        Route("/favicon.ico", _no_icon),
    ]
    return [*own, *reports]


async def _of_report(apercu: Apercu, request: Request, make: Callable[[str], Response]) -> Response:
    uai = request.path_params.get("uai")

    def made() -> Response:
        return _missing() if uai is not None and uai not in apercu.etat.lycees else make(uai or REGION)

    return await _answered(apercu, made)


async def _answered(apercu: Apercu, make: Callable[[], Response]) -> Response:
    """The page, or what is wrong: whatever a template, a text or the configuration holds, the server goes on."""
    try:
        return await run_in_threadpool(make)
    except Exception as error:
        return _fault(apercu, error)


def _fault(apercu: Apercu, error: Exception) -> Response:
    try:
        return HTMLResponse(apercu.faute(error), status_code=500)
    except Exception as other:  # the page that says it is broken itself
        return PlainTextResponse(f"{error}\n\n{other}\n", status_code=500, headers={"Refresh": "2"})


async def _no_icon(_: Request) -> Response:
    return Response(status_code=204)


def _missing() -> Response:
    return PlainTextResponse("404: there is no such page; the list is at /\n", status_code=404)


class _Headers:
    """Nothing is kept, framed or fetched by another site; the PDF is left to the browser's own reader."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                is_pdf = (b"content-type", b"application/pdf") in message["headers"]
                kept = {name: value for name, value in HEADERS.items() if not (is_pdf and name.endswith("Policy"))}
                message["headers"] += [(name.lower().encode(), value.encode()) for name, value in kept.items()]
            await send(message)

        await self._app(scope, receive, send_with_headers)
