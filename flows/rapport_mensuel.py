"""The month: collect, check, compute, make the lycées' reports and the region's, summarise."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter
from typing import Any, cast
from uuid import UUID

from prefect import State, flow
from prefect.artifacts import create_markdown_artifact, create_progress_artifact, update_progress_artifact
from prefect.states import Completed

from ent_report.concordance import source_checks, source_warnings
from ent_report.errors import EntReportError, UsageError
from ent_report.month import open_month
from ent_report.month_figures import exposed_figures
from ent_report.production import ECHEC, RETENU
from ent_report.run_summary import Bilan, completeness_checks, disclosure_check, new_run_id
from ent_report.settings import Settings
from ent_report.verdicts import read_completude
from ent_report.vocabulary import Mois
from flows.ateliers import submit_chunks
from flows.bilan import as_markdown, write_index, write_summary
from flows.taches import apporter_references, calculer, collecter, etablir_region

LOG = logging.getLogger("ent_report.flow")


@flow(name="rapport-mensuel", flow_run_name="rapport-mensuel {mois}", validate_parameters=True)
def rapport_mensuel(
    mois: str, config: str, data_dir: str, uai: list[str] | None = None, *, essai: bool = False
) -> State[Bilan]:
    """Issue the month's reports: all due lycées and the regional summary, or the named lycées alone.

    `essai` says what would be issued and issues nothing. The state is named « Partiel » where a report failed or is
    held, or an input was lost.
    """
    clock = Clock()
    apporter_references(config, data_dir, mois)
    chantier = open_month(Path(config), data_dir, Mois.parse(mois))
    named = _known(uai, [str(one.uai) for one in chantier.references.lycees])
    run = new_run_id()
    LOG.info("%s: %d lycées due", mois, len(named))
    bilan = collecter(config, data_dir, mois, run)
    _log_collected(bilan)
    clock.lap("collecte")
    _decide(bilan)
    unmapped = calculer(config, data_dir, mois)
    clock.lap("indicateurs")
    LOG.info("indicators computed in %.1f s", clock.durees["indicateurs"])
    bilan.controles.extend(completeness_checks(read_completude(chantier.store, chantier.mois)))
    bilan.controles.append(disclosure_check(exposed_figures(chantier.store, chantier.mois)))
    resultats = _make_reports(config, data_dir, mois, named, run, chantier.settings, essai=essai)
    clock.lap("rapports")
    if uai is None:
        unmade = {one["code"]: one["motif"] for one in resultats if one["statut"] in {ECHEC, RETENU}}
        resultats.append(etablir_region(config, data_dir, mois, unmade, run, essai=essai))
        clock.lap("region")
    bilan = replace(
        bilan,
        resultats=resultats,
        controles=[*bilan.controles, *source_checks(chantier)],
        avertissements=[*bilan.avertissements, *unmapped, *source_warnings(chantier)],
        durees_s=clock.durees,
    )
    if not essai:
        write_summary(chantier.store, bilan)
        write_index(chantier)
    create_markdown_artifact(as_markdown(bilan), key=f"bilan-{mois}", description="Ce que la campagne a trouvé et fait")
    return Completed(data=bilan, name="Completed" if bilan.exit_status == 0 else "Partiel")


class Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.durees: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, step: str) -> None:
        now = perf_counter()
        self.durees[step] = round(now - self._last, 2)
        self._last = now


def _known(wanted: Sequence[str] | None, uais: list[str]) -> list[str]:
    unknown = [one for one in wanted or () if one not in uais]
    if unknown:
        raise UsageError(*(f"--uai {one}: is no open lycée of the region in the register" for one in unknown))
    return list(wanted) if wanted else uais


def _decide(bilan: Bilan) -> None:
    """End the run where a required check failed: its figures would not be the inputs'."""
    failed = [one for one in bilan.controles if one.requis and not one.reussi]
    if failed:
        raise EntReportError(*(f"{one.nom}: found {one.trouve}, expected {one.attendu}" for one in failed))


def _log_collected(bilan: Bilan) -> None:
    for one in bilan.sources:
        LOG.info(
            "%s: %d rows read = %d kept + %d rejected + %d duplicates, from %d files%s",
            one["source"],
            one["lues"],
            one["gardees"],
            one["rejetees"],
            one["doublons"],
            one["fichiers"],
            " (nothing new)" if one["inchangee"] else "",
        )


def _make_reports(
    config: str, data_dir: str, mois: str, uais: list[str], run: str, settings: Settings, *, essai: bool
) -> list[dict[str, Any]]:
    """Make the lycées' reports by chunks, telling how far they are."""
    progress = cast("UUID", create_progress_artifact(0.0, key=f"rapports-{mois}", description=f"{len(uais)} lycées"))
    done: list[dict[str, Any]] = []
    for results in submit_chunks(config, data_dir, mois, uais, run, settings.execution, essai=essai):
        done += results
        for one in results:
            if one["statut"] == ECHEC:
                LOG.error("%s %s: %s", mois, one["code"], one["raison"])
            elif one["statut"] == RETENU:
                LOG.warning("%s %s: held: %s", mois, one["code"], one["raison"])
        LOG.info("%s: %d of %d lycées", mois, len(done), len(uais))
        update_progress_artifact(progress, 100 * len(done) / len(uais))
    return sorted(done, key=lambda one: str(one["code"]))
