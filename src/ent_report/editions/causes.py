"""Why an edition replaces another: which of the facts beside its figures are not what they were.

A manifest keeps a digest of each fact, from which the next edition tells the cause by its name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from ent_report.domaine.lycees import Lycee
from ent_report.report.donnees import DonneesLycee, DonneesRegion
from ent_report.report.format import enumeration

_ANNUAIRE = {
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


def facts_of_lycee(lycee: Lycee, objectifs: Mapping[str, float], donnees: DonneesLycee, etat: object) -> dict[str, str]:
    """Name -> digest."""
    register = {f"annuaire.{name}": getattr(lycee, name) for name in _ANNUAIRE}
    beside = {"objectifs": objectifs, "incidents": donnees.incidents, "ecarts": donnees.ecarts, "etat": etat}
    return _digests({"annuaire": lycee, **register, **beside})


def facts_of_region(donnees: DonneesRegion, etat: object) -> dict[str, str]:
    """Name -> digest; of the register, what the summary says of lycées."""
    shown = [(one.uai, *(getattr(one, name) for name in _ANNUAIRE if name != "mail")) for one in donnees.lycees]
    gaps = donnees.rapprochements.ecarts if donnees.rapprochements else ()
    beside = {"non_etablis": donnees.non_etablis, "incidents": donnees.incidents, "ecarts": gaps, "etat": etat}
    return _digests({"annuaire": (shown, donnees.annuaire), **beside})


def reason(before: Mapping[str, str] | None, after: Mapping[str, str], *, are_figures_changed: bool) -> str:
    """A clause that says why; `before` is None for an edition that was issued before facts were kept."""
    changed = [name for name, digest in after.items() if before is not None and before.get(name) != digest]
    told = [*([_CORRECTED] if are_figures_changed else []), *_causes(changed)]
    return enumeration(told) or _UNKNOWN


def _causes(changed: list[str]) -> Iterator[str]:
    fields = [label for name, label in _ANNUAIRE.items() if f"annuaire.{name}" in changed]
    if "annuaire" in changed:
        yield f"l’annuaire a changé ({enumeration(fields)})" if fields else "l’annuaire a changé"
    yield from (label for name, label in _LABELS.items() if name in changed)


def _digests(facts: Mapping[str, object]) -> dict[str, str]:
    return {name: hashlib.sha256(repr(value).encode()).hexdigest()[:16] for name, value in facts.items()}
