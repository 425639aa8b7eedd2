"""The exact figures of every month that the store knows, and the public register."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from attack.cellule import ENSEMBLE, NON_VENTILE, Cle, Detail, Fait, Lieu

SOMMES_CACHEES = {"duree_moyenne_s": "duree_totale_s", "taux_rebond_pct": "rebonds"}
"""Rates whose numerator is published nowhere, and the name under which the attacker computes with it."""
PROFILS_DNMA = ("eleve", "parent", "enseignant", "personnel")
_COLUMNS = (
    "mois", "niveau", "code", "indicateur", "profil", "service", "appareil", "jour", "jour_semaine", "heure",
    "valeur", "base", "numerateur", "denominateur",
)  # fmt: skip


def read_facts(data_dir: Path) -> dict[Cle, Fait]:
    """Every figure of `indicateurs/`, and what can be told of them without being one."""
    facts: dict[Cle, Fait] = {}
    for path in sorted(data_dir.glob("indicateurs/mois=*/indicateurs.parquet")):
        facts |= facts_of(pl.read_parquet(path))
    return facts


def facts_of(table: pl.DataFrame) -> dict[Cle, Fait]:
    """The figures of an indicators' table (ent_report.indicators.table)."""
    lieux: dict[tuple[str, str], Lieu] = {}
    facts: dict[Cle, Fait] = {}
    for mois, niveau, code, indicateur, *rest in table.filter(pl.col("valeur").is_not_null()).select(_COLUMNS).rows():
        lieu = lieux.setdefault((niveau, code), Lieu(niveau, code))
        valeur, base, numerateur, denominateur = rest[6:]
        termes = None if numerateur is None or denominateur is None else (numerateur, denominateur)
        facts[Cle(mois, lieu, indicateur, Detail(*rest[:6]))] = Fait(valeur, base, termes)
    return facts | _hidden_sums(facts) | _unassigned(facts)


def _hidden_sums(facts: dict[Cle, Fait]) -> dict[Cle, Fait]:
    """The numerators of rates that stand in no file: durations in seconds, visits of one page."""
    return {
        key._replace(indicateur=SOMMES_CACHEES[key.indicateur]): Fait(fact.termes[0], fact.base)
        for key, fact in facts.items()
        if key.indicateur in SOMMES_CACHEES and fact.termes is not None
    }


def _unassigned(facts: dict[Cle, Fait]) -> dict[Cle, Fait]:
    """The national visits of no profile, which the data files give a line of their own where they are not negative."""
    found = {}
    for key, fact in facts.items():
        if key.indicateur == "dnma_visites" and key.detail == ENSEMBLE:
            parts = [facts.get(key._replace(detail=Detail(profil=one))) for one in PROFILS_DNMA]
            rest = fact.valeur - sum(one.valeur for one in parts if one)
            if any(parts) and rest >= 0:
                found[key._replace(detail=Detail(profil=NON_VENTILE))] = Fait(rest)
    return found


def read_register(data_dir: Path) -> dict[str, tuple[str | None, str | None]]:
    """UAI -> code of its département, name of its académie; the latest register wins."""
    found: dict[str, tuple[str | None, str | None]] = {}
    for path in sorted(data_dir.glob("references/annuaire/**/*.parquet"), key=lambda one: len(one.parts), reverse=True):
        columns = ("identifiant_de_l_etablissement", "code_departement", "libelle_academie")
        for uai, departement, academie in pl.read_parquet(path, columns=list(columns)).select(columns).iter_rows():
            found[uai.strip().upper()] = (departement, academie)
    return found
