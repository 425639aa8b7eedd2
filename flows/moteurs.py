"""What makes chunks of lycées: processes of this machine, a Dask cluster, Prefect workers; the configuration says."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, closing
from dataclasses import asdict
from importlib.util import find_spec
from typing import Any, Protocol

from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import ProcessPoolTaskRunner

from ent_report.configuration.sections.exploitation import DASK, OUVRIERS, SANS_DASK, Execution
from ent_report.editions.resultats import ECHEC, Resultat
from ent_report.errors import UsageError
from flows.orphelins import end_with_parent
from flows.taches import etablir

Lot = list[dict[str, Any]]

INTERRUPTION = "interruption"


class Moteur(Protocol):
    """Makes up to `nb_voies` chunks at once."""

    @property
    def nb_voies(self) -> int: ...

    @property
    def morts_max(self) -> int:
        """Of how many processes' deaths, the last one alone with it, a report is held to be the cause."""
        ...

    def submit(self, chunk: list[str]) -> PrefectFuture[Lot]: ...

    def first_ended(self, futures: Sequence[PrefectFuture[Lot]]) -> PrefectFuture[Lot]:
        """Wait for one of several chunks that are under way."""
        ...

    def results(self, future: PrefectFuture[Lot], chunk: list[str]) -> Lot:
        """A chunk's results, in its order; where its process died, those that are known all the same, if any."""
        ...


def open_engine(execution: Execution, commun: dict[str, Any]) -> AbstractContextManager[Moteur]:
    """The engine that `[execution]` names; `commun` are the parameters that all chunks share.

    Raises UsageError where it cannot be had.
    """
    if execution.moteur == DASK:
        if find_spec("prefect_dask") is None:
            raise UsageError(SANS_DASK)
        from flows.moteur_dask import open_cluster  # noqa: PLC0415  an extra, which need not be installed

        return open_cluster(execution, commun)
    if execution.moteur == OUVRIERS:
        from flows.moteur_ouvriers import open_workers  # noqa: PLC0415  which imports this one

        return open_workers(execution, commun)
    return closing(MoteurDeProcessus(execution, commun))


def parameters(chunk: list[str], commun: dict[str, Any]) -> dict[str, Any]:
    """Of the task that makes a chunk."""
    return {"uais": chunk, "premier": chunk[0], "autres": len(chunk) - 1} | commun


def failed(chunk: list[str], reason: str) -> Lot:
    return [asdict(Resultat(uai, ECHEC, raison=reason, motif=INTERRUPTION)) for uai in chunk]


class MoteurDeProcessus:
    """Processes of this machine: each makes one chunk at a time, and is replaced after about `documents_par_processus`
    reports, since a renderer's memory grows.
    """

    morts_max = 1

    def __init__(self, execution: Execution, commun: dict[str, Any]) -> None:
        self.nb_voies = execution.processus or os.cpu_count() or 1
        self._reports_max = execution.documents_par_processus
        self._commun = commun
        self._free: deque[tuple[ProcessPoolTaskRunner, int]] = deque()
        self._busy: dict[PrefectFuture[Lot], tuple[ProcessPoolTaskRunner, int]] = {}

    def submit(self, chunk: list[str]) -> PrefectFuture[Lot]:
        runner, made = self._free.popleft() if self._free else (None, 0)
        if runner and made + len(chunk) > self._reports_max:
            runner.__exit__(None, None, None)
            runner, made = None, 0
        if runner is None:
            runner = ProcessPoolTaskRunner(max_workers=1, initializer=end_with_parent)
            runner.__enter__()
        future = runner.submit(etablir, parameters(chunk, self._commun))
        self._busy[future] = (runner, made + len(chunk))
        return future

    def first_ended(self, futures: Sequence[PrefectFuture[Lot]]) -> PrefectFuture[Lot]:
        return next(as_completed(list(futures)))

    def results(self, future: PrefectFuture[Lot], chunk: list[str]) -> Lot:
        runner, made = self._busy.pop(future)
        try:
            found = future.result()
        except BrokenProcessPool:
            runner.__exit__(None, None, None)
            return []
        except Exception as error:
            found = failed(chunk, f"{type(error).__name__}: {error}")
        self._free.append((runner, made))
        return found

    def close(self) -> None:
        for runner, _ in (*self._free, *self._busy.values()):
            runner.__exit__(None, None, None)
