"""The month as templates, texts and configuration lie now: what each page of the preview is made from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from ent_report.domaine.lycees import Lycee
from ent_report.editions.etablies import last_edition, lycee_folder, region_folder
from ent_report.editions.resultats import REGION
from ent_report.entrepots.choix import open_store
from ent_report.entrepots.racine import Racine, below, is_url
from ent_report.errors import InputsUnusableError, UsageError
from ent_report.mois.chantier import open_month
from ent_report.mois.dossiers import PREMIERE, Dossiers
from ent_report.operation.status import month_status
from ent_report.render.html import Templates
from ent_report.render.lycee import lycee_on_paper, lycee_on_screen
from ent_report.render.pdf import Renderer
from ent_report.render.region import region_on_paper, region_on_screen
from ent_report.report.donnees import Changement, Edition
from ent_report.report.lycee import LyceeReport, build_lycee_report
from ent_report.report.lycee.donnees_csv import donnees_csv
from ent_report.report.region import RegionReport, build_region_report
from ent_report.report.region.donnees_csv import donnees_csv_region
from ent_report.specimens.essai_gabarits import LYCEES, REGIONS, Essai
from ent_report.store import MANIFESTE, indicateurs_folder
from ent_report.vocabulary import Mois

PDF_KEPT = 8
SPECIMENS: dict[str, Collection[str]] = {"specimens/lycees": LYCEES, "specimens/regions": REGIONS}


@dataclass(frozen=True)
class Demande:
    """What is looked at: a month of a configuration and a data directory; `uais`: these lycées alone, if any."""

    config: Path
    data_dir: Racine
    mois: Mois
    uais: tuple[str, ...] = ()


class Etat:
    """Everything read once, and each page made when it is asked for; a change of any file wants a new one.

    Raises ConfigurationError, InputsUnusableError, and UsageError for a lycée that is none of the region's.
    """

    def __init__(self, demande: Demande) -> None:
        refuse_uncomputed(demande)
        self.chantier = open_month(demande.config, demande.data_dir, demande.mois)
        self.dossiers = Dossiers(self.chantier)
        self.lycees = _chosen(self.chantier.references.lycees, demande.uais)
        self.pdf = lru_cache(PDF_KEPT)(self._pdf)

    @cached_property
    def templates(self) -> Templates:
        return Templates(*self.chantier.settings.gabarits)

    @cached_property
    def renderer(self) -> Renderer:
        return Renderer(*self.chantier.settings.gabarits)

    @cached_property
    def statuts(self) -> dict[str, dict[str, Any]]:
        """UAI -> what became of its report."""
        found = month_status(self.chantier.references.lycees, self.chantier.store, self.chantier.mois)
        return {one["uai"]: one for one in found["lycees"]}

    @cached_property
    def _trial(self) -> Essai:
        return Essai(self.chantier.settings.gabarits, self.dossiers.libelles, self.dossiers.presentation)

    def has(self, code: str) -> bool:
        """Of `region`, `lycees/<UAI>`, `specimens/lycees/<name>` or `specimens/regions/<name>`, whether it is there."""
        place, _, nom = code.rpartition("/")
        names: dict[str, Collection[str]] = {"": {REGION}, "lycees": self.lycees} | SPECIMENS
        return nom in names.get(place, ())

    def html(self, code: str) -> str:
        """`rapport.html` of a report. Raises RenderingError."""
        report = self._report(code)
        if isinstance(report, RegionReport):
            return region_on_screen(report, self.templates)
        return lycee_on_screen(report, self.templates)

    def _pdf(self, code: str) -> bytes:
        """`rapport.pdf` of a report, with its data. Raises RenderingError."""
        report, data = self._report(code), self._data(code)
        if isinstance(report, RegionReport):
            return region_on_paper(report, data, self.templates, self.renderer)
        return lycee_on_paper(report, data, self.templates, self.renderer)

    def _report(self, code: str) -> LyceeReport | RegionReport:
        place, _, nom = code.rpartition("/")
        if place == "specimens/lycees":
            return self._trial.lycee(nom)
        if place == "specimens/regions":
            return self._trial.region(nom)
        return self._lycee(self.lycees[nom]) if place else self._region()

    def _data(self, code: str) -> bytes:
        """`donnees.csv`; specimens have none."""
        dossiers, (place, _, nom) = self.dossiers, code.rpartition("/")
        if place == "lycees":
            return donnees_csv(dossiers.lycee(self.lycees[nom]), dossiers.libelles)
        return b"" if place else donnees_csv_region(dossiers.region(self._unmade), dossiers.libelles)

    def _lycee(self, lycee: Lycee) -> LyceeReport:
        dossiers, folder = self.dossiers, lycee_folder(self.chantier.mois, lycee.uai)
        donnees = dossiers.lycee(lycee, self._edition(folder))
        return build_lycee_report(donnees, dossiers.libelles, dossiers.presentation, dossiers.objectifs(lycee.uai))

    def _region(self) -> RegionReport:
        dossiers = self.dossiers
        donnees = dossiers.region(self._unmade, self._edition(region_folder(self.chantier.mois)))
        return build_region_report(donnees, dossiers.libelles, dossiers.presentation)

    @property
    def _unmade(self) -> tuple[tuple[Lycee, str], ...]:
        """The lycées whose report failed or is held, with the reason."""
        every = {str(one.uai): one for one in self.chantier.references.lycees}
        return tuple((every[uai], one["raison"]) for uai, one in sorted(self.statuts.items()) if one["raison"])

    def _edition(self, folder: str) -> Edition:
        """As it was issued last, so that the preview says what its readers have; the first, before."""
        last = last_edition(self.chantier.store, folder)
        if last is None:
            return PREMIERE
        replaced = last.manifest["remplace"] or {"edition": None, "raison": None, "chiffres_modifies": ()}
        changes = tuple(Changement(**one) for one in replaced["chiffres_modifies"])
        return Edition(last.numero, replaced["edition"], replaced["raison"], changes)


def refuse_uncomputed(demande: Demande) -> None:
    """Raise InputsUnusableError unless the month's indicators are there; nothing is made on the way."""
    folder, months = below(demande.data_dir, "indicateurs"), []
    if is_url(demande.data_dir) or Path(demande.data_dir).is_dir():
        store = open_store(demande.data_dir, en_lecture=True)
        if store.exists(f"{indicateurs_folder(demande.mois)}/{MANIFESTE}"):
            return
        months = [one.nom for one in store.entries("indicateurs") if store.exists(f"indicateurs/{one.nom}/{MANIFESTE}")]
    known = [one.removeprefix("mois=") for one in months]
    expected = f"one of {', '.join(known)}" if known else "a month that ent-report run has computed"
    raise InputsUnusableError(f"{demande.mois}: found no indicators in {folder}, expected {expected}")


def _chosen(lycees: Sequence[Lycee], uais: Sequence[str]) -> dict[str, Lycee]:
    known = {str(one.uai): one for one in lycees}
    unknown = [uai for uai in uais if uai not in known]
    if unknown:
        raise UsageError(*(f"--uai {one}: is no open lycée of the region in the register" for one in unknown))
    return {uai: known[uai] for uai in uais} or known
