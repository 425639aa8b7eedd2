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
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.runtime import flow_run

from ent_report.editions.empreintes import reports_folder
from ent_report.editions.resultats import ECHEC, RETENU
from ent_report.errors import EntReportError, StorageError, UsageError
from ent_report.mois.chantier import Chantier, open_month
from ent_report.mois.tables import exposed_figures, read_completude
from ent_report.operation.mois_manques import missed_warnings
from ent_report.operation.run_summary import Bilan, completeness_checks, disclosure_check, new_run_id
from ent_report.operation.source_checks import compare_sources
from ent_report.operation.status import month_status
from ent_report.reponses_s3 import reading
from ent_report.vocabulary import Mois
from flows.alertes import PREVENUS, ended
from flows.ateliers import submit_chunks
from flows.bilan import Pages, write_summary
from flows.expedition import send_summary
from flows.moteurs import INTERRUPTION
from flows.parametres import (
    CONFIG,
    DATA_DIR,
    DERNIER,
    Configuration,
    Donnees,
    EchecsSeuls,
    Essai,
    MoisDemande,
    Renvoyer,
    UaisDemandes,
    wanted_month,
)
from flows.taches import apporter_references, calculer, collecter, etablir_region

LOG = logging.getLogger("ent_report.flow")


def run_name() -> str:
    """Of a run for a month, or for one lycée of it."""
    asked = flow_run.parameters
    mois = wanted_month(str(asked.get("mois", DERNIER)), flow_run.scheduled_start_time)
    uai = asked.get("uai")
    return " ".join([str(flow_run.flow_name), *([uai] if isinstance(uai, str) else []), str(mois)])


@flow(name="rapport-mensuel", flow_run_name=run_name, **PREVENUS)
def rapport_mensuel(
    mois: MoisDemande = DERNIER,
    config: Configuration = CONFIG,
    data_dir: Donnees = DATA_DIR,
    uai: UaisDemandes = None,
    *,
    essai: Essai = False,
    echecs_seuls: EchecsSeuls = False,
    renvoyer: Renvoyer = False,
) -> State[Bilan]:
    """Issue the month's reports: all due lycées and the regional summary, or the named lycées alone.

    `essai` says what would be issued and issues nothing; `echecs_seuls` makes only the reports that failed last, and
    the regional summary, which names those that still do. The summary is then sent to the council's recipients, if
    that is configured to need no release; `renvoyer` sends it again. The state is named « Partiel » where a report
    failed or is held, an input was lost, or the summary could not be sent.
    """
    if uai and echecs_seuls:
        raise UsageError("the failed reports alone: expected no lycées beside them: they are those that failed")
    wanted = wanted_month(mois, flow_run.scheduled_start_time)
    bilan = make_month(str(wanted), config, data_dir, uai, essai=essai, echecs_seuls=echecs_seuls)
    if uai is None and not essai:
        send_summary(bilan, config, data_dir, renvoyer=renvoyer)
    return ended(bilan, is_whole=bilan.exit_status == 0)


@reading()
def make_month(
    mois: str,
    config: str,
    data_dir: str,
    uai: list[str] | None = None,
    *,
    essai: bool = False,
    echecs_seuls: bool = False,
) -> Bilan:
    """The steps of one month, inside a flow: for all due lycées and the region, or for the named lycées alone.

    Raises EntReportError where nothing can be issued.
    """
    clock = Clock()
    apporter_references(config, data_dir, mois)
    chantier = open_month(Path(config), data_dir, Mois.parse(mois))
    due = [str(one.uai) for one in chantier.references.lycees]
    unmade = _unmade(chantier) if echecs_seuls else {}
    named = [code for code, (etat, _) in unmade.items() if etat == ECHEC] if echecs_seuls else _known(uai, due)
    run = new_run_id()
    LOG.info("%s: %d lycées %s", mois, len(named), "that failed" if echecs_seuls else "due", extra={"mois": mois})
    bilan = collecter(config, data_dir, mois, run)
    _log_collected(bilan)
    clock.lap("collecte")
    _decide(bilan)
    unmapped = calculer(config, data_dir, mois)
    clock.lap("indicateurs")
    LOG.info("indicators computed in %.1f s", clock.durees["indicateurs"], extra={"mois": mois})
    bilan.controles.extend(completeness_checks(read_completude(chantier.store, chantier.mois)))
    bilan.controles.append(disclosure_check(exposed_figures(chantier.store, chantier.mois)))
    resultats = _make_reports(chantier, config, data_dir, named, run, essai=essai)
    clock.lap("rapports")
    if uai is None:
        made = {one["code"] for one in resultats}
        left = {code: motif for code, (_, motif) in unmade.items() if code not in made}
        left |= {one["code"]: one["motif"] for one in resultats if one["statut"] in {ECHEC, RETENU}}
        resultats.append(etablir_region(config, data_dir, mois, left, run, essai=essai))
        clock.lap("region")
    missed = missed_warnings(chantier.store, chantier.mois) if uai is None else []
    checks, differences = compare_sources(chantier)
    bilan = replace(
        bilan,
        resultats=resultats,
        controles=[*bilan.controles, *checks],
        avertissements=[*missed, *bilan.avertissements, *unmapped, *differences],
        durees_s=clock.durees,
    )
    pages = Pages(chantier)
    if not essai:
        write_summary(chantier.store, bilan)
        pages.write_run(bilan.run)
        pages.write_index()
    pages.show_artifact(bilan)
    return bilan


class Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.durees: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, step: str) -> None:
        now = perf_counter()
        self.durees[step] = round(now - self._last, 2)
        self._last = now


def _unmade(chantier: Chantier) -> dict[str, tuple[str, str | None]]:
    """The lycées whose report failed when it was last made, or is held: UAI -> which, and the kind of failure."""
    found = month_status(chantier.references.lycees, chantier.store, chantier.mois)["lycees"]
    return {one["uai"]: (one["etat"], one["motif"]) for one in found if one["etat"] in {ECHEC, RETENU}}


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
            extra={"mois": bilan.mois},
        )


def _make_reports(
    chantier: Chantier, config: str, data_dir: str, uais: list[str], run: str, *, essai: bool
) -> list[dict[str, Any]]:
    """Make the lycées' reports by chunks, telling how far they are.

    Raises StorageError where the data directory cannot be reached any more: each report left would wait for it in vain.
    """
    mois = str(chantier.mois)
    progress = cast("UUID", create_progress_artifact(0.0, key=f"rapports-{mois}", description=f"{len(uais)} lycées"))
    done: list[dict[str, Any]] = []
    for results in submit_chunks(config, data_dir, mois, uais, run, chantier.settings.execution, essai=essai):
        done += results
        for one in results:
            place = {"mois": mois, "uai": one["code"]}
            if one["statut"] == ECHEC:
                LOG.error("%s %s: %s", mois, one["code"], one["raison"], extra=place)
            elif one["statut"] == RETENU:
                LOG.warning("%s %s: held: %s", mois, one["code"], one["raison"], extra=place)
        if any(one["motif"] in {StorageError.motif, INTERRUPTION} for one in results):
            chantier.store.entries(reports_folder(chantier.mois))
        LOG.info("%s: %d of %d lycées", mois, len(done), len(uais), extra={"mois": mois})
        update_progress_artifact(progress, 100 * len(done) / len(uais))
    return sorted(done, key=lambda one: str(one["code"]))
