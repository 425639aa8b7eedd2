"""Services that stopped at a lycée while the region goes on using them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from ent_report.report.region.contexte import ContexteRegion
from ent_report.vocabulary import Etat, Niveau


def stopped_services(ctx: ContexteRegion) -> Mapping[str, tuple[str, ...]]:
    """UAI -> labels of the services whose visits are « interrompu » this month, as the indicators say it.

    One that stopped in the whole region stopped at its source: it is no sign of a lycée's own.
    """
    stopped = ctx.donnees.figures.filter(
        pl.col("mois") == ctx.mois.premier_jour,
        pl.col("indicateur") == "visites",
        pl.col("service").is_not_null(),
        pl.col("etat") == Etat.INTERROMPU,
    ).select("niveau", "code", "service")
    everywhere = stopped.filter(pl.col("niveau") == Niveau.REGION)
    own = stopped.filter(pl.col("niveau") == Niveau.ETABLISSEMENT).join(everywhere, on="service", how="anti")
    found: dict[str, list[str]] = {}
    for code, service in own.select("code", "service").sort("code", "service").iter_rows():
        found.setdefault(code, []).append(ctx.libelles.service(service).libelle)
    return {code: tuple(labels) for code, labels in found.items()}
