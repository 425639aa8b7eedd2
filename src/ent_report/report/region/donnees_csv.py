"""The region's `donnees.csv`: its own figures, then the main ones of its académies, départements and lycées.

The columns are those of every report's data; a place below the region is named at the end of `libelle`. The region's
hours and devices of a profile are not in its report, and not here: with the lycées' own they would give small groups
back.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ent_report.disclosure.publies import leaves
from ent_report.langue import LANGUE
from ent_report.report import format as fr
from ent_report.report.donnees import DonneesRegion
from ent_report.report.donnees_csv import COLONNES, figure_line, figure_lines, to_csv
from ent_report.report.figures import Cle, Figures
from ent_report.report.libelles import Libelles
from ent_report.report.region.lieux import INCONNU, PRINCIPAUX, Lieu, read_lieux
from ent_report.report.region.perimetre import lycees_dus, nom_departement, par_academie, par_departement
from ent_report.vocabulary import Mois, Niveau, Profil

_CLES = (*(Cle(code) for code in PRINCIPAUX), Cle("taux_activation_pct", Profil.PARENT))


def donnees_csv_region(donnees: DonneesRegion, libelles: Libelles) -> bytes:
    """UTF-8 with BOM, `;`, decimal comma, figures unrounded; one that may not be shown is empty and `etat` says why.

    Raises KeyError for an indicator that `libelles` lacks.
    """
    return to_csv(COLONNES, (*_region(donnees, libelles), *_places(donnees, libelles)))


def _region(donnees: DonneesRegion, libelles: Libelles) -> Iterator[list[str]]:
    own = donnees.figures.filter(pl.col("niveau") == Niveau.REGION, leaves())
    figures = Figures(own, donnees.mois, donnees.qualite.sources_lues)
    return figure_lines(figures, donnees.mois, libelles, medians={})


def _places(donnees: DonneesRegion, libelles: Libelles) -> Iterator[list[str]]:
    """The main figures of each place, those that are not known too."""
    places = read_lieux(donnees.figures, donnees.mois)
    for niveau, code, name in _named(donnees):
        place = places.get((niveau, code), INCONNU)
        for key in _CLES:
            yield _of_place(libelles, place, key, name, donnees.mois)


def _named(donnees: DonneesRegion) -> Iterator[tuple[Niveau, str, str]]:
    lycees = lycees_dus(donnees)
    for name, _ in par_academie(lycees):
        if name:
            yield Niveau.ACADEMIE, name, LANGUE.rapports.academie.format(nom=fr.nom_propre(name))
    for code, own in par_departement(lycees):
        if code:
            yield (
                Niveau.DEPARTEMENT,
                code,
                LANGUE.rapports.departement.format(code=code, nom=nom_departement(own)).rstrip(),
            )
    for lycee in lycees:
        yield Niveau.ETABLISSEMENT, lycee.uai, f"{lycee.uai} {fr.nom_propre(lycee.nom)}"


def _of_place(libelles: Libelles, place: Lieu, key: Cle, name: str, mois: Mois) -> list[str]:
    now, *before = (place.chiffre(key.indicateur, month, key.profil) for month in (mois, mois - 1, mois - 12))
    code, label, *cells = figure_line(key, now, before, libelles.indicateurs[key.indicateur], libelles, {})
    return [code, f"{label}, {name}", *cells]
