"""What a run found and did: checks as values that decide, and a summary that people and programs read."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import polars as pl

from ent_report.collecte.compte_rendu import Collecte
from ent_report.contracts.regles import describe
from ent_report.indicators.completude import Completude
from ent_report.references.region import References
from ent_report.vocabulary import Mois, Niveau, Verdict


@dataclass(frozen=True)
class Controle:
    """One check: what was expected and what was found. A required one that fails ends the run."""

    nom: str
    requis: bool
    reussi: bool
    trouve: str
    attendu: str


@dataclass(frozen=True)
class Bilan:
    """A run's summary; times in seconds by step, `fautes` and `avertissements` a line each."""

    run: str
    mois: str
    sources: list[dict[str, Any]]
    annuaire: dict[str, Any]
    controles: list[Controle]
    fautes: list[str]
    avertissements: list[str]
    dus: int
    resultats: list[dict[str, Any]] = field(default_factory=list)
    durees_s: dict[str, float] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def exit_status(self) -> int:
        """0 if all was issued; 3 if a report failed or is held, or an input was lost."""
        failed = any(one["statut"] in {"echec", "retenu"} for one in self.resultats)
        return 3 if failed or self.fautes else 0


def new_run_id() -> str:
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


def accounting_checks(collectes: Sequence[Collecte]) -> list[Controle]:
    """For each source, rows read = rows kept + rows rejected + exact duplicates."""
    return [
        Controle(
            f"toutes_les_lignes_de_{one.source}_sont_comptees",
            requis=True,
            reussi=one.lues == one.gardees + one.rejetees + one.doublons,
            trouve=f"{one.gardees} + {one.rejetees} + {one.doublons}",
            attendu=str(one.lues),
        )
        for one in collectes
    ]


def completeness_checks(completude: Completude) -> list[Controle]:
    """The region's verdict, and the lycées that are held: neither ends the run."""
    verdict, expected, present = (
        completude.verdicts.filter(niveau=Niveau.REGION.value)
        .select("verdict", "jours_attendus", "jours_presents")
        .row(0)
    )
    insufficient = completude.verdicts.filter(
        pl.col("niveau") == Niveau.ETABLISSEMENT, pl.col("verdict") == Verdict.INSUFFISANT
    )
    held = sorted(insufficient["code"])
    return [
        Controle(
            "le_mois_de_la_region_est_complet",
            requis=False,
            reussi=verdict == Verdict.COMPLET,
            trouve=f"{verdict}: {present} of {expected}",
            attendu=Verdict.COMPLET.value,
        ),
        Controle(
            "aucun_lycee_n_est_retenu",
            requis=False,
            reussi=not held,
            trouve=f"{len(held)}: {', '.join(held)}" if held else "0",
            attendu="0",
        ),
    ]


def disclosure_check(exposes: int) -> Controle:
    """Whether every masked figure keeps the interval that the configuration asks for."""
    return Controle(
        "aucun_chiffre_masque_ne_se_deduit", requis=False, reussi=not exposes, trouve=str(exposes), attendu="0"
    )


def start_summary(run: str, mois: Mois, collectes: Sequence[Collecte], references: References, dus: int) -> Bilan:
    """The summary of a run as far as collection goes."""
    register = references.annuaire
    return Bilan(
        run=run,
        mois=str(mois),
        sources=[_source(one) for one in collectes],
        annuaire={
            "lues": register.lues,
            "lycees": len(register.lycees),
            "hors_perimetre": register.hors_perimetre,
            "rejetees": register.rejetees.height,
            "doublons": register.doublons,
            "regles": dict(register.rejetees["regle"].value_counts(sort=True).iter_rows()),
        },
        controles=accounting_checks(collectes),
        fautes=[*references.fautes, *(fault for one in collectes for fault in one.fautes)],
        avertissements=[
            *references.remarques,
            *_of_register(references),
            *(line for one in collectes for line in _warnings(one)),
        ],
        dus=dus,
    )


def _source(found: Collecte) -> dict[str, Any]:
    content = asdict(found)
    content["fichiers"] = len(content.pop("entrees"))
    return content


def _of_register(references: References) -> list[str]:
    rejects = references.annuaire.rejetees.group_by("regle", maintain_order=True).agg(
        pl.col("origine", "ligne").first(), nb=pl.len()
    )
    return [f"annuaire: {describe(*row[:3])}; {row[3]} rows in all" for row in rejects.iter_rows()]


def _warnings(found: Collecte) -> list[str]:
    lines = [f"{found.source}: {line}" for line in (*found.remplacements, *found.exemples)]
    return lines + [f"{found.source}: {count} × {remark}" for remark, count in found.remarques.items()]
