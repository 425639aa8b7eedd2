"""The ministry's measure for the region: how many lycées it covers, and each service's visits of a week."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ent_report.langue import LANGUE
from ent_report.report import format as fr
from ent_report.report.cellules import Cellule
from ent_report.report.mesure_nationale import VISITES, MesureNationale, build_mesure_nationale, par_semaine
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.region.contexte import ContexteRegion
from ent_report.report.services import most_used_first
from ent_report.vocabulary import Etat, Mois, Niveau


@dataclass(frozen=True)
class LigneServiceNational:
    """A service's visits of a week, in the month, the one before and the same one a year before."""

    libelle: str
    par_semaine: Cellule
    par_semaine_m1: Cellule
    par_semaine_n1: Cellule


@dataclass(frozen=True)
class MesureNationaleRegion:
    """`commune` is what a lycée's report says too; `couverture` counts the lycées of each of its months."""

    commune: MesureNationale
    couverture: Phrase
    services: tuple[LigneServiceNational, ...]


def build_mesure_nationale_region(ctx: ContexteRegion) -> MesureNationaleRegion | None:
    """None where the region has no such source."""
    common = build_mesure_nationale(ctx)
    if common is None:
        return None
    covered = _covered(ctx)
    return MesureNationaleRegion(
        commune=common,
        couverture=phrase(
            "mesure_nationale_couverture",
            couverts=fr.quantite(covered.get(ctx.mois, 0)),
            dus=fr.quantite(len(ctx.lycees)),
            avant=fr.enumeration(
                [
                    LANGUE.rapports.nombre_en_mois.format(nombre=fr.nombre(covered[mois]), mois=fr.mois_long(mois))
                    for mois in (ctx.m1, ctx.n1)
                    if mois in covered
                ]
            ),
        ),
        services=tuple(_services(ctx)),
    )


def _covered(ctx: ContexteRegion) -> dict[Mois, int]:
    """How many lycées have visits by this measure in each month; a masked figure was measured."""
    whole = pl.all_horizontal(pl.col("profil", "service", "appareil").is_null())
    rows = ctx.donnees.figures.filter(
        pl.col("niveau") == Niveau.ETABLISSEMENT, pl.col("indicateur") == VISITES, whole, pl.col("etat") != Etat.ABSENT
    )
    counts = rows.group_by("mois").agg(pl.col("code").n_unique())
    return {Mois.of(day): int(nb) for day, nb in counts.iter_rows()}


def _services(ctx: ContexteRegion) -> list[LigneServiceNational]:
    """Most used first; those whose series stopped, or may not be shown, after them."""
    figures = ((code, ctx.chiffre(VISITES, service=code)) for code in ctx.libelles.services_connus)
    seen = [one for one in figures if one[1].valeur or one[1].etat in {Etat.MASQUE, Etat.INTERROMPU}]
    return [
        LigneServiceNational(
            ctx.libelles.service(code).libelle,
            *(par_semaine(ctx, mois, code) for mois in (ctx.mois, ctx.m1, ctx.n1)),
        )
        for code, _ in most_used_first(seen)
    ]
