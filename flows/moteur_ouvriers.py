"""Prefect workers, of this machine or of others: each chunk is a run of the deployment `lot`, a subflow of the month's.

What a chunk has made lies in the store after each report. One whose process dies, or whose machine is gone, costs the
report that it was making: the others are kept, and what was left is made again.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun, State
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound, PrefectException
from prefect.futures import PrefectFlowRunFuture, PrefectFuture
from prefect.states import Cancelling, Crashed

from ent_report.configuration.sections.exploitation import OUVRIERS, Execution
from ent_report.entrepots.choix import open_store
from ent_report.entrepots.racine import absolute
from ent_report.errors import EntReportError, UsageError
from flows import environnement
from flows.lot import forget_killed_runs, results_folder
from flows.moteurs import Lot, failed

LOG = logging.getLogger("ent_report.flow")

DEPLOIEMENT = "lot-de-rapports/lot"
LOOK_S = 2.0
GRACE_S = 60.0
"""What a report may take beyond its deadline before its machine is held to be gone."""
START_S = 300.0
"""What a process may take to start and to read the month, before its first report."""
ABSENCE_S = 300.0
"""So long may all chunks wait for a worker before the run ends."""
UNOPENED_MAX = 5
"""So many chunks in a row may end before they have read the month: it is not their reports' fault."""


@contextmanager
def open_workers(execution: Execution, commun: dict[str, Any]) -> Iterator[MoteurOuvriers]:
    """Raises UsageError where no server with workers is named, or where it knows no such deployment."""
    url = os.environ.get("PREFECT_API_URL")
    if not url or environnement.is_own_server():
        raise UsageError(
            f"execution.moteur: found {OUVRIERS!r} without PREFECT_API_URL, expected the server that the workers ask"
        )
    with get_client(sync_client=True) as client:
        try:
            client.read_deployment_by_name(DEPLOIEMENT)
        except ObjectNotFound as error:
            raise UsageError(
                f"execution.moteur: found no deployment {DEPLOIEMENT} at {url}, expected that of prefect.yaml: "
                "`prefect --no-prompt deploy --name lot`"
            ) from error
        with closing(MoteurOuvriers(execution, commun, client)) as engine:
            yield engine


@dataclass
class EnCours:
    """A chunk that the workers have: the key of its results, and how far it was when it last had moved."""

    cle: str
    avance: tuple[str, int | None] | None = None
    depuis: float = field(default_factory=time.monotonic)
    fin: State[Any] | None = None


