"""The hooks by which the operators are told of a run that ended badly: one message a run, whatever started it."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import httpx
from prefect import Flow, State
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import PrefectException
from prefect.states import Completed

from ent_report.courrier import send_mail
from ent_report.entrepots.choix import open_store
from ent_report.errors import ConfigurationError, EntReportError
from ent_report.operation.alertes import ARRET, ECHEC, PARTIEL, Fin, compose, read_recipients
from ent_report.operation.purge import Purge
from ent_report.operation.run_summary import Bilan
from flows.bilan import write_summary
from flows.coffre import Secrets
from flows.parametres import CONFIG, DATA_DIR

LOG = logging.getLogger("ent_report.flow")

R = TypeVar("R")


def ended(result: R, *, is_whole: bool) -> State[R]:
    """The last state of a run that came to its end: named « Partiel » where something of it failed."""
    return Completed(data=result, name="Completed" if is_whole else "Partiel")


def prevenir(flow: Flow[Any, Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Tell the operators how a run ended, unless it ended well. A message that cannot be sent fails nothing: the log
    tells it, and the run's summary where it has one.
    """
    fin = _end(_name(flow, flow_run), flow_run, state)
    if fin is None:
        return
    fault = _send(fin)
    if fault is None:
        return
    LOG.error("%s: the operators could not be told: %s", flow.name, fault)
    for bilan in fin.bilans[:1]:
        bilan.avertissements.append(f"the operators could not be told: {fault}")
        write_summary(open_store(fin.data_dir), bilan)


PREVENUS: dict[str, Any] = {"on_completion": [prevenir], "on_failure": [prevenir], "on_crashed": [prevenir]}
"""What a flow is declared with, so that the operators are told of its runs."""


def _name(flow: Flow[Any, Any], flow_run: FlowRun) -> str:
    """The run's name, which says its flow; a worker's hook is given the run as it was before it had one."""
    name = flow_run.name
    with suppress(PrefectException, httpx.HTTPError), get_client(sync_client=True) as client:
        name = client.read_flow_run(flow_run.id).name
    return name if name.startswith(flow.name) else f"{flow.name} ({name})"


def _end(name: str, flow_run: FlowRun, state: State[Any]) -> Fin | None:
    asked = flow_run.parameters
    if asked.get("essai"):
        return None  # a person tries what would be made, and looks at it
    places = Path(str(asked.get("config", CONFIG))), str(asked.get("data_dir", DATA_DIR))
    execution = str(flow_run.id) if flow_run.deployment_id else None
    if state.is_completed():
        unwell, faults = _unwell(state.result(raise_on_failure=False))
        if not unwell and not faults:
            return None
        return Fin(name, PARTIEL, *places, bilans=unwell, fautes=faults, execution=execution)
    issue = ARRET if state.is_crashed() else ECHEC
    return Fin(name, issue, *places, fautes=_faults(state), execution=execution)


def _unwell(result: Any) -> tuple[tuple[Bilan, ...], tuple[str, ...]]:  # noqa: ANN401  each flow has its own
    """The summaries of a run that have something to tell, and what no summary tells."""
    results = result if isinstance(result, list) else [result]
    bilans = [one if isinstance(one, Bilan) else getattr(one, "bilan", None) for one in results]
    faults = [fault for one in results if not isinstance(one, Bilan) for fault in getattr(one, "fautes", ())]
    faults += [one.faute for one in results if isinstance(one, Purge) and one.faute]
    return tuple(one for one in bilans if one and one.exit_status), tuple(faults)


def _faults(state: State[Any]) -> tuple[str, ...]:
    found = state.result(raise_on_failure=False) if state.data is not None else None
    if isinstance(found, EntReportError):
        return found.faults
    return (f"{type(found).__name__}: {found}",) if isinstance(found, Exception) else (state.message or "",)


def _send(fin: Fin) -> str | None:
    try:
        prevenus = read_recipients(fin.config)
    except ConfigurationError as error:
        return None if error.faults == fin.fautes else "; ".join(error.faults)  # the run itself ended with them
    if not prevenus.exploitation.courriels:
        return None
    if prevenus.courrier is None:
        return f"{fin.config}: [courrier] is missing"
    return send_mail(prevenus.courrier, Secrets(), prevenus.exploitation.courriels, *compose(fin))
