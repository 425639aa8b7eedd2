"""Chunks of lycées on all cores, in processes that are replaced before their memory grows, and whenever one dies."""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any, Self, cast

from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import ProcessPoolTaskRunner

from ent_report.production import ECHEC, Resultat
from ent_report.settings import Execution
from flows.taches import etablir

LOG = logging.getLogger("ent_report.flow")

Lot = list[dict[str, Any]]

INTERRUPTION = "interruption"
DIED = "its rendering process died of it: a fault of a library, no memory left, or far past the deadline"


def submit_chunks(
    config: str, data_dir: str, mois: str, uais: Sequence[str], run: str, execution: Execution, *, essai: bool
) -> Iterator[Lot]:
    """Make the reports and yield each chunk's results as it ends; a chunk of one needs no process of its own.

    A process makes one chunk at a time, and is replaced after about `documents_par_processus` reports: a renderer's
    memory grows. One that dies costs its chunk alone, which is halved until the report that it dies of is by itself.
    """
    workers = execution.processus or os.cpu_count() or 1
    size = min(execution.lycees_par_tache, max(1, -(-len(uais) // workers)))
    waiting = deque(list(uais[start : start + size]) for start in range(0, len(uais), size))
    common = {"config": config, "data_dir": data_dir, "mois": mois, "run": run, "essai": essai}
    if len(waiting) == 1:
        yield cast("Lot", etablir(**_of(waiting[0]) | common))
        return
    with ExitStack() as stack:
        free = deque(stack.enter_context(_Voie(execution, common)) for _ in range(min(workers, len(waiting))))
        under_way: dict[PrefectFuture[Lot], tuple[_Voie, list[str]]] = {}
        while waiting or under_way:
            while waiting and free:
                lane, chunk = free.popleft(), waiting.popleft()
                under_way[lane.submit(chunk)] = (lane, chunk)
            ended = next(as_completed(list(under_way)))
            lane, chunk = under_way.pop(ended)
            free.append(lane)
            results = lane.results(ended, chunk)
            if results is not None:
                yield results
            elif len(chunk) == 1:
                yield _failed(chunk, DIED)
            else:
                LOG.warning("%s: a process died making %d reports, which are made again by halves", mois, len(chunk))
                half = len(chunk) // 2
                waiting.extendleft([chunk[half:], chunk[:half]])


def _of(chunk: list[str]) -> dict[str, Any]:
    return {"uais": chunk, "premier": chunk[0], "autres": len(chunk) - 1}


def _failed(chunk: list[str], reason: str) -> Lot:
    return [asdict(Resultat(uai, ECHEC, raison=reason, motif=INTERRUPTION)) for uai in chunk]


class _Voie:
    """One process after another, each making one chunk at a time."""

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
            self._runner = ProcessPoolTaskRunner(max_workers=1)
            self._runner.__enter__()
        self._faits += len(chunk)
        return self._runner.submit(etablir, _of(chunk) | self._commun)

    def results(self, future: PrefectFuture[Lot], chunk: list[str]) -> Lot | None:
        """A chunk's results; None where its process died."""
        try:
            return future.result()
        except BrokenProcessPool:
            self._stop()
            return None
        except Exception as error:
            return _failed(chunk, f"{type(error).__name__}: {error}")

    def _stop(self) -> None:
        if self._runner is not None:
            self._runner.__exit__(None, None, None)
        self._runner, self._faits = None, 0
