"""Small groups: which figures may not be shown, and which others would give them back.

Primary: a figure that rests on one to four users (`seuil`) is masked. Secondary: where a total is shown with its
break-down, one masked cell alone would follow by subtraction, so the cell of the break-down that rests on the fewest
users is masked with it (the usual complementary suppression of a table's margins; see Hundepool et al., Statistical
Disclosure Control, 2012, ch. 4). A rate is masked with either of its terms.
"""

from __future__ import annotations

import polars as pl

from ent_report.vocabulary import Etat

DETAILS = ("profil", "service", "appareil", "jour", "jour_semaine", "heure")
TERMES = {
    "taux_activation_pct": ("comptes_actives", "comptes_charges"),
    "taux_frequentation_pct": ("visiteurs_uniques", "comptes_charges"),
    "visites_par_visiteur": ("visites", "visiteurs_uniques"),
    "pages_par_visite": ("pages_vues", "visites"),
    "visites_par_jour_de_classe": ("visites",),
    "visites_pour_100_eleves": ("visites",),
    "duree_moyenne_s": ("visites",),
    "taux_rebond_pct": ("visites",),
}


def mask(figures: pl.DataFrame, seuil: int) -> pl.DataFrame:
    """The indicators' table with `etat` = `masque` where a figure may not be shown; values stay: it is internal."""
    primary = figures.with_columns(
        masque=(pl.col("base").is_between(1, seuil - 1) & pl.col("valeur").is_not_null()).fill_null(value=False)
    )
    secondary = _with_complement(_with_terms(primary))
    masked = _with_terms(secondary)
    shown = pl.when(pl.col("masque") & pl.col("valeur").is_not_null()).then(pl.lit(Etat.MASQUE.value))
    return masked.with_columns(etat=shown.otherwise("etat")).drop("masque")


def _with_complement(figures: pl.DataFrame) -> pl.DataFrame:
    """One masked cell alone in its break-down takes a second one with it."""
    family = ["niveau", "code", "indicateur", "axe"]
    axe = pl.concat_str(
        [pl.when(pl.col(name).is_not_null()).then(pl.lit(name)).otherwise(pl.lit("")) for name in DETAILS]
    )
    counted = figures.with_row_index("n").with_columns(axe=axe)
    cells = counted.filter(pl.col("axe") != "", pl.col("valeur") > 0)
    alone = cells.filter(pl.col("masque").sum().over(family) == 1)
    second = (
        alone.filter(~pl.col("masque"))
        .sort(*family, "base", "valeur", *DETAILS, nulls_last=True)
        .unique(family, keep="first", maintain_order=True)
    )
    chosen = pl.col("n").is_in(second["n"].implode())
    return counted.with_columns(masque=pl.col("masque") | chosen).drop("n", "axe")


def _with_terms(figures: pl.DataFrame) -> pl.DataFrame:
    """A rate of a masked term would give the term back."""
    key = ["niveau", "code", *DETAILS]
    terms = pl.DataFrame(
        [(rate, term) for rate, several in TERMES.items() for term in several],
        schema={"indicateur": pl.String, "terme": pl.String},
        orient="row",
    )
    masked_terms = figures.filter("masque").select(*key, terme="indicateur")
    rates = masked_terms.join(terms, on="terme").select(*key, "indicateur").unique()
    touched = figures.join(
        rates.with_columns(touche=pl.lit(value=True)), on=[*key, "indicateur"], how="left", nulls_equal=True
    )
    return touched.with_columns(masque=pl.col("masque") | pl.col("touche").fill_null(value=False)).drop("touche")
