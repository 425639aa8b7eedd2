"""Small groups: which figures may not be shown, and which others would give them back.

Primary: a figure that rests on one to four users (`seuil`) is masked. Secondary: where a total is shown with the cells
that add up to it, one masked figure alone among them would follow by subtraction, so the cell that rests on the fewest
users is masked with it, or the total where no other cell is left; the same along both directions of a table of two
entries, until nothing changes (the usual complementary suppression of a table's margins; see Hundepool et al.,
Statistical Disclosure Control, 2012, ch. 4). A rate is masked with either of its terms. This holds within one month and
territory.
"""

from __future__ import annotations

import polars as pl

from ent_report.vocabulary import Etat

DETAILS = ("profil", "service", "appareil", "jour", "jour_semaine", "heure")
SOMMES = (
    (("profil",), ()),
    (("appareil",), ()),
    (("service",), ()),
    (("jour",), ()),
    (("jour_semaine", "heure"), ()),
    (("appareil",), ("profil",)),
    (("profil",), ("appareil",)),
)
"""What adds up: the break-downs that are summed over, and those that are held."""

ADDITIFS_PAR_SERVICE = ("pages_vues", "acces", "acces_connecteurs")
"""A visit may use several services: visits by service do not add up."""

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
    small = pl.col("base").is_between(1, seuil - 1) & pl.col("valeur").is_not_null()
    primary = figures.with_row_index("n").with_columns(masque=small.fill_null(value=False))
    masked = _with_terms(_with_complement(primary))
    # A stopped figure is not shown either: it says its own word, and still takes its complement with it.
    hidden = (
        pl.col("masque") & pl.col("valeur").is_not_null() & (pl.col("etat") != Etat.INTERROMPU).fill_null(value=True)
    )
    shown = pl.when(hidden).then(pl.lit(Etat.MASQUE.value))
    return masked.with_columns(etat=shown.otherwise("etat")).drop("masque", "n")


def _with_complement(figures: pl.DataFrame) -> pl.DataFrame:
    """Mask one figure more in every sum that holds a single masked one, until none does."""
    members = pl.concat([_sums(figures, broken, kept) for broken, kept in SOMMES])
    while True:
        known = members.join(figures.select("n", "masque"), on="n")
        single = known.filter(pl.col("masque").sum().over("somme") == 1, ~pl.col("masque"))
        second = single.sort("somme", "est_total", "base", "n", nulls_last=True).unique("somme", keep="first")
        if second.is_empty():
            return figures
        figures = figures.with_columns(masque=pl.col("masque") | pl.col("n").is_in(second["n"].implode()))


def _sums(figures: pl.DataFrame, broken: tuple[str, ...], kept: tuple[str, ...]) -> pl.DataFrame:
    """The figures that add up along `broken`, for each value of `kept`: columns n, base, est_total, somme.

    A cell of 0 hides nobody and can hide nothing: it is left out.
    """
    others = [name for name in DETAILS if name not in (*broken, *kept)]
    by_service = "service" in broken
    placed = figures.filter(
        pl.col("valeur") > 0,
        pl.col("indicateur").is_in(ADDITIFS_PAR_SERVICE) | (not by_service),
        *(pl.col(name).is_not_null() for name in kept),
        *(pl.col(name).is_null() for name in others),
    )
    cells = pl.all_horizontal(pl.col(name).is_not_null() for name in broken)
    totals = pl.all_horizontal(pl.col(name).is_null() for name in broken)
    somme = pl.concat_str("niveau", "code", "indicateur", *kept, pl.lit("/".join(broken)), separator="\x1f")
    return placed.filter(cells | totals).select("n", "base", est_total=totals, somme=somme)


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
