"""The workers of a Dask cluster: one that runs already, or one of this machine for as long as the run lasts.

A chunk whose worker dies is made again by another one; a worker that is stuck is started anew.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from typing import Any, cast

import dask
import distributed
from distributed.scheduler import KilledWorker
from prefect.futures import PrefectFuture
from prefect_dask.task_runners import DaskTaskRunner, PrefectDaskFuture

from ent_report.configuration.sections.exploitation import Execution
from ent_report.errors import EntReportError, UsageError
from flows.moteurs import Lot, failed, parameters
from flows.taches import etablir

LOG = logging.getLogger("ent_report.flow")

CONNECTION_S = 30
LOOK_S = 5.0
GRACE_S = 300.0
"""What a chunk may take beyond its reports' deadlines: a worker may have to read the month first."""
ABSENCE_S = 300.0
"""So long may a cluster be without any worker before the run ends."""
OF_THIS_MACHINE = {
    "distributed.scheduler.allowed-failures": 2,  # so many workers more may die of a chunk before it is halved
    "distributed.deploy.lost-worker-timeout": f"{ABSENCE_S}s",  # one that starts anew on a busy machine takes its time
}


@contextmanager
def open_cluster(execution: Execution, commun: dict[str, Any]) -> Iterator[MoteurDask]:
    """Raises UsageError where no worker is there, or where one would render in several threads."""
    workers = execution.processus or os.cpu_count() or 1
    local = {"n_workers": workers, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    runner = DaskTaskRunner(
        address=execution.dask or None,
        cluster_kwargs=None if execution.dask else local,
        client_kwargs={"timeout": CONNECTION_S},
    )
    with dask.config.set(OF_THIS_MACHINE), runner:
        try:
            client: Any = runner.client  # its methods have no types
            client.wait_for_workers(1, timeout=CONNECTION_S)
        except (OSError, TimeoutError, distributed.TimeoutError) as error:
            where = execution.dask or "this machine"
            reason = str(error).partition("\n")[0]
            raise UsageError(f"execution.dask: found no Dask cluster with a worker at {where}: {reason}") from error
        threads = client.nthreads()
        if any(number != 1 for number in threads.values()):
            raise UsageError("execution.dask: found workers of several threads, expected `dask worker --nthreads 1`")
        yield MoteurDask(execution, commun, runner, len(threads))


class MoteurDask:
    """A chunk a worker; which one makes it is the scheduler's choice."""

    morts_max = 1  # the scheduler has had it made by several before it tells of it

    def __init__(self, execution: Execution, commun: dict[str, Any], runner: DaskTaskRunner, nb_voies: int) -> None:
        self.nb_voies = nb_voies
        self._execution = execution
        self._commun = commun
        self._runner = runner
        self._until: dict[str, float] = {}
        self._seen_at = time.monotonic()

    def submit(self, chunk: list[str]) -> PrefectFuture[Lot]:
        future = self._runner.submit(etablir, parameters(chunk, self._commun))
        limit_s = len(chunk) * self._execution.delai_s + GRACE_S
        self._until[str(future.wrapped_future.key)] = time.monotonic() + limit_s
        return cast("PrefectFuture[Lot]", future)

    def first_ended(self, futures: Sequence[PrefectFuture[Lot]]) -> PrefectFuture[Lot]:
        """One that is far past its time is given up, and ends so."""
        wait: Any = distributed.wait
        under_way = {_of_dask(one).key: one for one in futures}
        while True:
            with self._runner.client.as_current(), suppress(TimeoutError, distributed.TimeoutError):
                found = wait([_of_dask(one) for one in futures], timeout=LOOK_S, return_when="FIRST_COMPLETED")
                return under_way[next(iter(found.done)).key]
            self._refuse_to_wait_for_nobody()
            for key, one in under_way.items():
                if time.monotonic() > self._until[key]:
                    self._give_up(_of_dask(one))
                    return one

    def _refuse_to_wait_for_nobody(self) -> None:
        """Raise EntReportError where no worker has been there for long: what was issued stays."""
        client: Any = self._runner.client
        if client.nthreads():
            self._seen_at = time.monotonic()
        elif time.monotonic() - self._seen_at > ABSENCE_S:
            raise EntReportError(f"execution.dask: found no worker for {ABSENCE_S:g} s: start them, then the run again")

    def results(self, future: PrefectFuture[Lot], chunk: list[str]) -> Lot:
        try:
            return future.result()
        except (KilledWorker, CancelledError):
            return []
        except Exception as error:
            return failed(chunk, f"{type(error).__name__}: {error}")

    def _give_up(self, future: Any) -> None:  # noqa: ANN401  its methods have no types
        """A thread cannot be stopped, so its worker is."""
        client: Any = self._runner.client
        stuck = [worker for worker, keys in client.processing().items() if future.key in map(str, keys)]
        LOG.warning("a chunk is far past its time on %s: started anew", ", ".join(stuck) or "no worker")
        future.cancel()
        if stuck:
            client.restart_workers(stuck, raise_for_error=False)


def _of_dask(future: PrefectFuture[Lot]) -> Any:  # noqa: ANN401  its methods have no types
    return cast("PrefectDaskFuture[Lot]", future).wrapped_future
