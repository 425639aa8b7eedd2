"""A month of a small region, computed once, and its preview on a real server."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from computed_month import compute_month
from spec.tables import A, B, Region, event

from ent_report.preview.etat import Demande
from ent_report.preview.serveur import address, make_server
from ent_report.vocabulary import Mois

MOIS = Mois(2026, 10)
TIMEOUT_S = 30.0


@pytest.fixture(scope="session")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a configuration, with the data directory `data` in which October 2026 is computed."""
    folder = tmp_path_factory.mktemp("calcul")
    region = Region(folder)
    region.evenements(
        *(
            event(f"2026-10-{day:02d}T{hour:02d}:00", f"u{n}", A)
            for day in (1, 5, 12)
            for hour in (9, 14)
            for n in range(8)
        ),
        *(event("2026-10-06T10:00", f"v{n}", B, profil="Relative") for n in range(6)),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ENT_REPORT_PSEUDONYM_KEY", "a key for tests only, of a decent length")
        compute_month(region.config(), folder / "data", MOIS)
    return folder


@pytest.fixture
def demande(computed: Path, tmp_path: Path) -> Demande:
    """The computed month in a folder of its own, whose files a test may change."""
    shutil.copytree(computed, tmp_path / "region")
    return Demande(tmp_path / "region" / "region.toml", tmp_path / "region" / "data", MOIS)


@dataclass(frozen=True)
class Preview:
    """A running preview; `gabarits` is the region's own folder of templates."""

    demande: Demande
    client: httpx.Client

    @property
    def gabarits(self) -> Path:
        return self.demande.config.parent / "gabarits"

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers=headers)

    def write(self, name: str, text: str) -> Path:
        path = self.gabarits / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def saved(self, change: object, *arguments: object) -> None:
        """Make a change, and wait until the server tells of it."""
        with self.client.stream("GET", "/changements") as told:
            numbers = (line for line in told.iter_lines() if line.startswith("data: "))
            first = next(numbers)
            change(*arguments)  # type: ignore[operator]
            assert next(numbers) != first


@pytest.fixture
def preview(demande: Demande) -> Iterator[Preview]:
    server, listening = make_server(demande, None)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        with httpx.Client(base_url=address(listening), timeout=TIMEOUT_S) as client:
            yield Preview(demande, client)
    finally:
        server.should_exit = True
        thread.join(TIMEOUT_S)
        listening.close()
    assert not thread.is_alive()
