"""The request page on a real server, and somebody in Prefect's place who takes what it asks for."""

from __future__ import annotations

import asyncio
import re
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import httpx
import pytest

from ent_report.guichet import attente
from ent_report.guichet.attente import Demander
from ent_report.guichet.formulaire import Demande, mois_proposes
from ent_report.guichet.pages import Pages
from ent_report.guichet.reglages import Guichet as Reglages
from ent_report.guichet.serveur import Ecoute, address, make_server
from ent_report.render.html import Templates
from ent_report.report.libelles import Presentation
from ent_report.resources import templates_folder
from ent_report.vocabulary import PARIS, UAI_LETTERS

TIMEOUT_S = 30.0
UAI = "0750652B"
CONTACT = "ent@region.example"
PRESENTATION = Presentation("Région Exemple", "Mon ENT", CONTACT)
MOIS = mois_proposes(datetime.now(PARIS).date())
JETON = re.compile(r'name="jeton" value="([^"]+)"')


def uai(number: int) -> str:
    """A well-formed identifier; hardly any of the ten million is a lycée's."""
    return f"{number:07d}{UAI_LETTERS[number % 23]}"


def until(condition: Callable[[], bool], within_s: float = 10.0) -> bool:
    deadline = time.monotonic() + within_s
    while not (found := condition()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


@dataclass
class Prefect:
    """What the page asks of it; `panne` is raised instead, `duree_s` is how long it takes."""

    recues: list[Demande] = field(default_factory=list)
    panne: Exception | None = None
    duree_s: float = 0.0
    essais: int = 0

    async def demander(self, demande: Demande) -> None:
        self.essais += 1
        await asyncio.sleep(self.duree_s)
        if self.panne:
            raise self.panne
        self.recues.append(demande)

    @asynccontextmanager
    async def ouvrir(self) -> AsyncIterator[Demander]:
        yield self.demander

    def asked(self, count: int, within_s: float = 10.0) -> list[tuple[str, str]]:
        """UAI and month of the runs, once there are as many, and a while longer in case there are more."""
        until(lambda: len(self.recues) >= count, within_s)
        time.sleep(0.2)
        return [(one.uai, str(one.mois)) for one in self.recues]


@dataclass(frozen=True)
class Guichet:
    """A running page, the address that it is reached at, and a browser that knows it."""

    prefect: Prefect
    url: str
    client: httpx.Client

    def jeton(self, client: httpx.Client | None = None, **headers: str) -> str:
        """The token of a fresh form."""
        found = JETON.search((client or self.client).get("/", headers=headers).text)
        assert found
        return found[1]

    def ask(self, identifiant: str = UAI, mois: str = str(MOIS[0]), jeton: str | None = None, **headers: str):
        """Send the form as a browser does."""
        fields = {"jeton": self.jeton(**headers) if jeton is None else jeton, "uai": identifiant, "mois": mois}
        return self.client.post("/", data=fields, headers=headers)


@pytest.fixture(scope="session")
def pages() -> Pages:
    return Pages(PRESENTATION, Templates(templates_folder()))


@contextmanager
def served(pages: Pages, reglages: Reglages, prefect: Prefect, ecoute: Ecoute) -> Iterator[Guichet]:
    server, listening = make_server(pages, reglages, prefect.ouvrir, ecoute)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    url = address(listening)
    try:
        with httpx.Client(base_url=url, timeout=TIMEOUT_S) as client:
            yield Guichet(prefect, url, client)
    finally:
        server.should_exit = True
        thread.join(TIMEOUT_S)
        listening.close()
    assert not thread.is_alive()


@pytest.fixture
def ouvre(pages: Pages, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Guichet]]:
    """Open the page with its own limits or others; what comes is looked at ten times a second."""
    monkeypatch.setattr(attente, "PAS_S", 0.1)
    monkeypatch.setattr(attente, "ATTENTE_INITIALE_S", 0.05)
    monkeypatch.setattr(attente, "FIN_S", 0.5)
    with ExitStack() as stack:

        def make(prefect: Prefect | None = None, ecoute: Ecoute | None = None, **limits: int) -> Guichet:
            many = {"par_appelant_minute": 1000, "par_appelant_heure": 1000}
            reglages = Reglages(**many | limits)
            where = ecoute or Ecoute(port=0, proxies=("127.0.0.1",))
            return stack.enter_context(served(pages, reglages, prefect or Prefect(), where))

        yield make


@pytest.fixture
def guichet(ouvre) -> Guichet:
    return ouvre()
