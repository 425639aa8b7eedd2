"""Small groups: which figures may not be shown, and which others would give them back.

Primary: a figure that rests on one to four users (`seuil`) is masked. Secondary: whoever holds all that is published,
the lycées' reports, the region's, those of months before and earlier editions, must not work a masked figure out,
exactly or into too narrow an interval (ent_report.disclosure.regle). Further cells are hidden in each sum, the smallest
first; then the whole is attacked by linear programs over all sums at once (ent_report.disclosure.audit), and for what
is still exposed the cheapest cells that make way for it are hidden with it (ent_report.disclosure.chemin).

A rate is masked with either of its terms. What is made from published figures alone, such as shares, changes and
medians, gives nothing more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from ent_report.disclosure.au_dessus import hide_totals
from ent_report.disclosure.audit import Attaque, Marges
from ent_report.disclosure.cellules import cells_of
from ent_report.disclosure.chemin import cells_to_hide
from ent_report.disclosure.complement import hide_with
from ent_report.disclosure.inegalites import with_slacks
from ent_report.disclosure.passe import with_vanished
from ent_report.disclosure.publies import CLE, LIES
from ent_report.disclosure.regle import Regle
from ent_report.disclosure.sommes import sums_of
from ent_report.disclosure.systeme import Entiers, Masque, Systeme
from ent_report.disclosure.voisins import NEAR, Voisinage
from ent_report.indicators.registre import INDICATEURS
from ent_report.indicators.table import KEY, LIEU, is_whole
from ent_report.vocabulary import Etat, Niveau

_DEJA_CACHE = 0.2  # of its cost, where the same break-down of another count is hidden: words stand in fewer rows
_TOURS_MAX = 100


@dataclass(frozen=True)
class Masquage:
    """`figures`: the indicators' table with its masks; `exposes`: how many masked figures nothing could make way for,
    so that what is published narrows them further than the rule allows.
    """

    figures: pl.DataFrame
    exposes: int


def mask(figures: pl.DataFrame, codes: pl.DataFrame, regle: Regle, anciens: pl.DataFrame | None = None) -> Masquage:
    """The indicators' table with `etat` = `masque` where a figure may not be shown; values stay: it is internal.

    `figures`: one month at all levels (ent_report.indicators.table); `codes`: uai, departement, academie, region;
    `anciens`: the same month's rows as they were published before, with their `etat` then.
    """
    zeros = None
    if anciens is not None:
        figures, zeros = with_vanished(figures, anciens, regle)
    cells = cells_of(figures, regle, anciens, zeros)
    hidden, exposed = [pl.DataFrame(schema={"n": pl.UInt32})], 0
    for together in LIES:
        own = _cheaper(cells.filter(pl.col("indicateur").is_in(together)), cells, pl.concat(hidden))
        if own["cache"].any():
            found, lost = _hidden(own, sums_of(own, codes))
            hidden.append(found)
            exposed += lost
    masked = figures.with_row_index("n").with_columns(masque=pl.col("n").is_in(pl.concat(hidden)["n"].implode()))
    small = pl.col("base").is_between(1, regle.seuil - 1) & pl.col("valeur").is_not_null()
    primary = masked.with_columns(masque=pl.col("masque") | small.fill_null(value=False))
    return Masquage(_marked(_with_terms(hide_totals(primary, codes, regle))), exposed)


def _cheaper(own: pl.DataFrame, cells: pl.DataFrame, hidden: pl.DataFrame) -> pl.DataFrame:
    same = cells.join(hidden, on="n", how="semi").select(CLE).unique().with_columns(aussi=pl.lit(_DEJA_CACHE))
    joined = own.join(same, on=CLE, how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(poids=pl.col("poids") * pl.col("aussi").fill_null(1.0)).drop("aussi")


def _hidden(cells: pl.DataFrame, members: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The cells to hide of counts that bound each other, column n, and how many stay exposed all the same."""
    whole, inequalities = with_slacks(cells)
    systeme = Systeme.of(whole, pl.concat([members, inequalities]))
    voisinage = Voisinage.of(whole, systeme.lieu)
    first = hide_with(cells, members)["n"].implode()
    cache = whole.select(pl.col("cache") | pl.col("n").is_in(first)).to_series().to_numpy().copy()
    margins, lost = Marges(np.zeros(systeme.nb), np.zeros(systeme.nb)), np.zeros(systeme.nb, dtype=np.bool_)
    for _ in range(_TOURS_MAX):
        attack = Attaque(systeme, cache.copy(), margins)
        doubtful = attack.doubtful()
        exposed = _widest(systeme, doubtful[~lost[doubtful]])
        if not exposed:
            break
        for cell in exposed:
            way = _way(attack, systeme, cache, margins, voisinage, cell)
            lost[cell] = way is None
            cache[[] if way is None else way] = True
    return whole.select("n").filter(pl.Series(cache)).join(cells, on="n", how="semi"), int(lost.sum())


