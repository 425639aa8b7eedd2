"""Why an edition replaces another: which of the facts beside its figures are not what they were."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ent_report.report.format import enumeration

ANNUAIRE = {
    "nom": "nom",
    "commune": "commune",
    "type": "type",
    "departement": "département",
    "academie": "académie",
    "nb_eleves": "nombre d’élèves",
    "mail": "adresse électronique",
}
"""The fields of a lycée whose change is named; another one's is a change of the register all the same."""

_LABELS = {
    "objectifs": "les objectifs du lycée ont changé",
    "incidents": "les incidents connus ont changé",
    "ecarts": "les écarts entre sources ont changé",
    "non_etablis": "les rapports qui ne sont pas établis ont changé",
    "etat": "l’état des données a changé",
}
_CORRECTED, _UNKNOWN = "des chiffres ont été corrigés", "l’état des données a changé"


def reason(before: Mapping[str, str] | None, after: Mapping[str, str], *, are_figures_changed: bool) -> str:
    """A clause that says why; `before` and `after` are digests of facts, by name (ent_report.editions.faits), `before`
    None for an edition that was issued before they were kept.
    """
    changed = [name for name, digest in after.items() if before is not None and before.get(name) != digest]
    told = [*([_CORRECTED] if are_figures_changed else []), *_causes(changed)]
    return enumeration(told) or _UNKNOWN


def _causes(changed: list[str]) -> Iterator[str]:
    fields = [label for name, label in ANNUAIRE.items() if f"annuaire.{name}" in changed]
    if "annuaire" in changed:
        yield f"l’annuaire a changé ({enumeration(fields)})" if fields else "l’annuaire a changé"
    yield from (label for name, label in _LABELS.items() if name in changed)
