"""Days out of all proportion: named and kept, since a figure is not wrong because it is strange."""

from __future__ import annotations

import polars as pl

Z_MAX = 3.5
FACTEUR_MIN = 2
JOURS_MIN = 8
VISITES_MIN = 50
DE_CLASSE, DE_REPOS, DE_VACANCES = "classe", "repos", "vacances"
"""The kinds of days: the week-ends of a month of holidays are no match for those holidays."""
QUARTILE_NORMAL = 0.6745
"""The third quartile of the normal distribution: for it, 0.6745 / MAD is one over the standard deviation."""


def atypical_days(jours: pl.DataFrame) -> pl.DataFrame:
    """The days far from the others of their kind: columns code, jour, valeur, mediane, sorted.

    `jours`: code, jour, genre, valeur (visits). Days are compared with those of their `genre` alone, where there are at
    least `JOURS_MIN`: class days, days of rest in term, holidays. A day is far if
    its modified z-score, 0.6745 (x - median) / MAD, is beyond 3.5
    (B. Iglewicz and D. Hoaglin, How to Detect and Handle Outliers, ASQC, 1993), and if it is at least a factor of 2
    away from the median. The MAD is taken to be no less than that of a Poisson count of this median, so that one of 0
    divides nothing. Places of fewer than `VISITES_MIN` visits on the median class day, and days that would be under
    it whichever way, are left out as noise.
    """
    kind = ("code", "genre")
    valeur, mediane, ecart = pl.col("valeur"), pl.col("mediane"), pl.col("ecart")
    measured = jours.with_columns(
        mediane=valeur.median().over(kind),
        mediane_de_classe=valeur.filter(pl.col("genre") == DE_CLASSE).median().over("code"),
        nb=pl.len().over(kind),
    ).with_columns(ecart=(valeur - mediane).abs())
    floor = QUARTILE_NORMAL * pl.max_horizontal(mediane, pl.lit(1.0)).sqrt()
    spread = pl.max_horizontal(ecart.median().over(kind), floor)
    return (
        measured.filter(
            pl.col("nb") >= JOURS_MIN,
            pl.col("mediane_de_classe") >= VISITES_MIN,
            pl.max_horizontal(valeur, mediane) >= VISITES_MIN,
            QUARTILE_NORMAL * ecart / spread > Z_MAX,
            (valeur >= FACTEUR_MIN * mediane) | (FACTEUR_MIN * valeur <= mediane),
        )
        .select("code", "jour", "valeur", "mediane")
        .sort("code", "jour")
    )
