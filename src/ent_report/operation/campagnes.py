"""The runs of a month as the store keeps them: their summaries, and what they left each report at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ent_report.store import Store
from ent_report.vocabulary import Mois

LAST_PAGE = "index.html"
"""The page of the last run of a whole month, under a name that does not change: the month's index leads to it."""


def bilans_folder(mois: Mois | str) -> str:
    return f"bilans/{mois}"


def read_runs(store: Store, mois: Mois) -> list[dict[str, Any]]:
    """The summaries of a month's runs, the oldest first; one that cannot be read is passed over."""
    folder = bilans_folder(mois)
    names = [one.nom for one in store.entries(folder) if one.nom.endswith(".json")]
    return [found for nom in names if (found := store.read_json(f"{folder}/{nom}"))]


def outcomes(runs: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """What runs left each report at: UAI, or `region`, -> the result of its last attempt."""
    return {one["code"]: one for run in runs for one in run.get("resultats", ())}


def pages(store: Store, mois: Mois) -> frozenset[str]:
    """The ids of the runs that have a page."""
    names = (one.nom for one in store.entries(bilans_folder(mois)) if one.nom != LAST_PAGE)
    return frozenset(nom.removesuffix(".html") for nom in names if nom.endswith(".html"))
