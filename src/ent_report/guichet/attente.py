"""Between the page and Prefect: requests are put down and forgotten by the page; what becomes of them is done apart.

The page hands every request over in the same way and never waits, so that its answer depends on nothing that is found
out here: whether it was asked before, whether a limit is reached, whether Prefect is there.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import stamina

from ent_report.guichet.formulaire import Demande
from ent_report.guichet.limites import Passages
from ent_report.guichet.reglages import Guichet

ARRIVEES_MAX = 2000
PAS_S = 1.0
"""How often what came is looked at."""
MENAGE_S = 3600.0
ESSAI_S = 30.0
ATTENTE_INITIALE_S, ATTENTE_ENTRE_ESSAIS_S = 1.0, 30.0
DUREE_MAX_S = 24 * 3600.0
FIN_S = 5.0

JOURNAL = logging.getLogger("ent_report.guichet")


class PrefectUnreachableError(Exception):
    """A run could not be asked for now, and may be later."""


class RunRefusedError(Exception):
    """A run will not be had for this request."""


Demander = Callable[[Demande], Awaitable[None]]
"""Ask for a request's run. Raises PrefectUnreachableError or RunRefusedError."""


class Attente:
    """Requests that came, and those of them that wait for Prefect; both are bounded."""

    def __init__(self, reglages: Guichet) -> None:
        self._passages = Passages(reglages)
        self._arrivees: list[Demande] = []
        self._en_trop = 0
        self._attente: asyncio.Queue[Demande] = asyncio.Queue(reglages.attente_max)
        self._en_cours = 0
        self._menage_s = time.monotonic()
        self._is_reached = True

    def put(self, demande: Demande) -> None:
        """Take a request; at once, whatever becomes of it."""
        if len(self._arrivees) < ARRIVEES_MAX:
            self._arrivees.append(demande)
        else:
            self._en_trop += 1

    @asynccontextmanager
    async def running(self, demander: Demander) -> AsyncIterator[None]:
        """Requests become runs meanwhile; those that wait at the end are given FIN_S seconds."""
        tasks = [asyncio.create_task(self._sort()), asyncio.create_task(self._send(demander))]
        try:
            yield
        finally:
            self._sort_arrivals()
            try:
                async with asyncio.timeout(FIN_S):
                    await self._attente.join()
            except TimeoutError:
                waiting = self._attente.qsize() + self._en_cours
                JOURNAL.error("stopped while %d requests wait: they are lost", waiting)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _sort(self) -> None:
        while True:
            await asyncio.sleep(PAS_S)
            try:
                self._sort_arrivals()
                if time.monotonic() - self._menage_s > MENAGE_S:
                    self._menage_s = time.monotonic()
                    self._passages.menage()
            except Exception as error:  # the page goes on
                JOURNAL.exception("requests are lost: %s", type(error).__name__)

    def _sort_arrivals(self) -> None:
        """Let those wait for Prefect that become runs; the log counts the others, without saying whose they are."""
        arrivees, self._arrivees = self._arrivees, []
        en_trop, self._en_trop = self._en_trop, 0
        refused: Counter[str] = Counter({"came too fast": en_trop})
        for demande in arrivees:
            if self._attente.full():
                refused["the queue is full"] += 1
            elif reason := self._passages.refus(demande):
                refused[reason] += 1
            else:
                self._attente.put_nowait(demande)
        for reason, count in (+refused).items():
            JOURNAL.warning("left aside: %d requests: %s", count, reason)

    async def _send(self, demander: Demander) -> None:
        while True:
            demande = await self._attente.get()
            self._en_cours = 1
            try:
                await self._send_one(demande, demander)
            except Exception as error:
                self._passages.oublie(demande)
                JOURNAL.exception("a request is lost: %s", type(error).__name__)
            finally:
                self._en_cours = 0
                self._attente.task_done()

    async def _send_one(self, demande: Demande, demander: Demander) -> None:
        """Ask for the run, again and again while Prefect cannot be reached, for as long as it is of use."""
        left = max(DUREE_MAX_S - (time.monotonic() - demande.recue_s), 0.001)
        try:
            async for attempt in stamina.retry_context(
                on=PrefectUnreachableError,
                attempts=None,
                timeout=left,
                wait_initial=ATTENTE_INITIALE_S,
                wait_max=ATTENTE_ENTRE_ESSAIS_S,
            ):
                with attempt:
                    await self._try_once(demande, demander)
        except (PrefectUnreachableError, RunRefusedError) as error:
            self._passages.oublie(demande)
            JOURNAL.error("a request is lost: %s", error)

    async def _try_once(self, demande: Demande, demander: Demander) -> None:
        try:
            async with asyncio.timeout(ESSAI_S):
                await demander(demande)
        except (PrefectUnreachableError, TimeoutError) as error:
            message = str(error) or f"no answer within {ESSAI_S:g} s"
            if self._is_reached:
                JOURNAL.error("Prefect: %s; requests wait meanwhile", message)
            self._is_reached = False
            raise PrefectUnreachableError(message) from error
        if not self._is_reached:
            JOURNAL.warning("Prefect takes requests again; %d wait", self._attente.qsize())
        self._is_reached = True
