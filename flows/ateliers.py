"""Chunks of lycées on all cores, in processes that are replaced before their memory grows."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import ProcessPoolTaskRunner

from ent_report.production import ECHEC, Resultat
from ent_report.settings import Execution
from flows.taches import etablir

Lot = list[dict[str, Any]]

INTERRUPTION = "interruption"


def submit_chunks(
    config: str, data_dir: str, mois: str, uais: Sequence[str], run: str, execution: Execution, *, essai: bool
) -> Iterator[Lot]:
    """Make the reports and yield each chunk's results as it ends; a chunk of one needs no process of its own.

    Processes are replaced when each has made about `documents_par_processus` reports: a renderer's memory grows.
    """
    workers = execution.processus or os.cpu_count() or 1
    size = min(execution.lycees_par_tache, max(1, -(-len(uais) // workers)))
    chunks = [list(uais[start : start + size]) for start in range(0, len(uais), size)]
    if len(chunks) == 1:
        yield etablir(**_parameters(config, data_dir, mois, chunks[0], run), essai=essai)
        return
    wave = workers * max(1, execution.documents_par_processus // size)
    for start in range(0, len(chunks), wave):
        with ProcessPoolTaskRunner(max_workers=min(workers, len(chunks) - start)) as runner:
            futures: dict[PrefectFuture[Lot], list[str]] = {
                runner.submit(etablir, _parameters(config, data_dir, mois, chunk, run) | {"essai": essai}): chunk
                for chunk in chunks[start : start + wave]
            }
            for future in as_completed(list(futures)):
                yield _results(future, futures[future])


def _parameters(config: str, data_dir: str, mois: str, chunk: list[str], run: str) -> dict[str, Any]:
    return {
        "config": config,
        "data_dir": data_dir,
        "mois": mois,
        "uais": chunk,
        "run": run,
        "premier": chunk[0],
        "autres": len(chunk) - 1,
    }


def _results(future: PrefectFuture[Lot], chunk: list[str]) -> Lot:
    """A chunk's results; where its process died, the failure of each of its lycées."""
    try:
        return future.result()
    except Exception as error:
        reason = f"its rendering process ended: {type(error).__name__}: {error}"
        return [asdict(Resultat(uai, ECHEC, raison=reason, motif=INTERRUPTION)) for uai in chunk]
