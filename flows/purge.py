"""Event-level data past its time, deleted on a schedule."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import Annotated

from prefect import State, flow
from prefect.states import Completed
from pydantic import Field

from ent_report.purge import Purge, first_kept, purge_events, write_purge
from ent_report.run_summary import new_run_id
from ent_report.settings import load_settings
from ent_report.store import Store
from ent_report.vocabulary import PARIS, Mois

LOG = logging.getLogger("ent_report.flow")


@flow(name="purge", flow_run_name="purge")
def purge(
    config: Annotated[str, Field(title="Configuration", description="Le fichier de la région, region.toml")],
    data_dir: Annotated[str, Field(title="Données", description="Le répertoire des données")],
    avant: Annotated[
        str | None,
        Field(
            title="Avant",
            description="Premier mois gardé, comme 2025-10 ; vide : selon la durée de conservation configurée",
            pattern=r"^\d{4}-(0[1-9]|1[0-2])$",
        ),
    ] = None,
) -> State[list[Purge]]:
    """Delete the events of the months before `avant`, or past the retention that is configured."""
    settings, store = load_settings(Path(config)), Store(data_dir)
    today = datetime.now(PARIS).date()
    kept = Mois.parse(avant) if avant else first_kept(settings.conservation.evenements_mois, today)
    found = purge_events(store, kept, today)
    write_purge(store, new_run_id(), kept, found)
    for one in found:
        if one.raison:
            LOG.warning("%s: kept: %s", one.mois, one.raison)
        else:
            LOG.info("%s: %d events deleted, %d files, %d bytes", one.mois, one.lignes, one.fichiers, one.octets)
    return Completed(data=found, name="Partiel" if any(one.raison for one in found) else "Completed")
