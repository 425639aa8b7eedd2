"""The run's summary where people find it: a file, a page, an artifact of Prefect's page, and the month's index."""

from __future__ import annotations

from dataclasses import fields
from functools import cached_property
from typing import Any

from prefect.artifacts import create_markdown_artifact

from ent_report.editions import empreintes
from ent_report.editions.resultats import ECHEC
from ent_report.langue import LANGUE
from ent_report.mois.chantier import Chantier
from ent_report.mois.dossiers import Dossiers
from ent_report.operation.campagnes import LAST_PAGE, bilans_folder, pages, read_runs
from ent_report.operation.run_summary import Bilan
from ent_report.operation.status import month_status
from ent_report.render.html import Templates
from ent_report.render.pages import campagne_in_markdown, render_campagne, render_index
from ent_report.report.campagne.changements import runs_of_the_month
from ent_report.report.campagne.modele import Suivi
from ent_report.report.campagne.page import build_campagne
from ent_report.report.donnees import DonneesRegion
from ent_report.report.index import Etablissement, Statut, build_index
from ent_report.store import Store
from ent_report.vocabulary import Mois

STATUTS = {"etabli": Statut.ETABLI, "du": Statut.EN_ATTENTE, "echec": Statut.ECHEC, "retenu": Statut.RETENU}


def write_summary(store: Store, bilan: Bilan) -> None:
    store.write_json(f"{bilans_folder(bilan.mois)}/{bilan.run}.json", bilan.as_dict() | {"statut": bilan.exit_status})


class Pages:
    """A month's pages for the region's staff and for who operates it; what they are made from is read once."""

    def __init__(self, chantier: Chantier) -> None:
        self._store, self._mois, self._due = chantier.store, chantier.mois, chantier.references.lycees
        self._dossiers, self._templates = Dossiers(chantier), Templates(*chantier.settings.gabarits)

    @cached_property
    def _region(self) -> DonneesRegion:
        return self._dossiers.region(())

    def write_run(self, run: str) -> None:
        """Write what a run found and did, whose summary is there, as its own page; the month's page stays that of the
        last run of the whole month, which leads to those that made single lycées' reports since.
        """
        runs, folder = _whole_runs(self._store, self._mois), bilans_folder(self._mois)
        ids = [one["run"] for one in runs]
        of_month = runs_of_the_month(runs)[-1]["run"]
        for nom, shown in ((f"{run}.html", run), (LAST_PAGE, of_month)):
            self._store.write_bytes(f"{folder}/{nom}", self._campagne(runs, ids.index(shown)))

    def _campagne(self, runs: list[dict[str, Any]], place: int) -> bytes:
        dossiers, region = self._dossiers, self._region
        suivi = Suivi(
            runs[place],
            runs[:place],
            _whole_runs(self._store, self._mois - 1),
            region.figures,
            pages(self._store, self._mois),
            runs[place + 1 :],
        )
        campagne = build_campagne(
            suivi,
            self._mois,
            region.lycees,
            dossiers.libelles,
            dossiers.presentation,
            dossiers.echec,
            donnees_fictives=region.donnees_fictives,
        )
        return render_campagne(campagne, self._templates)

    def write_index(self) -> None:
        """Write the month at a glance, as the store has it: every lycée, whichever run made its report."""
        dossiers, found = self._dossiers, month_status(self._due, self._store, self._mois)
        states = {one["uai"]: _etablissement(one, dossiers) for one in found["lycees"]}
        index = build_index(
            self._region, dossiers.libelles, dossiers.presentation, states, found["region"], found["region_retenue"]
        )
        empreintes.write_index(self._store, self._mois, render_index(index, self._templates))

    def show_artifact(self, bilan: Bilan) -> None:
        """Show the summary on Prefect's page, to who operates it."""
        text = campagne_in_markdown(bilan.as_dict(), self._templates)
        create_markdown_artifact(text, key=f"bilan-{bilan.mois}", description=LANGUE.rapports.bilan)


def _whole_runs(store: Store, mois: Mois) -> list[dict[str, Any]]:
    """The summaries that have all that a page looks at."""
    needed = {one.name for one in fields(Bilan)}
    return [one for one in read_runs(store, mois) if needed <= one.keys()]


def _etablissement(one: dict[str, Any], dossiers: Dossiers) -> Etablissement:
    """A failure's reason is for administrators, in the run's summary; the region's staff is told in its own words."""
    partial, failed = one["statut"] == "partiel", one["etat"] == ECHEC
    reason = dossiers.echec(one["motif"]) if failed else one["raison"]
    return Etablissement(STATUTS[one["etat"]], one["edition"], reason, partial)
