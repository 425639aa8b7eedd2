"""How the month's sources agree: as the reports say it, and as the run's summary checks it."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ent_report.configuration.settings import Settings
from ent_report.indicators.rapprochements import JOURS
from ent_report.mois.chantier import Chantier
from ent_report.mois.tables import read_rapprochements
from ent_report.operation.run_summary import Controle
from ent_report.report.donnees import Concordance, Rapprochement, Rapprochements
from ent_report.vocabulary import Niveau

AVERTISSEMENTS_MAX = 20
"""Differences that the run's summary tells one by one, for each comparison."""


def gaps_of_lycee(compared: pl.DataFrame, uai: str) -> tuple[Rapprochement, ...]:
    """The lycée's differences beyond the threshold, the greatest first."""
    return _gaps(_of_lycees(compared).filter(pl.col("code") == uai))


def agreement(compared: pl.DataFrame, settings: Settings) -> Rapprochements | None:
    """The comparisons of all lycées; None where nothing could be compared."""
    rows = _told(compared)
    found = tuple(_concordance(rows.filter(pl.col("rapprochement") == name)) for name in _names(rows))
    limits = settings.rapprochements
    return Rapprochements(limits.ecart_pct, limits.ecart_min, found) if found else None


def source_checks(chantier: Chantier) -> list[Controle]:
    """Whether the sources agree, a check for each comparison: none is required, since none says which one is right."""
    compared = read_rapprochements(chantier.store, chantier.mois)
    found = agreement(compared, chantier.settings)
    checks = [_check(one, found) for one in found.concordances] if found else []
    return [*checks, _days_check(compared)]


def source_warnings(chantier: Chantier) -> list[str]:
    """A line for each lycée's difference, the greatest first; from AVERTISSEMENTS_MAX on they are counted."""
    found = agreement(read_rapprochements(chantier.store, chantier.mois), chantier.settings)
    return [line for one in (found.concordances if found else ()) for line in _lines(one.nom, one.ecarts)]


def _told(compared: pl.DataFrame) -> pl.DataFrame:
    """The comparisons of two sources: an identity is for the run's summary alone."""
    return compared.filter(pl.col("rapprochement") != JOURS)


def _names(rows: pl.DataFrame) -> list[str]:
    return sorted(rows["rapprochement"].unique(), reverse=True)


def _of_lycees(compared: pl.DataFrame) -> pl.DataFrame:
    return _told(compared).filter(pl.col("niveau") == Niveau.ETABLISSEMENT.value)


def _gaps(rows: pl.DataFrame) -> tuple[Rapprochement, ...]:
    gap = (pl.col("valeur_a") - pl.col("valeur_b")).abs()
    greatest = rows.filter("depasse").sort(
        -pl.col("ecart_pct").abs(), -gap, "rapprochement", "code", "profil", nulls_last=True
    )
    return tuple(_values(greatest))


def _values(rows: pl.DataFrame) -> list[Rapprochement]:
    columns = (
        "rapprochement",
        "code",
        "profil",
        "valeur_a",
        "source_a",
        "valeur_b",
        "source_b",
        "ecart_pct",
        "lycees",
    )
    return [Rapprochement(*row) for row in rows.select(columns).iter_rows()]


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
