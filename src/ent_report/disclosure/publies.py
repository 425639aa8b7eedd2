"""The counts that leave in a document: what somebody who holds all of them can add up and subtract."""

from __future__ import annotations

import polars as pl

from ent_report.indicators.table import LIEU, VENTILATIONS, is_whole
from ent_report.vocabulary import Niveau, Profil

CLE = (*LIEU, *VENTILATIONS)
LIES = (
    ("visites", "visiteurs_uniques", "pages_vues"),
    ("comptes_charges", "comptes_actives"),
    ("connexions",),
    ("acces",),
    ("acces_connecteurs",),
    ("dnma_visites",),
)
"""The counts of which one bounds another."""

COMPTAGES = tuple(code for together in LIES for code in together)
ENTRE_DEUX = ("visites", "visiteurs_uniques", "comptes_charges", "comptes_actives")
"""Told of each département and académie; of parents, the accounts too, whose rate is."""


def is_count() -> pl.Expr:
    return pl.col("indicateur").is_in(COMPTAGES)


def places_at(niveau: Niveau, codes: pl.DataFrame) -> pl.DataFrame:
    """Columns uai, lieu: the place of that level in which each lycée lies. `codes` has a column for it."""
    return codes.select(pl.col("uai", niveau.value).cast(pl.String)).rename({niveau.value: "lieu"}).drop_nulls()


def leaves() -> pl.Expr:
    """Whether a figure of the indicators' table stands in a report: a lycée's all do, the region's own but for hours
    and devices of a profile, and of the places between, what the regional summary says of them.
    """
    level, indicateur = pl.col("niveau"), pl.col("indicateur")
    of_region = pl.col("heure").is_null() & (pl.col("profil").is_null() | pl.col("appareil").is_null())
    of_parents = (pl.col("profil") == Profil.PARENT.value) & pl.col("service").is_null() & pl.col("appareil").is_null()
    between = (indicateur.is_in(ENTRE_DEUX) & is_whole()) | (indicateur.is_in(ENTRE_DEUX[2:]) & of_parents)
    return (
        pl.when(level == Niveau.ETABLISSEMENT.value)
        .then(pl.lit(value=True))
        .when(level == Niveau.REGION.value)
        .then(of_region)
        .otherwise(between.fill_null(value=False))
    )
