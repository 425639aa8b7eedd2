"""Services that a lycée used last month and nobody opened this month."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ent_report.report.region.contexte import ContexteRegion
from ent_report.vocabulary import NON_CLASSE, Etat, Niveau

VISITES_MIN = 50
_JOURS_DE_CLASSE_MIN = 5  # in a month of holidays every service rests


def stopped_services(ctx: ContexteRegion) -> Mapping[str, tuple[str, ...]]:
    """UAI -> labels of the services with at least `VISITES_MIN` visits last month and none this month.

    Empty where one of the two months is partial, or has hardly any class day; without the lycées whose own month is
    partial or not known.
    """
    days = min(ctx.jours_de_classe(month) for month in (ctx.mois, ctx.m1))
    if ctx.visites_partielles or days < _JOURS_DE_CLASSE_MIN:
        return {}
    by_service = ctx.donnees.figures.filter(
        pl.col("niveau") == Niveau.ETABLISSEMENT,
        pl.col("indicateur") == "visites",
        pl.col("service").is_not_null(),
        pl.col("service") != NON_CLASSE,
    )
    whole = [one.uai for one in ctx.lycees if ctx.du_lycee(one, "visites").etat not in {Etat.PARTIEL, Etat.ABSENT}]
    before = by_service.filter(
        pl.col("mois") == ctx.m1.premier_jour,
        pl.col("etat") == Etat.PUBLIE,
        pl.col("valeur") >= VISITES_MIN,
        pl.col("code").is_in(whole),
    ).select("code", "service")
    known = (pl.col("valeur") > 0) | pl.col("etat").is_in([Etat.MASQUE, Etat.INTERROMPU])
    now = by_service.filter(pl.col("mois") == ctx.mois.premier_jour, known).select("code", "service")
    found: dict[str, list[str]] = {}
    for code, service in before.join(now, on=["code", "service"], how="anti").sort("code", "service").iter_rows():
        found.setdefault(code, []).append(ctx.libelles.service(service).libelle)
    return {code: tuple(labels) for code, labels in found.items()}
