"""The table of all lycées: main figures and a small curve each, by département."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ent_report.domaine.lycees import Lycee
from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.cellules import Cellule
from ent_report.report.charts.primitives import Graphique
from ent_report.report.phrases import Phrase
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.region.courbes import Courbes
from ent_report.report.region.noms import nom
from ent_report.report.region.perimetre import titre_departement
from ent_report.vocabulary import Mois

LIGNES_PAR_TABLE = 250  # one table of thousands of rows takes WeasyPrint twice the time of several


@dataclass(frozen=True)
class LigneLycee:
    """One lycée; `precision` is its commune and UAI, `sans_courbe` stands where nothing of its curve is shown."""

    nom: str
    precision: str
    visites: Cellule
    sur_m1: Cellule
    sur_n1: Cellule
    pour_100_eleves: Cellule
    visiteurs: Cellule
    frequentation: Cellule
    activation: Cellule
    activation_parents: Cellule
    courbe: Graphique | None
    courbe_lecture: Phrase | None
    sans_courbe: str


@dataclass(frozen=True)
class TableDepartement:
    """At most `LIGNES_PAR_TABLE` lycées; `est_suite` where the table before is of the same département."""

    departement: str
    effectif: fr.Quantite
    est_suite: bool
    lignes: tuple[LigneLycee, ...]


@dataclass(frozen=True)
class Tableau:
    """`courbes_des_mois`: the small curves show the known months, else the days of this one."""

    tables: tuple[TableDepartement, ...]
    courbes_des_mois: bool


def build_tableau(ctx: ContexteRegion) -> Tableau:
    curves = Courbes(ctx)
    tables = [table for code, lycees in ctx.departements for table in _tables(ctx, curves, code, lycees)]
    return Tableau(tuple(tables), courbes_des_mois=curves.are_of_months)


def _tables(ctx: ContexteRegion, curves: Courbes, code: str, lycees: Sequence[Lycee]) -> Iterator[TableDepartement]:
    for start in range(0, len(lycees), LIGNES_PAR_TABLE):
        yield TableDepartement(
            departement=titre_departement(code, lycees),
            effectif=fr.quantite(len(lycees)),
            est_suite=start > 0,
            lignes=tuple(_line(ctx, curves, one) for one in lycees[start : start + LIGNES_PAR_TABLE]),
        )


def _line(ctx: ContexteRegion, curves: Courbes, lycee: Lycee) -> LigneLycee:
    curve, reading = curves.of(lycee)
    return LigneLycee(
        nom=nom(lycee.nom),
        precision=precision(lycee),
        visites=value(ctx, lycee, "visites"),
        sur_m1=_change(ctx, lycee, ctx.m1),
        sur_n1=_change(ctx, lycee, ctx.n1),
        pour_100_eleves=value(ctx, lycee, "visites_pour_100_eleves"),
        visiteurs=value(ctx, lycee, "visiteurs_uniques"),
        frequentation=value(ctx, lycee, "taux_frequentation_pct"),
        activation=value(ctx, lycee, "taux_activation_pct"),
        activation_parents=value(ctx, lycee, "taux_activation_pct", "parent"),
        courbe=curve,
        courbe_lecture=reading,
        sans_courbe=fr.MASQUE if curves.is_masked(lycee) else fr.ABSENT,
    )


def precision(lycee: Lycee) -> str:
    """What stands under a lycée's name: its commune and UAI."""
    return " · ".join(nom(text) for text in (lycee.commune, lycee.uai) if text)


def value(ctx: ContexteRegion, lycee: Lycee, indicateur: str, profil: str | None = None) -> Cellule:
    return cellules.value(ctx.indicateur(indicateur), ctx.du_lycee(lycee, indicateur, profil=profil))


def _change(ctx: ContexteRegion, lycee: Lycee, since: Mois) -> Cellule:
    before, after = (ctx.du_lycee(lycee, "visites", month) for month in (since, ctx.mois))
    return ctx.changement("visites", since, before, after, (lycee,))
