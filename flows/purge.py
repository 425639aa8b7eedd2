"""Event-level data past its time, deleted on a schedule."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path

from prefect import State, flow

from ent_report.configuration.settings import load_settings
from ent_report.entrepots.choix import open_store
from ent_report.envois.journal import Journal
from ent_report.operation.purge import Purge, first_kept, purge_events, refuse_coming, write_purge
from ent_report.operation.run_summary import new_run_id
from ent_report.vocabulary import PARIS, Mois
from flows.alertes import PREVENUS, ended
from flows.parametres import CONFIG, DATA_DIR, Configuration, Donnees, PremierGarde

LOG = logging.getLogger("ent_report.flow")


@flow(name="purge", flow_run_name="purge", **PREVENUS)
def purge(
    config: Configuration = CONFIG, data_dir: Donnees = DATA_DIR, avant: PremierGarde = None
) -> State[list[Purge]]:
    """Delete the events of the months before `avant`, or past the retention that is configured; and, past its own,
    what the journal has of requests and messages.

    Raises UsageError where `avant` is after the current month, of which nothing is past its time.
    """
    settings, store = load_settings(Path(config)), open_store(data_dir)
    today = datetime.now(PARIS).date()
    kept = Mois.parse(avant) if avant else first_kept(settings.conservation.evenements_mois, today)
    refuse_coming(kept, today)
    found = purge_events(store, kept, today)
    past = Journal(store).purge(first_kept(settings.conservation.envois_mois, today).premier_jour)
    LOG.info("%d records deleted of what was asked for and sent", past)
    write_purge(store, new_run_id(), kept, found)
    for one in found:
        if one.faute:
            LOG.warning("%s", one.faute)
        else:
            LOG.info("%s: %d events deleted, %d files, %d bytes", one.mois, one.lignes, one.fichiers, one.octets)
    return ended(found, is_whole=not any(one.faute for one in found))
