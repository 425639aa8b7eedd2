"""A chunk of lycées in a process of its own, which a worker starts: made for a month's run, and for nobody else."""

from __future__ import annotations

import logging
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from prefect import flow

from ent_report.editions.delai import ended_after
from ent_report.editions.production import Atelier
from ent_report.mois.chantier import open_month
from ent_report.operation.campagnes import bilans_folder
from ent_report.store import Store
from ent_report.vocabulary import Mois
from flows.parametres import CONFIG, DATA_DIR, CleDuLot, Configuration, Donnees, Essai, MoisDuLot, RunDuLot, UaisDuLot

LOG = logging.getLogger("ent_report.flow")


LOTS = "lots-"
KEPT = timedelta(days=1)
"""After which the results of a run that was killed are nobody's any more."""


def results_folder(mois: str, run: str) -> str:
    """Where the chunks of a run tell what they have made so far."""
    return f"{bilans_folder(mois)}/{LOTS}{run}"


@flow(name="lot-de-rapports")
def lot_de_rapports(
    uais: UaisDuLot,
    mois: MoisDuLot,
    run: RunDuLot,
    cle: CleDuLot,
    config: Configuration = CONFIG,
    data_dir: Donnees = DATA_DIR,
    *,
    essai: Essai = False,
) -> None:
    """Make the reports of a chunk of lycées. The results so far lie in the store from the start on: a process that dies
    leaves those of the reports before.
    """
    chantier = open_month(Path(config), data_dir, Mois.parse(mois))
    atelier, done = Atelier(chantier, essai=essai, run=run), list[dict[str, Any]]()
    place = f"{results_folder(mois, run)}/{cle}.json"
    chantier.store.write_json(place, {"resultats": done})
    for uai in uais:
        with ended_after(chantier.settings.execution.delai_s):
            done += [asdict(one) for one in atelier.lycees([uai])]
        chantier.store.write_json(place, {"resultats": done})
        LOG.info("%s %s: %s, %d of %d", mois, uai, done[-1]["statut"], len(done), len(uais))


def forget_killed_runs(store: Store, mois: str) -> None:
    """Delete the results that runs left which were killed before they could."""
    for one in store.entries(bilans_folder(mois)):
        if one.est_dossier and one.nom.startswith(LOTS):
            started = datetime.strptime(f"{one.nom.removeprefix(LOTS)[:16]}+0000", "%Y%m%dT%H%M%SZ%z")
            if datetime.now(UTC) - started > KEPT:
                store.delete(bilans_folder(mois), f"{one.nom}/*")
