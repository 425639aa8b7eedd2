"""Months that were due and were never issued: what a schedule that stood still leaves behind."""

from __future__ import annotations

import re

from ent_report.editions.empreintes import reports_folder
from ent_report.errors import UsageError
from ent_report.operation.status import month_status
from ent_report.store import Store
from ent_report.vocabulary import Mois

_EDITION = re.compile(r"/etablissements/[^/]+/edition-[0-9]+/manifest\.json$")
_FOLDER = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


def is_issued(store: Store, mois: Mois) -> bool:
    """Whether at least one lycée's report of the month was issued."""
    return any(_EDITION.search(one) for one in store.walk(f"{reports_folder(mois)}/etablissements"))


def months_between(de: Mois, a: Mois) -> list[Mois]:
    """Both included, oldest first. Raises UsageError where the last is before the first."""
    if a < de:
        raise UsageError(f"--a {a}: expected a month that is not before --de {de}")
    months = [de]
    while months[-1] < a:
        months.append(months[-1] + 1)
    return months


def missed_months(store: Store, mois: Mois) -> list[Mois]:
    """The months before `mois`, from the first that was issued on, that never were, oldest first.

    One that is held, since too little is known of it, was not missed: its own run has told it.
    """
    known = [Mois.parse(one.nom) for one in store.entries("rapports") if _FOLDER.fullmatch(one.nom)]
    issued = [one for one in known if one < mois and is_issued(store, one)]
    if not issued:
        return []
    return [one for one in months_between(min(issued), mois - 1) if one not in issued and not _is_held(store, one)]


def missed_warnings(store: Store, mois: Mois) -> list[str]:
    """A line for each missed month, with the command that makes up for it."""
    return [
        f"month {one} was due and was never issued: ent-report backfill --de {one} --a {one}"
        for one in missed_months(store, mois)
    ]


def _is_held(store: Store, mois: Mois) -> bool:
    return month_status((), store, mois)["region_retenue"] is not None
