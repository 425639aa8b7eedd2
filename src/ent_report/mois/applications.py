"""The applications and connectors of a month that the region's services do not list."""

from __future__ import annotations

from functools import partial

import polars as pl

from ent_report.domaine.sessions import TYPES_PAGE
from ent_report.langue import LANGUE
from ent_report.mois.chantier import Chantier, usable_manifests
from ent_report.store import PURGE


def unmapped_applications(chantier: Chantier) -> dict[str, int]:
    """Applications and connectors that `services.toml` does not list -> pages or accesses that count as not
    classified, most first.
    """
    counts: dict[str, int] = {}
    columns = {"evenements": "application", "acces": "application", "connecteurs": "connecteur"}
    for name, manifest in usable_manifests(chantier, chantier.mois).items():
        if name not in columns or PURGE in manifest:
            continue
        pages = pl.col("type").is_in(TYPES_PAGE) if name == "evenements" else pl.lit(True)  # noqa: FBT003  of every row
        weight = pl.len() if name == "evenements" else pl.col("acces").sum()
        found = chantier.store.read_rows(
            [one["chemin"] for one in manifest["fichiers"]],
            partial(_weighed, column=columns[name], pages=pages, weight=weight),
        )
        for application, nb in found.iter_rows():
            if application.lower() not in chantier.settings.applications:
                counts[f"{name}: {application}"] = nb
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def _weighed(rows: pl.LazyFrame, *, column: str, pages: pl.Expr, weight: pl.Expr) -> pl.LazyFrame:
    """`nb` of each name in a column."""
    name = pl.col(column).fill_null(LANGUE.rapports.sans_nom)
    return rows.filter(pages).group_by(name).agg(weight.cast(pl.Int64).alias("nb"))
