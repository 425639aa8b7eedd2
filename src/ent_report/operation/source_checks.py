"""How the month's sources agree, as the run's summary checks it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ent_report.indicators.rapprochements import JOURS
from ent_report.mois.chantier import Chantier
from ent_report.mois.concordance import agreement
from ent_report.mois.tables import read_rapprochements
from ent_report.operation.run_summary import Controle
from ent_report.report.donnees import Concordance, Rapprochement, Rapprochements

AVERTISSEMENTS_MAX = 20
"""Differences that the run's summary tells one by one, for each comparison."""


def compare_sources(chantier: Chantier) -> tuple[list[Controle], list[str]]:
    """Whether the sources agree, a check for each comparison: none is required, since none says which one is right.
    Then a warning for each lycée's difference, the greatest first; from AVERTISSEMENTS_MAX on they are counted.
    """
    compared = read_rapprochements(chantier.store, chantier.mois)
    found = agreement(compared, chantier.settings)
    checks = [_check(one, found) for one in found.concordances] if found else []
    warnings = [line for one in (found.concordances if found else ()) for line in _lines(one.nom, one.ecarts)]
    return [*checks, _days_check(compared)], warnings


def _check(one: Concordance, limits: Rapprochements) -> Controle:
    found = f"{one.lycees_en_ecart} of {one.lycees_compares} lycées differ"
    if one.region:
        found += f"; over {one.region.lycees} lycées {_both(one.region)}"
    return Controle(
        f"{one.nom}_s_accordent",
        requis=False,
        reussi=not one.ecarts,
        trouve=found,
        attendu=f"no lycée that differs by more than {limits.ecart_pct:g} % and by at least {limits.ecart_min}",
    )


def _days_check(compared: pl.DataFrame) -> Controle:
    """Names the places and not their figures, some of which may not be shown."""
    rows = compared.filter(pl.col("rapprochement") == JOURS)
    wrong = [f"{niveau} {code}" for niveau, code in rows.filter("depasse").select("niveau", "code").iter_rows()]
    named = ", ".join(wrong[:AVERTISSEMENTS_MAX])
    return Controle(
        f"{JOURS}_s_accordent",
        requis=False,
        reussi=not wrong,
        trouve=f"{len(wrong)} of {rows.height} places differ" + (f": {named}" if wrong else ""),
        attendu="the days' visits add up to the month's everywhere",
    )


def _lines(name: str, gaps: Sequence[Rapprochement]) -> list[str]:
    lines = [
        f"{name}: {one.code}{f', {one.profil}' if one.profil else ''}: {_both(one)}"
        for one in gaps[:AVERTISSEMENTS_MAX]
    ]
    others = len(gaps) - len(lines)
    return [*lines, f"{name}: {others} more differences"] if others else lines


def _both(one: Rapprochement) -> str:
    return f"found {one.valeur_a:.0f} in {one.source_a}, {one.valeur_b:.0f} in {one.source_b} ({one.ecart_pct:+.1f} %)"
