"""What each report is made from, gathered from the store: figures, comparables, and the state of the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from ent_report.indicators.comparables import GROUPE
from ent_report.lycees import Lycee, groupe_comparable
from ent_report.month import Chantier, missing_days, read_comparables, read_figures
from ent_report.report.donnees import DonneesLycee, DonneesRegion, Edition, Qualite
from ent_report.report.libelles import Libelles, Presentation
from ent_report.store import MANIFESTE, collecte_folder
from ent_report.vocabulary import Mois

PREMIERE = Edition(1, None, None, ())


@dataclass(frozen=True)
class Dossiers:
    """The month's reports' inputs; figures and the data's state are read once a process."""

    chantier: Chantier

    @cached_property
    def libelles(self) -> Libelles:
        tables = self.chantier.settings.tables
        return Libelles.from_tables(tables["indicateurs"], tables["services"], tables["libelles"])

    @cached_property
    def presentation(self) -> Presentation:
        settings = self.chantier.settings
        shown = settings.presentation
        return Presentation(
            nom_region=settings.region.nom,
            nom_ent=shown.nom_ent,
            contact=shown.contact or settings.region.nom,
            couleur=shown.couleur,
            logo=settings.logo,
        )

    def objectifs(self, uai: str) -> dict[str, float]:
        """The lycée's own targets: an axis's code -> percent."""
        found = self.chantier.settings.tables["objectifs"].get("lycee", {}).get(uai, {}).get("axes", {})
        return {axe: float(target) for axe, target in found.items()}

    @cached_property
    def _comparables(self) -> pl.DataFrame:
        return read_comparables(self.chantier.store, self.chantier.mois)

    @cached_property
    def qualite(self) -> Qualite:
        return _quality(self.chantier)

    def lycee(self, lycee: Lycee, edition: Edition = PREMIERE) -> DonneesLycee:
        chantier = self.chantier
        group = groupe_comparable(lycee, chantier.settings.seuils.tailles_comparables)
        same_group = [
            pl.col(name).eq_missing(pl.lit(value))
            for name, value in zip(GROUPE, (group.type.value, group.nb_eleves_min, group.nb_eleves_max), strict=True)
        ]
        return DonneesLycee(
            lycee=lycee,
            mois=chantier.mois,
            figures=read_figures(chantier.store, chantier.fenetre, lycee.uai),
            groupe=group,
            comparables=self._comparables.filter(same_group).drop(GROUPE),
            calendrier=chantier.references.calendrier,
            qualite=self.qualite,
            edition=edition,
            donnees_fictives=chantier.settings.presentation.donnees_fictives,
        )

    def region(self, non_etablis: tuple[tuple[Lycee, str], ...], edition: Edition = PREMIERE) -> DonneesRegion:
        chantier = self.chantier
        return DonneesRegion(
            mois=chantier.mois,
            lycees=chantier.references.lycees,
            figures=read_figures(chantier.store, chantier.fenetre),
            calendrier=chantier.references.calendrier,
            qualite=self.qualite,
            edition=edition,
            non_etablis=non_etablis,
            donnees_fictives=chantier.settings.presentation.donnees_fictives,
        )


def _quality(chantier: Chantier) -> Qualite:
    manifests = {
        name: manifest
        for name in chantier.settings.sources.donnees
        if (manifest := chantier.store.read_json(f"{collecte_folder(name, chantier.mois)}/{MANIFESTE}"))
    }
    usable = {name: one for name, one in manifests.items() if one["bilan"]["gardees"]}
    configured = tuple(chantier.settings.sources.donnees)
    events = usable.get("evenements")
    bilans = [one["bilan"] for one in manifests.values()]
    incomplete = sum(len(one["fautes"]) for one in bilans)
    return Qualite(
        arretees_au=_closed_on(chantier.mois, events),
        jours_mesures=len(events["fichiers"]) if events else 0,
        jours_manquants=tuple(missing_days(chantier, chantier.mois, events)) if events else (),
        sources=configured,
        sources_absentes=tuple(name for name in configured if name not in usable),
        lignes_lues=sum(one["lues"] for one in bilans),
        lignes_rejetees=sum(one["rejetees"] for one in bilans),
        lignes_en_double=sum(one["doublons"] for one in bilans),
        remarques=_remarks(chantier, incomplete),
        fichiers_incomplets=incomplete,
        copies_anciennes=chantier.references.anciennes,
    )


def _closed_on(mois: Mois, events: Mapping[str, Any] | None) -> date:
    """The last day that the data speaks of: from the data alone, so that the same data gives the same report."""
    if events is None:
        return mois.dernier_jour
    return max(date.fromisoformat(piece["jour"]) for piece in events["fichiers"])


def _remarks(chantier: Chantier, incomplete: int) -> tuple[str, ...]:
    remarks = []
    if incomplete == 1:
        remarks.append("Un fichier n’a pas pu être lu jusqu’au bout : les chiffres du mois sont partiels.")
    elif incomplete:
        remarks.append(
            f"{incomplete} fichiers n’ont pas pu être lus jusqu’au bout : les chiffres du mois sont partiels."
        )
    return (*remarks, *_incidents(chantier))


def _incidents(chantier: Chantier) -> list[str]:
    """The texts of the known incidents (`incidents.toml`) that touch the month."""
    first, last = chantier.mois.premier_jour, chantier.mois.dernier_jour
    return [
        str(one["texte"])
        for one in chantier.settings.tables["incidents"].get("incident", [])
        if one["du"] <= last and one["au"] >= first
    ]