class MoteurOuvriers:
    """As many chunks under way as are configured; which worker makes one is theirs to settle."""

    morts_max = 2  # the first may have been the machine's own

    def __init__(self, execution: Execution, commun: dict[str, Any], client: SyncPrefectClient) -> None:
        self.nb_voies = execution.ouvriers
        self._limit_s = execution.delai_s + GRACE_S
        self._client = client
        self._store = open_store(commun["data_dir"])
        self._commun = commun | {
            "config": str(Path(commun["config"]).resolve()),  # a worker's folder is another one
            "data_dir": absolute(commun["data_dir"]),
        }
        self._dossier = results_folder(commun["mois"], commun["run"])
        self._en_cours: dict[UUID, EnCours] = {}
        self._nb_lots = self._nb_unopened = 0
        self._seen_at = time.monotonic()
        forget_killed_runs(self._store, commun["mois"])

    def submit(self, chunk: list[str]) -> PrefectFuture[Lot]:
        self._nb_lots += 1
        cle = f"{self._nb_lots:05d}"
        created = run_deployment(
            DEPLOIEMENT,
            parameters=self._commun | {"uais": chunk, "cle": cle},
            flow_run_name=f"lot-de-rapports {self._commun['mois']} {chunk[0]} (+{len(chunk) - 1})",
            timeout=0,
        )
        run_id = cast("FlowRun", created).id
        self._en_cours[run_id] = EnCours(cle)
        return PrefectFlowRunFuture[Lot](run_id)

    def first_ended(self, futures: Sequence[PrefectFuture[Lot]]) -> PrefectFuture[Lot]:
        """One that has not moved for longer than a report may take is given up, and ends so."""
        while True:
            states = self._states()
            for one in futures if states is not None else ():
                if self._has_ended(_run_id(one), states or {}):
                    self._seen_at = time.monotonic()
                    return one
            self._refuse_to_wait_for_nobody(states or {})
            time.sleep(LOOK_S)

    def _states(self) -> dict[UUID, State[Any]] | None:
        """Of the runs under way; one that was deleted has none. None while the server does not answer."""
        wanted = FlowRunFilter(id=FlowRunFilterId(any_=list(self._en_cours)))
        try:
            return {one.id: one.state for one in self._client.read_flow_runs(flow_run_filter=wanted) if one.state}
        except httpx.HTTPError as error:
            LOG.warning("the server does not answer: %s: %s", type(error).__name__, error)
            return None

    def _has_ended(self, run_id: UUID, states: dict[UUID, State[Any]]) -> bool:
        lot, state = self._en_cours[run_id], states.get(run_id)
        if state is None or state.is_final():
            lot.fin = state
            return True
        results = self._results(lot)
        avance = (str(state.type), None if results is None else len(results))
        if avance != lot.avance or state.is_scheduled():
            lot.avance, lot.depuis = avance, time.monotonic()
        limit_s = START_S if results is None else self._limit_s
        if time.monotonic() - lot.depuis <= limit_s:
            return False
        lot.fin = Crashed(message=f"no report for {limit_s:g} s: its machine is held to be gone")
        with suppress(httpx.HTTPError):
            self._client.set_flow_run_state(run_id, lot.fin, force=True)
            LOG.warning("run %s: %s", run_id, lot.fin.message)
            return True
        return False

    def _refuse_to_wait_for_nobody(self, states: dict[UUID, State[Any]]) -> None:
        """Raise EntReportError where nobody has made anything for long: what was issued stays."""
        if any(not one.is_scheduled() for one in states.values()):
            self._seen_at = time.monotonic()
        elif time.monotonic() - self._seen_at > ABSENCE_S:
            raise EntReportError(
                f"execution.moteur: for {ABSENCE_S:g} s no worker took any of the chunks, or the server told nothing: "
                "start workers of the deployment's pool and queue, then the run again"
            )

    def results(self, future: PrefectFuture[Lot], chunk: list[str]) -> Lot:
        """Those that the chunk had told."""
        run_id = _run_id(future)
        lot = self._en_cours.pop(run_id)
        found, message = self._results(lot), (lot.fin.message if lot.fin else None) or "its run is gone"
        self._nb_unopened = self._nb_unopened + 1 if found is None else 0
        if self._nb_unopened >= UNOPENED_MAX:
            raise EntReportError(
                f"execution.moteur: {UNOPENED_MAX} chunks in a row ended before they had read the month: {message}: "
                f"see `prefect flow-run logs {run_id}`"
            )
        if not found and len(chunk) == 1 and lot.fin is not None and lot.fin.is_failed():
            return failed(chunk, message)
        return found or []

    def _results(self, lot: EnCours) -> Lot | None:
        """What a chunk has told so far; None before it has read the month."""
        told = self._store.read_json(f"{self._dossier}/{lot.cle}.json")
        return None if told is None else cast("Lot", told["resultats"])

    def close(self) -> None:
        """Stop what is under way, which is something only where the run ends before its reports; keep no results."""
        for run_id in self._en_cours:
            with suppress(httpx.HTTPError, PrefectException):
                self._client.set_flow_run_state(run_id, Cancelling())
        parent, _, name = self._dossier.rpartition("/")
        self._store.delete(parent, f"{name}/*")


def _run_id(future: PrefectFuture[Lot]) -> UUID:
    return cast("PrefectFlowRunFuture[Lot]", future).flow_run_id
