"""One lycée on demand: the same steps as the month's, for it alone."""

from __future__ import annotations

from prefect import State, flow
from prefect.runtime import flow_run

from ent_report.operation.run_summary import Bilan
from flows.alertes import PREVENUS, ended
from flows.parametres import (
    CONFIG,
    DATA_DIR,
    DERNIER,
    Configuration,
    Donnees,
    Essai,
    MoisDemande,
    UaiDemande,
    wanted_month,
)
from flows.rapport_mensuel import make_month, run_name


@flow(name="rapport-etablissement", flow_run_name=run_name, **PREVENUS)
def rapport_etablissement(
    uai: UaiDemande,
    mois: MoisDemande = DERNIER,
    config: Configuration = CONFIG,
    data_dir: Donnees = DATA_DIR,
    *,
    essai: Essai = False,
) -> State[Bilan]:
    """Issue the report of one lycée and one month, if it was not issued yet or a figure changed since."""
    wanted = wanted_month(mois, flow_run.scheduled_start_time)
    bilan = make_month(str(wanted), config, data_dir, [uai], essai=essai)
    return ended(bilan, is_whole=bilan.exit_status == 0)
