"""The page's addresses. Every well-formed request is put down and answered in one way, whatever it asks for."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import date, datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp

from ent_report.guichet.appelants import reseau
from ent_report.guichet.attente import Attente, Demander
from ent_report.guichet.corps import read_body
from ent_report.guichet.entetes import Entetes
from ent_report.guichet.formulaire import Demande, Fautes, Saisie, examine, mois_proposes, read_saisie
from ent_report.guichet.jetons import Jetons, cookie_name, is_from_elsewhere
from ent_report.guichet.limites import Appelants
from ent_report.guichet.pages import Pages, build_formulaire
from ent_report.guichet.reglages import Guichet
from ent_report.vocabulary import PARIS

RECUE, SANTE = "/recue", "/sante"
A_YEAR = "public, max-age=31536000, immutable"

Ouvrir = Callable[[], AbstractAsyncContextManager[Demander]]
"""Open the way to Prefect, for as long as the page is there."""


class Accueil:
    """The form and what becomes of it: reads no register, no report, no record of what was asked."""

    def __init__(
        self, pages: Pages, reglages: Guichet, jetons: Jetons, *, prefixe: str = "", aujourdhui: Callable[[], date]
    ) -> None:
        self._pages = pages
        self._jetons = jetons
        self._appelants = Appelants(reglages)
        self._aujourdhui = aujourdhui
        self._recue = f"{prefixe}{RECUE}"
        self.attente = Attente(reglages)

    async def answer(self, request: Request) -> Response:
        return await self._ask(request) if request.method == "POST" else self._form(request)

    async def _ask(self, request: Request) -> Response:
        network = reseau(request.client.host if request.client else None)
        wait_s = self._appelants.attente_s(network)
        if wait_s:
            raise HTTPException(429, headers={"Retry-After": str(wait_s)})
        try:
            saisie = read_saisie(await read_body(request))
        except ValueError:
            raise HTTPException(400) from None
        if is_from_elsewhere(request) or not self._is_ours(request, saisie):
            return self._form(request, saisie, status=403)
        today = self._aujourdhui()
        asked = examine(saisie, mois_proposes(today))
        if isinstance(asked, Fautes):
            return self._form(request, saisie, asked, status=422)
        self.attente.put(Demande(*asked, network, today, time.monotonic()))
        return Response(status_code=303, headers={"Location": self._recue})

    def _is_ours(self, request: Request, saisie: Saisie) -> bool:
        return self._jetons.is_valid(saisie.jeton, request.cookies.get(cookie_name(request)))

    def _form(
        self, request: Request, saisie: Saisie | None = None, fautes: Fautes | None = None, status: int = 200
    ) -> Response:
        """The form with a token of its own, and the cookie that goes with it."""
        name = cookie_name(request)
        temoin = self._jetons.temoin(request.cookies.get(name))
        form = build_formulaire(
            self._jetons.jeton(temoin), mois_proposes(self._aujourdhui()), saisie, fautes, est_perime=status == 403
        )
        answer = HTMLResponse(self._pages.formulaire(form), status_code=status)
        answer.set_cookie(name, temoin, secure=request.url.scheme == "https", httponly=True, samesite="strict")
        return answer


def build_application(
    pages: Pages,
    reglages: Guichet,
    ouvrir: Ouvrir,
    *,
    jetons: Jetons | None = None,
    prefixe: str = "",
    hotes: Sequence[str] = (),
    aujourdhui: Callable[[], date] = lambda: datetime.now(PARIS).date(),
) -> ASGIApp:
    """The page as an ASGI application. `hotes`: the names that it answers to, any without; with a `prefixe` its paths
    are answered with it and without, since some proxies take it away and others leave it.
    """
    accueil = Accueil(pages, reglages, jetons or Jetons(), prefixe=prefixe, aujourdhui=aujourdhui)
    routes: list[BaseRoute] = _routes(accueil, pages)
    known = {one.path for one in routes if isinstance(one, Route)}
    if prefixe:
        routes = [Route(prefixe, accueil.answer, methods=["GET", "POST"]), Mount(prefixe, routes=routes), *routes]

    @contextlib.asynccontextmanager
    async def asking(_: Starlette) -> AsyncIterator[None]:
        async with ouvrir() as demander, accueil.attente.running(demander):
            yield

    named = known | {f"{prefixe}{one}" for one in known} | {prefixe}
    host = Middleware(TrustedHostMiddleware, allowed_hosts=list(hotes) or ["*"], www_redirect=False)

    def told(_: Request, error: Exception) -> Response:
        status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (500, None)
        return HTMLResponse(pages.message(status), status_code=status, headers=headers)

    application = Starlette(
        routes=routes,
        middleware=[host],
        exception_handlers={HTTPException: told, Exception: told},
        lifespan=asking,
    )
    application.router.redirect_slashes = False
    return Entetes(application, chemins=named, muets={SANTE, f"{prefixe}{SANTE}"})


def _routes(accueil: Accueil, pages: Pages) -> list[BaseRoute]:
    answer = pages.recue()

    async def recue(_: Request) -> Response:
        return HTMLResponse(answer)

    async def sheet(_: Request) -> Response:
        return Response(pages.feuille, media_type="text/css", headers={"Cache-Control": A_YEAR})

    async def health(_: Request) -> Response:
        return Response(status_code=204)

    return [
        Route("/", accueil.answer, methods=["GET", "POST"]),
        Route(RECUE, recue),
        Route(SANTE, health),
        Route(f"/{pages.nom_feuille}", sheet),
    ]
