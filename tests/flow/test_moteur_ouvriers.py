"""What the engine of Prefect workers makes of the states of its runs, on a server that has the states it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from ent_report.configuration.sections.exploitation import Execution
from ent_report.errors import EntReportError
from flows import environnement

A, B = "0750001A", "0750002B"
RUN = "20261103T044000Z-1a2b"


@pytest.fixture(autouse=True)
def _settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    environnement.prepare(tmp_path_factory.mktemp("prefect"))
    monkeypatch.setenv("PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW", "ignore")  # what is logged has no run to go to


@dataclass
class Faux:
    """A server; `looks` are what it answers, one a look, the last one for ever."""

    looks: list[Any] = field(default_factory=list)
    set: list[tuple[UUID, Any]] = field(default_factory=list)

    def read_flow_runs(self, flow_run_filter: Any) -> list[Any]:
        answer = self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]
        if isinstance(answer, Exception):
            raise answer
        return [SimpleNamespace(id=one, state=answer) for one in flow_run_filter.id.any_ if answer]

    def set_flow_run_state(self, run_id: UUID, state: Any, **_: object) -> None:
        self.set.append((run_id, state))


@dataclass
class Essai:
    engine: Any
    server: Faux
    dossier: Path

    def tell(self, *uais: str) -> list[dict[str, Any]]:
        """What the chunk that was submitted last has made."""
        told = [{"code": uai, "statut": "etabli"} for uai in uais]
        self.engine._store.write_json(f"{self.engine._dossier}/{self.engine._nb_lots:05d}.json", {"resultats": told})
        return told


@pytest.fixture
def essai(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Essai:
    from flows import moteur_ouvriers  # noqa: PLC0415  after Prefect's settings

    monkeypatch.setattr(moteur_ouvriers, "run_deployment", lambda *_, **__: SimpleNamespace(id=uuid4()))
    monkeypatch.setattr(moteur_ouvriers, "LOOK_S", 0.0)
    common = {"config": "region.toml", "data_dir": str(tmp_path), "mois": "2026-10", "run": RUN, "essai": False}
    server = Faux()
    engine = moteur_ouvriers.MoteurOuvriers(Execution(moteur="ouvriers", delai_s=0.1), common, server)  # type: ignore[arg-type]
    return Essai(engine, server, tmp_path / "bilans/2026-10")


def test_what_a_lost_chunk_had_told_is_kept(essai: Essai) -> None:
    from prefect.states import Crashed, Running  # noqa: PLC0415

    future = essai.engine.submit([A, B])
    told = essai.tell(A)
    essai.server.looks = [Running(), httpx.ReadTimeout("busy"), Crashed()]
    assert essai.engine.first_ended([future]) == future
    assert essai.engine.results(future, [A, B]) == told
    assert essai.server.set == []
    essai.engine.close()
    assert list(essai.dossier.iterdir()) == []


def test_a_run_that_was_deleted_has_ended(essai: Essai) -> None:
    future = essai.engine.submit([A, B])
    essai.server.looks = [None]
    assert essai.engine.first_ended([future]) == future
    assert essai.engine.results(future, [A, B]) == []


def test_a_run_that_tells_nothing_new_is_given_up(essai: Essai, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not while it may still be reading the month."""
    from prefect.states import Running  # noqa: PLC0415

    from flows import moteur_ouvriers  # noqa: PLC0415

    essai.server.looks = [Running()]
    essai.engine._limit_s = 0.2
    monkeypatch.setattr(moteur_ouvriers, "START_S", 0.5)
    for known, limit in ((None, "0.5 s"), (A, "0.2 s")):
        future = essai.engine.submit([A, B])
        told = essai.tell(known) if known else []
        assert essai.engine.first_ended([future]) == future
        (_, state) = essai.server.set[-1]
        assert (state.is_crashed(), state.message) == (True, f"no report for {limit}: its machine is held to be gone")
        assert essai.engine.results(future, [A, B]) == told


def test_a_lone_report_of_a_run_that_tells_its_fault_has_failed_of_it(essai: Essai) -> None:
    from prefect.states import Failed  # noqa: PLC0415

    future = essai.engine.submit([A])
    essai.tell()
    essai.server.looks = [Failed(message="StorageError: no space")]
    essai.engine.first_ended([future])
    (found,) = essai.engine.results(future, [A])
    assert (found["code"], found["statut"], found["raison"]) == (A, "echec", "StorageError: no space")


def test_workers_that_cannot_read_the_month_end_the_run(essai: Essai) -> None:
    """It is not the reports' fault, and would cost a run for each of them."""
    from prefect.states import Crashed  # noqa: PLC0415

    essai.server.looks = [Crashed(message="exited with status 1")]
    for _ in range(4):
        future = essai.engine.submit([A, B])
        assert essai.engine.results(essai.engine.first_ended([future]), [A, B]) == []
    future = essai.engine.submit([A, B])
    essai.engine.first_ended([future])
    with pytest.raises(EntReportError, match="5 chunks in a row ended before they had read the month: exited with"):
        essai.engine.results(future, [A, B])


def test_what_is_under_way_when_the_run_ends_is_stopped(essai: Essai) -> None:
    future = essai.engine.submit([A, B])
    essai.engine.close()
    ((run_id, state),) = essai.server.set
    assert (run_id, state.name) == (future.flow_run_id, "Cancelling")


def test_results_of_runs_that_were_killed_are_forgotten_after_a_day(tmp_path: Path) -> None:
    from ent_report.entrepots.choix import open_store  # noqa: PLC0415
    from ent_report.operation.run_summary import new_run_id  # noqa: PLC0415
    from flows.lot import forget_killed_runs  # noqa: PLC0415

    store, recent = open_store(tmp_path), f"lots-{new_run_id()}"
    for folder in ("lots-20261001T044000Z-1a2b", recent):
        store.write_json(f"bilans/2026-10/{folder}/00001.json", {"resultats": []})
    store.write_json(f"bilans/2026-10/{RUN}.json", {})
    forget_killed_runs(store, "2026-10")
    assert sorted(one.nom for one in store.entries("bilans/2026-10")) == sorted([f"{RUN}.json", recent])
