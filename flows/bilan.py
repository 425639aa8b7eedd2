"""The run's summary where people find it: a file, a page, an artifact of Prefect's page, and the month's index."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from prefect.artifacts import create_markdown_artifact

from ent_report.editions import empreintes
from ent_report.editions.resultats import ECHEC
from ent_report.langue import LANGUE
from ent_report.mois.chantier import Chantier
from ent_report.mois.dossiers import Dossiers
from ent_report.operation.campagnes import bilans_folder, pages, read_runs
from ent_report.operation.campagnes import write_page as put_page
from ent_report.operation.run_summary import Bilan
from ent_report.operation.status import month_status
from ent_report.render.html import Templates
from ent_report.render.pages import campagne_in_markdown, render_campagne, render_index
from ent_report.report.campagne.modele import Suivi
from ent_report.report.campagne.page import build_campagne
from ent_report.report.index import Etablissement, Statut, build_index
from ent_report.store import Store
from ent_report.vocabulary import Mois

STATUTS = {"etabli": Statut.ETABLI, "du": Statut.EN_ATTENTE, "echec": Statut.ECHEC, "retenu": Statut.RETENU}


def write_summary(store: Store, bilan: Bilan) -> None:
    store.write_json(f"{bilans_folder(bilan.mois)}/{bilan.run}.json", bilan.as_dict() | {"statut": bilan.exit_status})


def write_page(chantier: Chantier, bilan: Bilan) -> None:
    """Write what the run found and did for the region's staff: its own page, and the month's last one."""
    store, mois, dossiers = chantier.store, chantier.mois, Dossiers(chantier)
    donnees = dossiers.region(())
    suivi = Suivi(
        bilan.as_dict(),
        [one for one in _whole_runs(store, mois) if one["run"] != bilan.run],
        _whole_runs(store, mois - 1),
        donnees.figures,
        pages(store, mois),
    )
    campagne = build_campagne(
        suivi,
        mois,
        donnees.lycees,
        dossiers.libelles,
        dossiers.presentation,
        dossiers.echec,
        donnees_fictives=donnees.donnees_fictives,
    )
    put_page(store, mois, bilan.run, render_campagne(campagne, Templates(*chantier.settings.gabarits)))


def write_artifact(chantier: Chantier, bilan: Bilan) -> None:
    """Show the summary on Prefect's page, to who operates it."""
    text = campagne_in_markdown(bilan.as_dict(), Templates(*chantier.settings.gabarits))
    create_markdown_artifact(text, key=f"bilan-{bilan.mois}", description=LANGUE.rapports.bilan)


def _whole_runs(store: Store, mois: Mois) -> list[dict[str, Any]]:
    """The summaries that have all that a page looks at."""
    needed = {one.name for one in fields(Bilan)}
    return [one for one in read_runs(store, mois) if needed <= one.keys()]


def write_index(chantier: Chantier) -> None:
    """Write the month at a glance, as the store has it: every lycée, whichever run made its report."""
    store, mois = chantier.store, chantier.mois
    dossiers = Dossiers(chantier)
    found = month_status(chantier.references.lycees, store, mois)
    states = {one["uai"]: _etablissement(one, dossiers) for one in found["lycees"]}
    index = build_index(
        dossiers.region(()), dossiers.libelles, dossiers.presentation, states, found["region"], found["region_retenue"]
    )
    empreintes.write_index(store, mois, render_index(index, Templates(*chantier.settings.gabarits)))


def _etablissement(one: dict[str, Any], dossiers: Dossiers) -> Etablissement:
    """A failure's reason is for administrators, in the run's summary; the region's staff is told in its own words."""
    partial, failed = one["statut"] == "partiel", one["etat"] == ECHEC
    reason = dossiers.echec(one["motif"]) if failed else one["raison"]
    return Etablissement(STATUTS[one["etat"]], one["edition"], reason, partial)
