"""Months that were due and never issued, oldest first. Nothing is sent, however late they are."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from prefect import State, flow

from ent_report.entrepots.choix import open_store
from ent_report.errors import InputsUnusableError
from ent_report.operation.mois_manques import is_issued, months_between
from ent_report.operation.run_summary import Bilan
from ent_report.vocabulary import Mois
from flows.alertes import PREVENUS, ended
from flows.parametres import CONFIG, DATA_DIR, Configuration, DernierMois, Donnees, PremierMois
from flows.rapport_mensuel import make_month

LOG = logging.getLogger("ent_report.flow")


@dataclass(frozen=True)
class Rattrape:
    """What became of one month: its summary, or why it has none; neither where it had been issued before."""

    mois: str
    bilan: Bilan | None = None
    fautes: tuple[str, ...] = ()

    @property
    def exit_status(self) -> int:
        """3 where a month's inputs cannot be used: the others were issued."""
        return 3 if self.fautes else self.bilan.exit_status if self.bilan else 0


@flow(name="rattrapage", flow_run_name="rattrapage {de} {a}", **PREVENUS)
def rattrapage(
    de: PremierMois, a: DernierMois, config: Configuration = CONFIG, data_dir: Donnees = DATA_DIR
) -> State[list[Rattrape]]:
    """Issue the months from `de` to `a` that were not, oldest first; a month without inputs does not keep the next
    ones from being issued. The state is named « Partiel » where one was not wholly issued.
    """
    months, store = months_between(Mois.parse(de), Mois.parse(a)), open_store(data_dir)
    done = [Rattrape(str(mois)) if is_issued(store, mois) else _made_up(str(mois), config, data_dir) for mois in months]
    return ended(done, is_whole=all(one.exit_status == 0 for one in done))


def _made_up(mois: str, config: str, data_dir: str) -> Rattrape:
    try:
        return Rattrape(mois, make_month(mois, config, data_dir))
    except InputsUnusableError as error:
        for fault in error.faults:
            LOG.warning("%s", fault, extra={"mois": mois})
        return Rattrape(mois, fautes=error.faults)
