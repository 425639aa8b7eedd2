"""The four monthly exports of the statistics service."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from ent_report.demo.appareils import SUPPORTS
from ent_report.demo.compteurs import Compteurs
from ent_report.demo.hasard import Entiers
from ent_report.demo.lycees import Fiche
from ent_report.demo.salete import soil_export
from ent_report.demo.usages import ACTIONS
from ent_report.vocabulary import Mois

_PROFILS = ("Élèves", "Parents", "Enseignants", "Personnels", "Invités")
_CLES = ("Établissement", "UAI", "Date", "Profil")
_APPLICATION_INCONNUE = "Application mystère"

Row = tuple[str, ...]
Cles = dict[tuple[int, int], Row]  # what a row starts with, by position of the lycée and of the profile


def write_exports(folder: Path, mois: Mois, fiches: tuple[Fiche, ...], compteurs: Compteurs) -> None:
    """Write `export-stats-<kind>-AAAA-MM.csv` for the four kinds, dirt included."""
    cles = _cles(mois, fiches)
    comptes = ("Connexions", "Visiteurs uniques", "Comptes chargés", "Comptes activés")
    par_support = _cells(cles, compteurs.connexions_par_support(), SUPPORTS)
    connecteurs = _by_action(cles, compteurs, "CONNECTOR")
    for kind, columns, rows in (
        ("accounts", comptes, _accounts(cles, compteurs)),
        ("access", ("Application", "Nombre d'accès"), _access(cles, compteurs)),
        ("connector", ("Connecteur", "Nombre d'accès"), connecteurs),
        ("device", ("Support", "Connexions"), par_support),
    ):
        export = pl.DataFrame(list(rows), schema=dict.fromkeys((*_CLES, *columns), pl.String), orient="row")
        path = folder / f"export-stats-{kind}-{mois}.csv"
        soil_export(export).write_csv(path, separator=";", include_bom=True, quote_style="always")


def _cles(mois: Mois, fiches: tuple[Fiche, ...]) -> Cles:
    return {
        (rang, code): (fiche.nom, fiche.uai, f"{mois.premier_jour}T00:00", profil)
        for rang, fiche in enumerate(fiches)
        for code, profil in enumerate(_PROFILS)
    }


def _accounts(cles: Cles, compteurs: Compteurs) -> Iterator[Row]:
    connexions = compteurs.connexions_par_support().sum(axis=2)
    visiteurs, charges, actives = compteurs.visiteurs(), compteurs.comptes_charges(), compteurs.comptes_actives()
    for place, cle in cles.items():
        if charges[place]:
            yield (*cle, *(str(counts[place]) for counts in (connexions, visiteurs, charges, actives)))


def _access(cles: Cles, compteurs: Compteurs) -> Iterator[Row]:
    """The applications' accesses, and one row of an application that no configuration knows."""
    yield from _by_action(cles, compteurs, "ACCESS")
    yield (*cles[0, 0], _APPLICATION_INCONNUE, "7")


def _by_action(cles: Cles, compteurs: Compteurs, type_evenement: str) -> Iterator[Row]:
    codes = [code for code, action in enumerate(ACTIONS) if action.type == type_evenement]
    labels = tuple(ACTIONS[code].libelle or ACTIONS[code].module for code in codes)
    return _cells(cles, compteurs.acces()[:, :, codes], labels)


def _cells(cles: Cles, counts: Entiers, labels: tuple[str, ...]) -> Iterator[Row]:
    """A row for each count that is not 0: the service lists no empty one."""
    for lycee, profil, label in zip(*(axis.tolist() for axis in np.nonzero(counts)), strict=True):
        yield (*cles[lycee, profil], labels[label], str(counts[lycee, profil, label]))
