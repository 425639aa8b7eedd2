"""Every indicator: what is true of it whatever the month, and how it is made where it is made from others.

How it is called, its unit and its definition are in `indicateurs.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from ent_report.indicators.rapportes import Appui, a_class_day, a_hundred_pupils, attendance


@dataclass(frozen=True)
class Indicateur:
    """`termes`: the counts that it is made from, with either of which it is masked. `s_additionne`: over lycées;
    `echelle`: of a rate both terms of which do, the factor of their quotient. `est_compare`: with comparable lycées;
    `est_suivi`: by service, since a series may stop. `calcul`: its figures from those of others; wherever they rest on
    a masked one, they are masked too (ent_report.disclosure.derives), so that `termes` need not say it.
    """

    termes: tuple[str, ...] = ()
    s_additionne: bool = False
    echelle: float | None = None
    est_compare: bool = False
    est_suivi: bool = False
    calcul: Callable[[Appui], pl.DataFrame] | None = None


INDICATEURS: Mapping[str, Indicateur] = {
    "visites": Indicateur(s_additionne=True, est_compare=True, est_suivi=True),
    "visiteurs_uniques": Indicateur(est_compare=True),
    "pages_vues": Indicateur(s_additionne=True, est_suivi=True),
    "duree_moyenne_s": Indicateur(("visites",), echelle=1, est_compare=True),
    "pages_par_visite": Indicateur(("pages_vues", "visites"), echelle=1, est_compare=True),
    "visites_par_visiteur": Indicateur(("visites", "visiteurs_uniques"), est_compare=True),
    "taux_rebond_pct": Indicateur(("visites",), echelle=100, est_compare=True),
    "connexions": Indicateur(s_additionne=True),
    "comptes_charges": Indicateur(s_additionne=True),
    "comptes_actives": Indicateur(s_additionne=True, est_compare=True),
    "taux_activation_pct": Indicateur(("comptes_actives", "comptes_charges"), echelle=100, est_compare=True),
    "acces": Indicateur(est_suivi=True),
    "acces_connecteurs": Indicateur(est_suivi=True),
    "taux_frequentation_pct": Indicateur(("visiteurs_uniques", "comptes_charges"), est_compare=True, calcul=attendance),
    "visites_par_jour_de_classe": Indicateur(("visites",), s_additionne=True, est_compare=True, calcul=a_class_day),
    "visites_pour_100_eleves": Indicateur(("visites",), echelle=100, est_compare=True, calcul=a_hundred_pupils),
    "dnma_visites": Indicateur(est_suivi=True),
}
