"""The tasks: each takes paths and names, returns small values, and finds its inputs in the store."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE

from ent_report.collecte.mois import collect_month
from ent_report.editions.production import Atelier
from ent_report.mois.applications import unmapped_applications
from ent_report.mois.chantier import open_month
from ent_report.mois.figures import compute_indicators
from ent_report.operation.run_summary import Bilan, start_summary
from ent_report.references.annuaire_du_mois import changes_told
from ent_report.references.fetch import fetch_for_month
from ent_report.vocabulary import Mois
from flows.coffre import Secrets


@lru_cache(maxsize=1)
def _atelier(config: str, data_dir: str, mois: str, essai: bool, run: str) -> Atelier:  # noqa: FBT001
    """One a process and run: fonts, labels and figures are read once, not for each chunk."""
    return Atelier(open_month(Path(config), data_dir, Mois.parse(mois)), essai=essai, run=run)


@task(name="apporter-references", cache_policy=NO_CACHE)
def apporter_references(config: str, data_dir: str, mois: str) -> None:
    """Fetch the references that lie elsewhere; what went wrong is told by the tasks that read them."""
    fetch_for_month(Path(config), data_dir, Mois.parse(mois), Secrets())


@task(name="collecter", cache_policy=NO_CACHE)
def collecter(config: str, data_dir: str, mois: str, run: str, jour: str | None = None) -> Bilan:
    """Collect and check every source of the month; `jour`: the one day that is wanted."""
    chantier = open_month(Path(config), data_dir, Mois.parse(mois))
    collected = collect_month(chantier, Secrets(), date.fromisoformat(jour) if jour else None)
    bilan = start_summary(run, chantier.mois, collected, chantier.references, len(chantier.references.lycees))
    register = bilan.annuaire | {"mouvements": changes_told(chantier.store, chantier.mois)}
    return replace(bilan, annuaire=register)


@task(name="calculer", cache_policy=NO_CACHE)
def calculer(config: str, data_dir: str, mois: str) -> list[str]:
    """Bring the indicators up to date; return a line for each application that is not classified."""
    chantier = open_month(Path(config), data_dir, Mois.parse(mois))
    compute_indicators(chantier)
    unmapped = unmapped_applications(chantier)
    return [f"{name}: not in services.toml, {count} counted as non_classe" for name, count in unmapped.items()]


@task(name="etablir", task_run_name="etablir {premier} (+{autres})", cache_policy=NO_CACHE)
def etablir(
    config: str, data_dir: str, mois: str, uais: list[str], run: str, premier: str, autres: int, *, essai: bool
) -> list[dict[str, Any]]:
    """Make the reports of a chunk of lycées."""
    del premier, autres
    return [asdict(one) for one in _atelier(config, data_dir, mois, essai, run).lycees(uais)]


@task(name="etablir-region", cache_policy=NO_CACHE)
def etablir_region(
    config: str, data_dir: str, mois: str, echecs: dict[str, str | None], run: str, *, essai: bool
) -> dict[str, Any]:
    """Make the regional summary, which names the lycées whose report was not issued."""
    return asdict(_atelier(config, data_dir, mois, essai, run).region(echecs))
