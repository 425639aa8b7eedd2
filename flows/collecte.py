"""Only collect and check: the job of every day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from prefect import State, flow
from prefect.runtime import flow_run
from prefect.states import Completed

from ent_report.month import open_month
from ent_report.run_summary import Bilan, new_run_id
from ent_report.vocabulary import PARIS, Mois
from flows.bilan import write_summary
from flows.taches import collecter


def _run_name() -> str:
    mois, jour = what_is_asked(flow_run.parameters.get("mois"), flow_run.parameters.get("jour"))
    return f"collecte {jour or mois}"


@flow(name="collecte", flow_run_name=_run_name)
def collecte(config: str, data_dir: str, mois: str | None = None, jour: str | None = None) -> State[Bilan]:
    """Collect what is new of a month, or of the one day `jour` that is expected; where neither is said, as by a
    schedule, of the day before the run's scheduled time in Europe/Paris. Named « Partiel » where an input was lost.
    """
    wanted, jour = what_is_asked(mois, jour)
    chantier = open_month(Path(config), Path(data_dir), wanted)
    bilan = collecter(config, data_dir, str(wanted), new_run_id(), jour)
    write_summary(chantier.store, bilan)
    return Completed(data=bilan, name="Completed" if bilan.exit_status == 0 else "Partiel")


def what_is_asked(mois: str | None, jour: str | None) -> tuple[Mois, str | None]:
    """The month, and the day of it that is wanted alone; a run that is late still collects its own day."""
    if jour is None and mois is not None:
        return Mois.parse(mois), None
    scheduled = flow_run.scheduled_start_time.astimezone(PARIS).date()
    day = date.fromisoformat(jour) if jour else scheduled - timedelta(days=1)
    return Mois.of(day), day.isoformat()
