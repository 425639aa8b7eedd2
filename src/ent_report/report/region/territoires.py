"""Départements and académies: the same few figures of each, beside the region's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ent_report.domaine.lycees import Lycee
from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.cellules import Cellule
from ent_report.report.figures import Chiffre
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.region.lieux import Lieu
from ent_report.report.region.noms import nom
from ent_report.report.region.perimetre import titre_departement
from ent_report.vocabulary import Etat, Mois, Niveau


@dataclass(frozen=True)
class LigneTerritoire:
    """`jauge_*` are the lengths of the bars."""

    libelle: str
    lycees: str
    visites: Cellule
    sur_m1: Cellule
    sur_n1: Cellule
    pour_100_eleves: Cellule
    visiteurs: Cellule
    frequentation: Cellule
    jauge_frequentation: float
    activation: Cellule
    parents: Cellule
    jauge_parents: float


@dataclass(frozen=True)
class Territoires:
    constat: Phrase
    departements: tuple[LigneTerritoire, ...]
    academies: tuple[LigneTerritoire, ...]
    region: LigneTerritoire


def build_territoires(ctx: ContexteRegion) -> Territoires:
    departments = [
        _line(ctx, titre_departement(code, lycees), lycees, ctx.lieu(Niveau.DEPARTEMENT, code))
        for code, lycees in ctx.departements
    ]
    academies = [_line(ctx, nom(name), lycees, ctx.lieu(Niveau.ACADEMIE, name)) for name, lycees in ctx.academies]
    region = _line(ctx, nom(ctx.presentation.nom_region), ctx.lycees, Lieu(ctx.figures))
    whole = replace(region, sur_m1=ctx.evolution("visites", ctx.m1), sur_n1=ctx.evolution("visites", ctx.n1))
    return Territoires(_finding(ctx), tuple(departments), tuple(academies), whole)


def _line(ctx: ContexteRegion, label: str, lycees: Sequence[Lycee], place: Lieu) -> LigneTerritoire:
    def figure(code: str, profil: str | None = None, mois: Mois | None = None) -> Chiffre:
        return place.chiffre(code, mois or ctx.mois, profil)

    def value(code: str, profil: str | None = None) -> Cellule:
        return cellules.value(ctx.indicateur(code), figure(code, profil))

    def change(since: Mois) -> Cellule:
        return ctx.changement_du_territoire("visites", since, figure("visites", mois=since), figure("visites"), lycees)

    return LigneTerritoire(
        libelle=label,
        lycees=fr.nombre(len(lycees)),
        visites=value("visites"),
        sur_m1=change(ctx.m1),
        sur_n1=change(ctx.n1),
        pour_100_eleves=value("visites_pour_100_eleves"),
        visiteurs=value("visiteurs_uniques"),
        frequentation=value("taux_frequentation_pct"),
        jauge_frequentation=cellules.jauge(figure("taux_frequentation_pct").valeur),
        activation=value("taux_activation_pct"),
        parents=value("taux_activation_pct", "parent"),
        jauge_parents=cellules.jauge(figure("taux_activation_pct", "parent").valeur),
    )


def _finding(ctx: ContexteRegion) -> Phrase:
    """The départements with most and with fewest visits for their pupils, where none of them is masked."""
    figures = [
        (ctx.lieu(Niveau.DEPARTEMENT, code).chiffre("visites_pour_100_eleves", ctx.mois), titre_departement(code, of))
        for code, of in ctx.departements
    ]
    is_masked = any(figure.etat is Etat.MASQUE for figure, _ in figures)
    values = [(figure.valeur, name) for figure, name in figures if figure.valeur is not None]
    if is_masked or len({fr.nombre(value) for value, _ in values}) < 2:
        return phrase("territoires_courts")
    (low, last), *_, (high, first) = sorted(values)
    return phrase("territoires", premier=first, haut=fr.quantite(high), dernier=last, bas=fr.quantite(low))