def _widest(systeme: Systeme, cells: Entiers) -> list[int]:
    """The cell of each place that needs the widest interval: what protects it mostly protects the others there."""
    order = sorted(cells.tolist(), key=lambda one: (systeme.largeur[one], -one))
    return sorted({int(systeme.lieu[cell]): cell for cell in order}.values())


def _way(
    attack: Attaque, systeme: Systeme, cache: Masque, margins: Marges, voisinage: Voisinage, cell: int
) -> Entiers | None:
    """What is to be hidden with a cell; nothing where it proves to be safe, None where nothing makes way for it."""
    places = list(voisinage.around(cell, cache))
    attack.measure(cell, places[NEAR])
    if margins.lacking(systeme, np.array([cell]))[0] <= 0:
        return np.array([], dtype=np.int64)
    needs = systeme.largeur[cell] - margins.plus[cell], systeme.largeur[cell] - margins.moins[cell]
    ways = (cells_to_hide(systeme, cache, cell, needs, voisins) for voisins in places)
    found: Entiers | None = next((way for way in ways if way is not None), None)
    return found


def _with_terms(figures: pl.DataFrame) -> pl.DataFrame:
    """A rate of a masked term would give the term back."""
    terms = pl.DataFrame(
        [(rate, term) for rate, one in INDICATEURS.items() for term in one.termes],
        schema={"indicateur": pl.String, "terme": pl.String},
        orient="row",
    )
    masked_terms = figures.filter("masque").select(*CLE, terme="indicateur")
    rates = figures.join(masked_terms.join(terms, on="terme"), on=KEY, how="semi", nulls_equal=True)
    touched = pl.concat([rates["n"], _of_some_lycees(figures)])
    return figures.with_columns(masque=pl.col("masque") | pl.col("n").is_in(touched.implode()))


def _of_some_lycees(figures: pl.DataFrame) -> pl.Series:
    """Rates above the lycée that rest on the visits of some of its lycées only (those whose pupils are known): another
    sum, not shown where one of them is masked. Column n.
    """
    visits = figures.filter(is_whole(), pl.col("indicateur") == "visites")
    rates = figures.filter(
        is_whole(), pl.col("indicateur") == "visites_pour_100_eleves", pl.col("niveau") != Niveau.ETABLISSEMENT.value
    )
    any_hidden = visits.filter(pl.col("niveau") == Niveau.ETABLISSEMENT.value)["masque"].any()
    other = rates.join(visits.select(*LIEU, toutes="valeur"), on=LIEU).filter(pl.col("numerateur") != pl.col("toutes"))
    return other["n"] if any_hidden else other["n"].clear()


def _marked(figures: pl.DataFrame) -> pl.DataFrame:
    """A stopped figure is not shown either: it says its own word."""
    hidden = (
        pl.col("masque") & pl.col("valeur").is_not_null() & (pl.col("etat") != Etat.INTERROMPU).fill_null(value=True)
    )
    shown = pl.when(hidden).then(pl.lit(Etat.MASQUE.value))
    return figures.with_columns(etat=shown.otherwise("etat")).drop("masque", "n")
