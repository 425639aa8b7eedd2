"""Chunks of lycées on all that may make them; one whose process dies is halved until the culprit is alone."""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from typing import cast

from prefect.futures import PrefectFuture

from ent_report.configuration.sections.exploitation import Execution
from flows.moteurs import Lot, failed, open_engine, parameters
from flows.taches import etablir

LOG = logging.getLogger("ent_report.flow")

DIED = "its rendering process died of it: a fault of a library, no memory left, or far past the deadline"


def submit_chunks(
    config: str, data_dir: str, mois: str, uais: Sequence[str], run: str, execution: Execution, *, essai: bool
) -> Iterator[Lot]:
    """Make the reports and yield each chunk's results as it ends; a single report needs no process of its own.

    A process that dies costs its chunk alone, which is halved until the report that it dies of is by itself.
    """
    common = {"config": config, "data_dir": data_dir, "mois": mois, "run": run, "essai": essai}
    if not uais:
        return
    if len(uais) == 1:
        yield cast("Lot", etablir(**parameters(list(uais), common)))
        return
    with open_engine(execution, common) as engine:
        size = min(execution.lycees_par_tache, max(1, -(-len(uais) // engine.nb_voies)))
        waiting = deque(list(uais[start : start + size]) for start in range(0, len(uais), size))
        deaths: Counter[str] = Counter()
        under_way: dict[PrefectFuture[Lot], list[str]] = {}
        while waiting or under_way:
            while waiting and len(under_way) < engine.nb_voies:
                chunk = waiting.popleft()
                under_way[engine.submit(chunk)] = chunk
            ended = engine.first_ended(list(under_way))
            chunk = under_way.pop(ended)
            results = engine.results(ended, chunk)
            if results:
                yield results
            left = chunk[len(results) :]
            if results or len(chunk) == 1:
                deaths.update(left[:1])
            if len(chunk) == 1 and deaths[chunk[0]] >= engine.morts_max:
                yield failed(chunk, DIED)
            elif left:
                LOG.warning("%s: a process died; %d of its %d reports are made again", mois, len(left), len(chunk))
                waiting.extendleft(_parts(left, is_first_known=bool(results)))


def _parts(left: list[str], *, is_first_known: bool) -> Iterator[list[str]]:
    """What is to be made again, last part first: by halves, or the first alone where a process is known to have died
    of it, since it had made those before.
    """
    size = 1 if is_first_known else len(left) // 2
    yield from (part for part in (left[size:], left[:size]) if part)
