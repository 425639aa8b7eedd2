"""Figures that are made from others: rates of attendance, visits a class day, visits a hundred pupils."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from ent_report.indicators.table import at_every_level, is_whole
from ent_report.vocabulary import Niveau


@dataclass(frozen=True)
class Appui:
    """What a figure that is made from others may rest on. `figures`: those of each source; `codes`: uai and its code at
    each level; `eleves`: uai, eleves of the lycées whose number is known; `lignes_perdues`: some event was not read.
    """

    figures: pl.DataFrame
    codes: pl.DataFrame
    eleves: pl.DataFrame
    nb_jours_de_classe: int | None
    lignes_perdues: bool


def attendance(appui: Appui) -> pl.DataFrame:
    """`taux_frequentation_pct`: unique visitors of the month for each account, all and by profile.

    No official formula was found: the Région defines it so. Accounts of which nobody came have a rate of 0, unless
    they may be of whom a row was lost.
    """
    key = ["niveau", "code", "profil"]
    visitors = _of(appui.figures, "visiteurs_uniques", by_profile=True).select(*key, "base", visiteurs="valeur")
    accounts = _of(appui.figures, "comptes_charges", by_profile=True).select(*key, comptes="valeur")
    both = accounts.join(visitors, on=key, how="left", nulls_equal=True)
    measured = both.filter(pl.col("comptes") > 0).with_columns(pl.col("visiteurs", "base").fill_null(0))
    told = measured.filter(pl.col("base") > 0) if appui.lignes_perdues else measured
    return _ratio(told, "taux_frequentation_pct", "visiteurs", "comptes", 100)


def a_class_day(appui: Appui) -> pl.DataFrame:
    """`visites_par_jour_de_classe`: all the month's visits for each class day; nothing in a month without one, or whose
    class days are not known.
    """
    if not appui.nb_jours_de_classe:
        return appui.figures.clear()
    visits = _of(appui.figures, "visites").with_columns(jours=pl.lit(appui.nb_jours_de_classe, pl.Float64))
    return _ratio(visits, "visites_par_jour_de_classe", "valeur", "jours", 1)


def a_hundred_pupils(appui: Appui) -> pl.DataFrame:
    """`visites_pour_100_eleves`: the month's visits for a hundred pupils.

    Both terms speak of the same lycées: where the pupils of one with visits are not known, a territory's visits are
    those of its others, added up, and `base` is the greatest of theirs.
    """
    visits = _of(appui.figures, "visites").select("niveau", "code", "valeur", "base")
    of_lycees = visits.filter(pl.col("niveau") == Niveau.ETABLISSEMENT).select(uai="code", vu="valeur", base_vue="base")
    known = appui.codes.select("uai").join(appui.eleves.filter(pl.col("eleves") > 0), on="uai", how="left")
    places = at_every_level(known.join(of_lycees, on="uai", how="left"), appui.codes)
    is_known = pl.col("eleves").is_not_null()
    pupils = (
        places.group_by("niveau", "code")
        .agg(
            pl.col("eleves").sum(),
            pl.col("vu").filter(is_known).sum(),
            pl.col("base_vue").filter(is_known).max(),
            (~is_known & (pl.col("vu") > 0)).any().alias("est_lacunaire"),
        )
        .filter(pl.col("eleves") > 0)
    )
    whole = visits.join(pupils, on=["niveau", "code"]).with_columns(
        valeur=pl.when("est_lacunaire").then("vu").otherwise("valeur"),
        base=pl.when("est_lacunaire").then("base_vue").otherwise("base"),
    )
    return _ratio(whole, "visites_pour_100_eleves", "valeur", "eleves", 100)


def _of(figures: pl.DataFrame, indicateur: str, *, by_profile: bool = False) -> pl.DataFrame:
    whole = is_whole(*(["profil"] if by_profile else []))
    return figures.filter(pl.col("indicateur") == indicateur, whole, pl.col("valeur").is_not_null())


def _ratio(frame: pl.DataFrame, indicateur: str, numerateur: str, denominateur: str, scale: int) -> pl.DataFrame:
    kept = ["niveau", "code", "base", *(["profil"] if "profil" in frame.columns else [])]
    return frame.select(
        *kept,
        indicateur=pl.lit(indicateur),
        valeur=scale * pl.col(numerateur) / pl.col(denominateur),
        numerateur=pl.col(numerateur).cast(pl.Float64),
        denominateur=pl.col(denominateur).cast(pl.Float64),
    )
