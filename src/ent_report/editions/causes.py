"""Why an edition replaces another: which of the facts beside its figures are not what they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import get_args

from ent_report.langue import LANGUE, Cause, Champ
from ent_report.report.format import enumeration

ANNUAIRE = get_args(Champ)
"""The fields of a lycée whose change is named; another one's is a change of the register all the same."""


def reason(before: Mapping[str, str] | None, after: Mapping[str, str], *, are_figures_changed: bool) -> str:
    """A clause that says why; `before` and `after` are digests of facts, by name (ent_report.editions.faits), `before`
    None for an edition that was issued before they were kept.
    """
    changed = {name for name, digest in after.items() if before is not None and before.get(name) != digest}
    return (
        enumeration(list(_causes(changed | ({"chiffres"} if are_figures_changed else set())))) or LANGUE.causes["etat"]
    )


def _causes(changed: set[str]) -> Iterator[str]:
    fields = [LANGUE.champs[name] for name in ANNUAIRE if f"annuaire.{name}" in changed]
    for name in get_args(Cause):
        if name in changed:
            yield LANGUE.causes[name] + (f" ({enumeration(fields)})" if name == "annuaire" and fields else "")
