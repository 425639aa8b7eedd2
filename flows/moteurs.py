"""What makes chunks of lycées: processes of this machine, a Dask cluster, Prefect workers; the configuration says."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from typing import Any, Protocol, Self

from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import ProcessPoolTaskRunner

from ent_report.configuration.sections.exploitation import DASK, OUVRIERS, SANS_DASK, Execution
from ent_report.editions.resultats import ECHEC, Resultat
from ent_report.errors import UsageError
from flows.orphelins import end_with_parent
from flows.taches import etablir

Lot = list[dict[str, Any]]

INTERRUPTION = "interruption"


class Voie(Protocol):
    """What makes one chunk at a time."""

    def submit(self, chunk: list[str]) -> PrefectFuture[Lot]: ...

    def results(self, future: PrefectFuture[Lot], chunk: list[str]) -> Lot:
        """A chunk's results, in its order; where its process died, those that are known all the same, if any."""
        ...


class Moteur(Protocol):
    """As many lanes as there are processes for them."""

    @property
    def nb_voies(self) -> int: ...

    @property
    def morts_max(self) -> int:
        """Of how many processes' deaths, the last one alone with it, a report is held to be the cause."""
        ...

    def voie(self) -> AbstractContextManager[Voie]: ...

    def first_ended(self, futures: Sequence[PrefectFuture[Lot]]) -> PrefectFuture[Lot]:
        """Wait for one of several chunks that are under way."""
        ...


@contextmanager
def open_engine(execution: Execution, commun: dict[str, Any]) -> Iterator[Moteur]:
    """The engine that `[execution]` names; `commun` are the parameters that all chunks share.

    Raises UsageError where it cannot be had.
    """
    if execution.moteur == DASK:
        if find_spec("prefect_dask") is None:
            raise UsageError(SANS_DASK)
        from flows.moteur_dask import open_cluster  # noqa: PLC0415  an extra, which need not be installed

        with open_cluster(execution, commun) as cluster:
            yield cluster
    elif execution.moteur == OUVRIERS:
        from flows.moteur_ouvriers import open_workers  # noqa: PLC0415  which imports this one

        with open_workers(execution, commun) as workers:
            yield workers
    else:
        yield MoteurDeProcessus(execution, commun)


def parameters(chunk: list[str], commun: dict[str, Any]) -> dict[str, Any]:
    """Of the task that makes a chunk."""
    return {"uais": chunk, "premier": chunk[0], "autres": len(chunk) - 1} | commun


def failed(chunk: list[str], reason: str) -> Lot:
    return [asdict(Resultat(uai, ECHEC, raison=reason, motif=INTERRUPTION)) for uai in chunk]


@dataclass(frozen=True)
class MoteurDeProcessus:
    """Processes of this machine."""

    execution: Execution
    commun: dict[str, Any]
    morts_max: int = 1

    @property
    def nb_voies(self) -> int:
        return self.execution.processus or os.cpu_count() or 1

    def voie(self) -> VoieDeProcessus:
        return VoieDeProcessus(self.execution, self.commun)

    def first_ended(self, futures: Sequence[PrefectFuture[Lot]]) -> PrefectFuture[Lot]:
        return next(as_completed(list(futures)))


class VoieDeProcessus:
    """One process after another, each making one chunk at a time, and replaced after about `documents_par_processus`
    reports: a renderer's memory grows.
    """

    def __init__(self, execution: Execution, commun: dict[str, Any]) -> None:
        self._execution = execution
        self._commun = commun
        self._runner: ProcessPoolTaskRunner | None = None
        self._faits = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()

    def submit(self, chunk: list[str]) -> PrefectFuture[Lot]:
        if self._faits and self._faits + len(chunk) > self._execution.documents_par_processus:
            self._stop()
        if self._runner is None:
            self._runner = ProcessPoolTaskRunner(max_workers=1, initializer=end_with_parent)
            self._runner.__enter__()
        self._faits += len(chunk)
        return self._runner.submit(etablir, parameters(chunk, self._commun))

    def results(self, future: PrefectFuture[Lot], chunk: list[str]) -> Lot:
        try:
            return future.result()
        except BrokenProcessPool:
            self._stop()
            return []
        except Exception as error:
            return failed(chunk, f"{type(error).__name__}: {error}")

    def _stop(self) -> None:
        if self._runner is not None:
            self._runner.__exit__(None, None, None)
        self._runner, self._faits = None, 0
