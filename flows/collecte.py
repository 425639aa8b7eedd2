"""Only collect and check: the job of every day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from prefect import State, flow
from prefect.runtime import flow_run

from ent_report.mois.chantier import open_month
from ent_report.operation.run_summary import Bilan, new_run_id
from ent_report.vocabulary import PARIS, Mois
from flows.alertes import PREVENUS, ended
from flows.bilan import write_summary
from flows.parametres import CONFIG, DATA_DIR, Configuration, Donnees, JourCollecte, MoisCollecte
from flows.taches import apporter_references, collecter


def _run_name() -> str:
    asked = flow_run.parameters
    mois, jour = what_is_asked(asked.get("mois"), asked.get("jour"), flow_run.scheduled_start_time)
    return f"collecte {jour or mois}"


@flow(name="collecte", flow_run_name=_run_name, **PREVENUS)
def collecte(
    config: Configuration = CONFIG,
    data_dir: Donnees = DATA_DIR,
    mois: MoisCollecte = None,
    jour: JourCollecte = None,
) -> State[Bilan]:
    """Collect what is new of a month, or of the one day `jour` that is expected; where neither is said, as by a
    schedule, of the day before the run's scheduled time in Europe/Paris. Named « Partiel » where an input was lost.
    """
    wanted, jour = what_is_asked(mois, jour, flow_run.scheduled_start_time)
    apporter_references(config, data_dir, str(wanted))
    chantier = open_month(Path(config), data_dir, wanted)
    bilan = collecter(config, data_dir, str(wanted), new_run_id(), jour)
    write_summary(chantier.store, bilan)
    return ended(bilan, is_whole=bilan.exit_status == 0)


def what_is_asked(mois: str | None, jour: str | None, prevu: datetime) -> tuple[Mois, str | None]:
    """The month, and the day of it that is wanted alone; `prevu` is when the run was to start, however late it is."""
    if jour is None and mois is not None:
        return Mois.parse(mois), None
    day = date.fromisoformat(jour) if jour else prevu.astimezone(PARIS).date() - timedelta(days=1)
    return Mois.of(day), day.isoformat()
