"""What the reports say of the month's completeness, from what is stored of it."""

from __future__ import annotations

from datetime import date
from typing import Literal

import polars as pl

from ent_report.indicators.completude import ATYPIQUE, MANQUANT, SUSPECT
from ent_report.indicators.completude import Completude as Jugement
from ent_report.report.donnees import Completude, JourAtypique, LyceesJuges
from ent_report.vocabulary import Niveau, Verdict

Base = Literal["classe", "jours", "comptes"]


def of_region(jugement: Jugement, base: Base) -> Completude:
    """The region's own verdict and days, and how many lycées have which."""
    lycees = jugement.verdicts.filter(pl.col("niveau") == Niveau.ETABLISSEMENT)
    counts = dict(lycees["verdict"].value_counts().iter_rows())
    suspect, atypical = (
        jugement.jours.filter(constat=constat)["uai"].drop_nulls().n_unique() for constat in (SUSPECT, ATYPIQUE)
    )
    judged = LyceesJuges(
        complets=counts.get(Verdict.COMPLET, 0),
        partiels=counts.get(Verdict.PARTIEL, 0),
        retenus=counts.get(Verdict.INSUFFISANT, 0),
        avec_jours_suspects=suspect,
        avec_jours_atypiques=atypical,
        avec_dates_manquantes=_of_exports(jugement)["uai"].drop_nulls().n_unique(),
    )
    return _of(jugement, Niveau.REGION, None, base, judged)


def of_lycee(jugement: Jugement, uai: str, base: Base) -> Completude:
    return _of(jugement, Niveau.ETABLISSEMENT, uai, base, None)


def _of(jugement: Jugement, niveau: Niveau, uai: str | None, base: Base, lycees: LyceesJuges | None) -> Completude:
    judged = jugement.verdicts.filter(pl.col("niveau") == niveau)
    if uai is not None:
        judged = judged.filter(pl.col("code") == uai)
    own = jugement.jours.filter(pl.col("source") == "evenements", pl.col("uai").eq_missing(pl.lit(uai, pl.String)))
    verdict, expected, present = judged.select("verdict", "jours_attendus", "jours_presents").row(0)
    atypical = own.filter(constat=ATYPIQUE).select("jour", "valeur", "mediane").sort("jour")
    return Completude(
        verdict=Verdict(verdict),
        base=base,
        jours_attendus=expected,
        jours_presents=present,
        jours_suspects=tuple(own.filter(constat=SUSPECT)["jour"].sort()),
        jours_atypiques=tuple(JourAtypique(*row) for row in atypical.iter_rows()),
        dates_manquantes=_missing_dates(jugement, uai),
        lycees=lycees,
    )


def _missing_dates(jugement: Jugement, uai: str | None) -> tuple[tuple[str, tuple[date, ...]], ...]:
    """Those of every lycée, and those that this one lacks alone."""
    own = _of_exports(jugement).filter(pl.col("uai").is_null() | pl.col("uai").eq_missing(pl.lit(uai, pl.String)))
    by_source = own.group_by("source").agg(pl.col("jour").unique().sort()).sort("source")
    return tuple((source, tuple(days)) for source, days in by_source.iter_rows())


def _of_exports(jugement: Jugement) -> pl.DataFrame:
    return jugement.jours.filter(pl.col("constat") == MANQUANT, pl.col("source") != "evenements")
