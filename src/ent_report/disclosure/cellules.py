"""The published counts as cells of linked tables: their users, bounds that anyone knows, and what hiding one costs."""

from __future__ import annotations

import polars as pl

from ent_report.disclosure.passe import with_past
from ent_report.disclosure.publies import LIEU, VENTILATIONS, is_count, leaves
from ent_report.disclosure.regle import Regle
from ent_report.vocabulary import Etat, Niveau

_AU_MOINS = (("visites", "visiteurs_uniques"), ("comptes_charges", "comptes_actives"))
"""The first is never less than the second, under the same break-down."""

_POIDS = {
    Niveau.ETABLISSEMENT: 1.0,
    Niveau.REGION: 60.0,
    Niveau.DEPARTEMENT: 120.0,
    Niveau.ACADEMIE: 240.0,
}
_POIDS_TOTAL, _POIDS_HEURE = 20.0, 0.3


def cells_of(figures: pl.DataFrame, regle: Regle, anciens: pl.DataFrame | None = None) -> pl.DataFrame:
    """The counts that leave and are not 0, a row each: 0 hides nobody, and is shown.

    Columns: the table's keys; `n` the row's place in `figures`; `largeur` the interval that must be left for it, 0
    where it needs none; `reserve` and `hausse` how far below and above its value anyone must think it possible;
    `poids` what hiding it costs; `cache` whether it is hidden already: its group is small, or its series stopped.
    """
    known = figures.with_row_index("n").filter(is_count(), leaves(), pl.col("valeur") > 0)
    placed = _with_users(known)
    small = pl.col("personnes").is_between(1, regle.seuil - 1)
    stopped = (pl.col("etat") == Etat.INTERROMPU.value).fill_null(value=False)
    sensitive = placed.with_columns(est_petit=small.fill_null(value=False), est_arrete=stopped)
    bounded = _with_bounds(sensitive)
    room = pl.col("reserve") + pl.col("hausse")
    measured = bounded.with_columns(
        largeur=pl.when("est_petit").then(pl.min_horizontal(regle.largeur(pl.col("valeur")), room)).otherwise(0.0),
        cache=pl.col("est_petit") | pl.col("est_arrete"),
        poids=_cost(),
    ).select("n", *LIEU, "indicateur", *VENTILATIONS, "valeur", "largeur", "reserve", "hausse", "poids", "cache")
    return measured if anciens is None else with_past(measured, anciens, regle)


def _with_users(cells: pl.DataFrame) -> pl.DataFrame:
    """`personnes`: the users of a figure, or where its source does not count them the most that they can be: as many as
    its value, or as its profile has, or its place.
    """
    whole = pl.all_horizontal(pl.col(name).is_null() for name in VENTILATIONS if name != "profil")
    counted = cells.filter(whole, pl.col("base") > 0, pl.col("indicateur").is_in(["connexions", "visiteurs_uniques"]))
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


def _with_bounds(cells: pl.DataFrame) -> pl.DataFrame:
    """A masked count is at least 1. One that another published count bounds has less room, unless both are hidden."""
    key = [*LIEU, *VENTILATIONS]
    bounds = [pl.LazyFrame(schema={"n": pl.UInt32, "bas": pl.Float64, "haut": pl.Float64})]
    for more, less in _AU_MOINS:
        pairs = _of(cells, more).join(_of(cells, less), on=key, nulls_equal=True, suffix="_moins")
        open_pairs = pairs.filter(~(pl.col("est_petit") & pl.col("est_petit_moins")))
        bounds.append(open_pairs.select("n", bas="valeur_moins", haut=pl.lit(None, pl.Float64)).lazy())
        bounds.append(open_pairs.select(n="n_moins", bas=pl.lit(None, pl.Float64), haut="valeur").lazy())
    bounds += [_pages_at_least(cells, key), *_totals_at_least(cells)]
    found = pl.concat(bounds).group_by("n").agg(pl.col("bas").max(), pl.col("haut").min()).collect()
    lowest = pl.when("est_arrete").then(0.0).otherwise(1.0)
    return cells.join(found, on="n", how="left", maintain_order="left").with_columns(
        reserve=pl.col("valeur") - pl.min_horizontal("valeur", pl.max_horizontal(lowest, pl.col("bas").fill_null(0.0))),
        hausse=(pl.col("haut") - pl.col("valeur")).clip(0).fill_null(float("inf")),
    )


def _of(cells: pl.DataFrame, indicateur: str) -> pl.DataFrame:
    return cells.filter(pl.col("indicateur") == indicateur).select("n", *LIEU, *VENTILATIONS, "valeur", "est_petit")


def _pages_at_least(cells: pl.DataFrame, key: list[str]) -> pl.LazyFrame:
    """A visit counts under a service for a page of it: its pages are at least as many."""
    by_service = cells.filter(pl.col("service").is_not_null())
    pages, visits = _of(by_service, "pages_vues"), _of(by_service, "visites")
    pairs = pages.join(visits, on=key, nulls_equal=True, suffix="_moins")
    open_pairs = pairs.filter(~(pl.col("est_petit") & pl.col("est_petit_moins")))
    return open_pairs.select("n", bas="valeur_moins", haut=pl.lit(None, pl.Float64)).lazy()


def _totals_at_least(cells: pl.DataFrame) -> list[pl.LazyFrame]:
    """All visits are at least as many as those that used a service; all visitors, as those of a service or a device."""
    found = []
    for indicateur, parts in (("visites", ("service",)), ("visiteurs_uniques", ("service", "appareil"))):
        rows = cells.filter(pl.col("indicateur") == indicateur)
        cut = pl.any_horizontal(pl.col(name).is_not_null() for name in parts) & pl.col("profil").is_null()
        greatest = rows.filter(cut).group_by(LIEU).agg(pl.col("valeur").max().alias("bas"))
        whole = rows.filter(pl.all_horizontal(pl.col(name).is_null() for name in VENTILATIONS), ~pl.col("est_petit"))
        bounded = whole.join(greatest, on=LIEU).select("n", "bas", haut=pl.lit(None, pl.Float64))
        found.append(bounded.lazy())
    return found


def _cost() -> pl.Expr:
    """Small figures of a lycée first, its totals late, those of larger places last."""
    level = pl.col("niveau").replace_strict({str(niveau): cost for niveau, cost in _POIDS.items()}, default=1.0)
    whole = pl.all_horizontal(pl.col(name).is_null() for name in VENTILATIONS)
    factor = pl.when(whole).then(_POIDS_TOTAL).when(pl.col("heure").is_not_null()).then(_POIDS_HEURE).otherwise(1.0)
    return level * factor * (1 + pl.col("valeur").log10())
