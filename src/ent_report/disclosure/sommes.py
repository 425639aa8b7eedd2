"""What adds up among the published counts: within a place, and from the lycées to the places that hold them."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from ent_report.disclosure.publies import places_at
from ent_report.indicators.table import LIEU, VENTILATIONS, is_whole
from ent_report.vocabulary import Niveau

SOMMES = (
    ("profil", ()),
    ("appareil", ()),
    ("service", ()),
    ("jour", ()),
    ("appareil", ("profil",)),
    ("profil", ("appareil",)),
)
"""The break-down that is summed over, and the one that is held. Hours add up to the days of their weekday."""

NON_ADDITIFS = {
    "service": ("visites", "visiteurs_uniques", "dnma_visites"),  # a visit may use several services
    "appareil": ("visiteurs_uniques",),  # a user may have several devices
}
"""People who change their profile are few: visitors by profile are taken to add up, as whoever subtracts them would.
So are those of several lycées: a territory's figures are taken for the sum of its lycées'.
"""

_ENTIERS = (Niveau.ETABLISSEMENT.value, Niveau.REGION.value)
"""Where all parts of a break-down are told: of départements and académies, parents alone are."""

_GEO = (Niveau.DEPARTEMENT, Niveau.ACADEMIE, Niveau.REGION)


def sums_of(cells: pl.DataFrame, codes: pl.DataFrame) -> pl.DataFrame:
    """Columns n, cle, signe: for each sum its parts (1) and the total or the parts that they equal (-1).

    `cells`: ent_report.disclosure.cellules; `codes`: uai, departement, academie, region.
    """
    found = pl.concat([*_within(cells), _weekdays(cells), *_above(cells, codes)])
    return found.filter(pl.col("signe").n_unique().over("cle") == 2).unique()


def _key(name: str, *columns: str) -> pl.Expr:
    parts = [pl.col(column).cast(pl.String).fill_null("") for column in columns]
    return pl.concat_str(pl.lit(name), *parts, separator="\x1f").alias("cle")


def _signed(rows: pl.DataFrame, sign: int, key: pl.Expr) -> pl.DataFrame:
    return rows.select("n", key, signe=pl.lit(sign, pl.Int8))


def _within(cells: pl.DataFrame) -> Iterator[pl.DataFrame]:
    whole = cells.filter(pl.col("niveau").is_in(_ENTIERS))
    for summed, held in SOMMES:
        placed = whole.filter(
            ~pl.col("indicateur").is_in(NON_ADDITIFS.get(summed, ())),
            *(pl.col(name).is_not_null() for name in held),
            is_whole(summed, *held),
        )
        key = _key(f"{summed}|{'|'.join(held)}", *LIEU, "indicateur", *held)
        is_total = pl.col(summed).is_null()
        yield _signed(placed.filter(~is_total), 1, key)
        yield _signed(placed.filter(is_total), -1, key)


def _weekdays(cells: pl.DataFrame) -> pl.DataFrame:
    """The hours of all Mondays, and the Mondays of the month."""
    hours = cells.filter(pl.col("heure").is_not_null()).with_columns(pl.col("jour_semaine").cast(pl.Int8))
    days = cells.filter(pl.col("jour").is_not_null()).with_columns(jour_semaine=pl.col("jour").dt.weekday())
    key = _key("semaine", *LIEU, "indicateur", "jour_semaine")
    return pl.concat([_signed(hours, 1, key), _signed(days, -1, key)])


def _above(cells: pl.DataFrame, codes: pl.DataFrame) -> Iterator[pl.DataFrame]:
    lycees = cells.filter(pl.col("niveau") == Niveau.ETABLISSEMENT.value)
    for niveau in _GEO:
        parts = lycees.join(places_at(niveau, codes), left_on="code", right_on="uai")
        totals = cells.filter(pl.col("niveau") == niveau.value).with_columns(lieu=pl.col("code"))
        key = _key(niveau.value, "lieu", "indicateur", *VENTILATIONS)
        yield _signed(parts, 1, key)
        yield _signed(totals, -1, key)
