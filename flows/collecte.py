"""Only collect and check: the job of every day."""

from __future__ import annotations

from pathlib import Path

from prefect import State, flow
from prefect.states import Completed

from ent_report.month import open_month
from ent_report.run_summary import Bilan, new_run_id
from ent_report.vocabulary import Mois
from flows.bilan import write_summary
from flows.taches import apporter_references, collecter


@flow(name="collecte", flow_run_name="collecte {mois}")
def collecte(mois: str, config: str, data_dir: str) -> State[Bilan]:
    """Collect what is new of a month; named « Partiel » where an input was lost."""
    apporter_references(config, data_dir, mois)
    chantier = open_month(Path(config), Path(data_dir), Mois.parse(mois))
    bilan = collecter(config, data_dir, mois, new_run_id())
    write_summary(chantier.store, bilan)
    return Completed(data=bilan, name="Completed" if bilan.exit_status == 0 else "Partiel")
