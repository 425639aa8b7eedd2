"""Quartiles of comparable lycées: those of the same type and size band."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ent_report.domaine.lycees import Lycee, groupe_comparable
from ent_report.indicators.registre import INDICATEURS
from ent_report.indicators.table import is_whole
from ent_report.vocabulary import Etat, Niveau

COMPARES = tuple(code for code, one in INDICATEURS.items() if one.est_compare)
GROUPE = ("type", "nb_eleves_min", "nb_eleves_max")


def quartiles(figures: pl.DataFrame, lycees: Sequence[Lycee], bornes: tuple[int, ...], lycees_min: int) -> pl.DataFrame:
    """Quartiles by group: columns type, nb_eleves_min, nb_eleves_max, indicateur, profil, service, appareil, q1,
    mediane, q3, effectif (lycées). A group of fewer than `lycees_min` lycées with a figure gives none.

    `figures`: the indicators' table of one month; what may not be shown of it counts in no quartile, since with few
    lycées one of them is a lycée's own figure. Quantiles interpolate linearly (type 7 of Hyndman and Fan, 1996).
    """
    groups = pl.DataFrame(
        [(lycee.uai, *_key(lycee, bornes)) for lycee in lycees],
        schema={"code": pl.String, "type": pl.String, "nb_eleves_min": pl.Int64, "nb_eleves_max": pl.Int64},
        orient="row",
    )
    known = figures.filter(
        pl.col("niveau") == Niveau.ETABLISSEMENT,
        pl.col("indicateur").is_in(COMPARES),
        is_whole("profil"),
        pl.col("etat").is_in([Etat.PUBLIE.value, Etat.PARTIEL.value]),
        pl.col("valeur").is_not_null(),
    )
    valeur = pl.col("valeur")
    return (
        known.join(groups, on="code")
        .group_by(*GROUPE, "indicateur", "profil", "service", "appareil")
        .agg(
            valeur.quantile(0.25, "linear").alias("q1"),
            valeur.quantile(0.5, "linear").alias("mediane"),
            valeur.quantile(0.75, "linear").alias("q3"),
            pl.len().cast(pl.Int64).alias("effectif"),
        )
        .filter(pl.col("effectif") >= lycees_min)
        .sort(*GROUPE, "indicateur", "profil")
    )


def _key(lycee: Lycee, bornes: tuple[int, ...]) -> tuple[str, int | None, int | None]:
    group = groupe_comparable(lycee, bornes)
    return group.type.value, group.nb_eleves_min, group.nb_eleves_max
