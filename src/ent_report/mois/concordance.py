"""How the month's sources agree, as its reports say it."""

from __future__ import annotations

from dataclasses import fields

import polars as pl

from ent_report.configuration.settings import Settings
from ent_report.indicators.rapprochements import JOURS
from ent_report.report.donnees import Concordance, Rapprochement, Rapprochements
from ent_report.vocabulary import Niveau


def gaps_of_lycee(compared: pl.DataFrame, uai: str) -> tuple[Rapprochement, ...]:
    """The lycée's differences beyond the threshold, the greatest first."""
    return _gaps(_of_lycees(compared).filter(pl.col("code") == uai))


def agreement(compared: pl.DataFrame, settings: Settings) -> Rapprochements | None:
    """The comparisons of all lycées; None where nothing could be compared."""
    rows = _told(compared)
    names = sorted(rows["rapprochement"].unique(), reverse=True)
    found = tuple(_concordance(rows.filter(pl.col("rapprochement") == name)) for name in names)
    limits = settings.rapprochements
    return Rapprochements(limits.ecart_pct, limits.ecart_min, found) if found else None


def _told(compared: pl.DataFrame) -> pl.DataFrame:
    """The comparisons of two sources: an identity is for the run's summary alone."""
    return compared.filter(pl.col("rapprochement") != JOURS)


def _of_lycees(compared: pl.DataFrame) -> pl.DataFrame:
    return _told(compared).filter(pl.col("niveau") == Niveau.ETABLISSEMENT.value)


def _gaps(rows: pl.DataFrame) -> tuple[Rapprochement, ...]:
    gap = (pl.col("valeur_a") - pl.col("valeur_b")).abs()
    greatest = rows.filter("depasse").sort(
        -pl.col("ecart_pct").abs(), -gap, "rapprochement", "code", "profil", nulls_last=True
    )
    return tuple(_values(greatest))


def _values(rows: pl.DataFrame) -> list[Rapprochement]:
    told = rows.select(pl.col("rapprochement").alias("nom"), *(one.name for one in fields(Rapprochement)[1:]))
    return [Rapprochement(*row) for row in told.iter_rows()]


def _concordance(rows: pl.DataFrame) -> Concordance:
    lycees = _of_lycees(rows)
    region = _values(rows.filter(pl.col("niveau") == Niveau.REGION.value))
    return Concordance(
        nom=rows["rapprochement"][0],
        sources=(rows["source_a"][0], rows["source_b"][0]),
        lycees_compares=lycees["code"].n_unique(),
        ecarts=_gaps(lycees),
        region=region[0] if region else None,
    )
