"""The dates that an export should hold for a month, by its frequency, and those that it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from ent_report.domaine.periodes import start_of_period
from ent_report.vocabulary import Mois


def missing_dates(
    lignes: pl.DataFrame, frequence: str, mois: Mois, lycees: Sequence[str], *, par_lycee: bool
) -> pl.DataFrame:
    """Columns uai, jour: the expected dates that no lycée has, once and without uai; then, if `par_lycee`, those that
    a lycée alone lacks.

    `lignes`: uai, date. `par_lycee` is for an export that lists every lycée at every date, as that of the accounts
    does: in the others a lycée without a row is one where nobody did anything.
    """
    expected = pl.DataFrame({"jour": expected_dates(frequence, mois)}, schema={"jour": pl.Date})
    present = lignes.select("uai", start_of_period(frequence).alias("jour")).unique()
    nobody = expected.join(present, on="jour", how="anti").select(pl.lit(None, pl.String).alias("uai"), "jour")
    if not par_lycee:
        return nobody
    known = expected.join(nobody, on="jour", how="anti")
    everywhere = pl.DataFrame({"uai": sorted(lycees)}, schema={"uai": pl.String}).join(known, how="cross")
    return pl.concat([nobody, everywhere.join(present, on=["uai", "jour"], how="anti").sort("uai", "jour")])


def expected_dates(frequence: str, mois: Mois) -> list[date]:
    """Every day; or the Mondays of the weeks whose Thursday lies in the month (ISO 8601's rule for years); or the
    first of the month. An export by the hour is expected to speak of every day.
    """
    if frequence == "mois":
        return [mois.premier_jour]
    if frequence == "semaine":
        return mois.semaines
    return mois.jours
