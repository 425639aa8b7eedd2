"""Whose report it is, of which months, and of which edition."""

from __future__ import annotations

from dataclasses import dataclass

from ent_report.report import format as fr
from ent_report.report.contexte import Contexte


@dataclass(frozen=True)
class Identite:
    """`court_*` are for the heads of columns; `arretees_au` is the day at which the data was closed, if it is known."""

    nom: str
    mois: str
    mois_m1: str
    mois_n1: str
    court_m1: str
    court_n1: str
    edition: str
    arretees_au: str | None
    zone: str
    est_partiel: bool
    est_fictif: bool


def identite(ctx: Contexte, nom: str) -> Identite:
    donnees = ctx.donnees
    closed = donnees.qualite.arretees_au
    return Identite(
        nom=fr.nom_propre(nom),
        mois=ctx.nom_mois,
        mois_m1=ctx.nom_m1,
        mois_n1=ctx.nom_n1,
        court_m1=fr.mois_court(ctx.m1, annee=True),
        court_n1=fr.mois_court(ctx.n1, annee=True),
        edition=fr.nombre(donnees.edition.numero),
        arretees_au=fr.jour(closed) if closed else None,
        zone=donnees.calendrier.zone,
        est_partiel=donnees.qualite.est_partiel,
        est_fictif=donnees.donnees_fictives,
    )
