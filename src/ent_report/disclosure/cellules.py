"""The published counts as cells of linked tables: their users, bounds that anyone knows, and what hiding one costs."""

from __future__ import annotations

import polars as pl

from ent_report.disclosure.passe import with_past
from ent_report.disclosure.publies import CLE, is_count, leaves
from ent_report.disclosure.regle import Regle
from ent_report.indicators.table import KEY, LIEU, is_whole
from ent_report.vocabulary import NON_VENTILE, Etat, Niveau

BORNES = (("visiteurs_uniques", "visites"), ("comptes_actives", "comptes_charges"), ("visites", "pages_vues"))
"""The first is never more than the second, under the same break-down; visits than pages, under a service."""

_POIDS = {
    Niveau.ETABLISSEMENT: 1.0,
    Niveau.REGION: 60.0,
    Niveau.DEPARTEMENT: 120.0,
    Niveau.ACADEMIE: 240.0,
}
_POIDS_TOTAL, _POIDS_HEURE, _POIDS_RESTE = 20.0, 0.3, 0.01


def cells_of(
    figures: pl.DataFrame, regle: Regle, anciens: pl.DataFrame | None = None, zeros: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The counts that leave and are not 0, a row each: 0 hides nobody, and is shown.

    Columns: the table's keys; `n` the row's place in `figures`; `largeur` the interval that must be left for it, 0
    where it needs none; `reserve` and `hausse` how far below and above its value it may be, `sure` how far below while
    what it bounds stays; `poids` what hiding it costs; `cache` whether it is hidden already: its group is small, or its
    series stopped. `zeros`: the keys of those that are 0 now, and that `anciens` hid.
    """
    rows = figures.with_row_index("n").filter(is_count(), leaves())
    counted = rows.filter(pl.col("valeur") > 0)
    if zeros is not None:
        gone = rows.join(zeros, on=zeros.columns, how="semi", nulls_equal=True)
        counted = pl.concat([counted, gone.filter(pl.col("valeur") == 0)]).sort("n")
    known = pl.concat([counted, _not_broken_down(counted, figures.height)], how="diagonal_relaxed")
    small = pl.col("personnes").is_between(1, regle.seuil - 1)
    stopped = (pl.col("etat") == Etat.INTERROMPU.value).fill_null(value=False)
    sensitive = _with_users(known).with_columns(est_petit=small.fill_null(value=False), est_arrete=stopped)
    lowest = pl.when("est_arrete").then(0.0).otherwise(1.0)
    measured = _with_room(sensitive).with_columns(
        reserve=(pl.col("valeur") - lowest).clip(0),
        hausse=pl.lit(float("inf")),
        largeur=pl.when("est_petit").then(pl.min_horizontal(regle.largeur(pl.col("valeur")), "place")).otherwise(0.0),
        cache=pl.col("est_petit") | pl.col("est_arrete"),
        poids=_cost(),
    )
    past = measured if anciens is None else with_past(measured, anciens, regle)
    return past.select("n", *KEY, "valeur", "largeur", "reserve", "sure", "hausse", "poids", "cache")


def _not_broken_down(counted: pl.DataFrame, first: int) -> pl.DataFrame:
    """What the national measure leaves to no profile: told wherever all profiles are, it is a figure like theirs.

    It has no row in the table: `n` goes on from `first`, and hiding a profile hides it.
    """
    rows = counted.filter(
        pl.col("indicateur") == "dnma_visites", pl.col("service").is_null() & pl.col("appareil").is_null()
    )
    whole = pl.col("valeur").filter(pl.col("profil").is_null()).sum()
    parts = pl.col("valeur").filter(pl.col("profil").is_not_null())
    return (
        rows.group_by(*LIEU, "indicateur", maintain_order=True)
        .agg(valeur=pl.when(parts.len() > 0).then(whole - parts.sum()))
        .filter(pl.col("valeur") > 0)
        .with_columns(n=pl.int_range(first, first + pl.len(), dtype=pl.UInt32), profil=pl.lit(NON_VENTILE))
    )


def _with_users(cells: pl.DataFrame) -> pl.DataFrame:
    """`personnes`: the users of a figure, or where its source does not count them the most that they can be: as many as
    its value, or as its profile has, or its place.
    """
    counted = cells.filter(
        is_whole("profil"), pl.col("base") > 0, pl.col("indicateur").is_in(["connexions", "visiteurs_uniques"])
    )
    key = [*LIEU, "profil"]
    users = counted.group_by(key).agg(pl.col("base").min().alias("du_profil"))
    everyone = users.filter(pl.col("profil").is_null()).select(*LIEU, du_lieu="du_profil")
    at_most = pl.min_horizontal(pl.col("valeur").cast(pl.Int64), "du_profil", "du_lieu")
    return (
        cells.join(users, on=key, how="left", nulls_equal=True, maintain_order="left")
        .join(everyone, on=LIEU, how="left", maintain_order="left")
        .with_columns(personnes=pl.coalesce("base", at_most))
        .drop("du_profil", "du_lieu")
    )


def _with_room(cells: pl.DataFrame) -> pl.DataFrame:
    """`place`: the interval that published counts of the same break-down leave at most, whatever else is hidden: of 6
    accounts that are shown 4 are active, at most 6, and at least 1. `sure`: how far below its value a count may be
    while those that are never more than it stay as they are.
    """
    found = [pl.DataFrame(schema={"n": pl.UInt32, "bas": pl.Float64, "haut": pl.Float64, "plancher": pl.Float64})]
    for less, more in BORNES:
        pairs = _of(cells, more).join(_of(cells, less), on=CLE, nulls_equal=True, suffix="_moins")
        pairs = pairs.filter(pl.col("service").is_not_null() | (more != "pages_vues"))
        is_open = ~(pl.col("est_petit") & pl.col("est_petit_moins"))
        found.append(pairs.select("n", bas=pl.when(is_open).then("valeur_moins"), plancher="valeur_moins"))
        found.append(pairs.select(n="n_moins", haut=pl.when(is_open).then("valeur")))
    bounds = pl.concat(found, how="diagonal").group_by("n").agg(pl.col("bas", "plancher").max(), pl.col("haut").min())
    return cells.join(bounds, on="n", how="left", maintain_order="left").with_columns(
        place=pl.col("haut").fill_null(float("inf")) - pl.col("bas").fill_null(1.0),
        sure=(pl.col("valeur") - pl.max_horizontal(pl.col("plancher").fill_null(1.0), pl.lit(1.0))).clip(0),
    )


def _of(cells: pl.DataFrame, indicateur: str) -> pl.DataFrame:
    return cells.filter(pl.col("indicateur") == indicateur).select("n", *CLE, "valeur", "est_petit")


def _cost() -> pl.Expr:
    """Small figures of a lycée first, its totals late, those of larger places last."""
    level = pl.col("niveau").replace_strict({str(niveau): cost for niveau, cost in _POIDS.items()}, default=1.0)
    rest = pl.col("profil").eq_missing(pl.lit(NON_VENTILE))
    factor = (
        pl.when(rest)
        .then(_POIDS_RESTE)
        .when(is_whole())
        .then(_POIDS_TOTAL)
        .when(pl.col("heure").is_not_null())
        .then(_POIDS_HEURE)
        .otherwise(1.0)
    )
    return level * factor * (1 + pl.col("valeur").clip(1).log10())
