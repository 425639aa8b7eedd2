"""What makes an edition: a report's own figures, and the facts that stand beside them."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass

from ent_report.domaine.lycees import Objectifs
from ent_report.editions.causes import ANNUAIRE
from ent_report.report.donnees import DonneesLycee, DonneesRegion, Qualite


@dataclass(frozen=True)
class Faits:
    """`tous`: all of them, a part of the edition's fingerprint; `nommes`: the name of each -> its digest, which the
    manifest keeps, so that the next edition tells its cause (ent_report.editions.causes).
    """

    tous: tuple[object, ...]
    nommes: Mapping[str, str]


def facts_of_lycee(donnees: DonneesLycee, objectifs: Objectifs) -> Faits:
    lycee, state = donnees.lycee, _state(donnees.qualite)
    register = {f"annuaire.{name}": getattr(lycee, name) for name in ANNUAIRE}
    beside = {"objectifs": objectifs, "incidents": donnees.incidents, "ecarts": donnees.ecarts, "etat": state}
    told = (lycee, objectifs, *donnees.incidents, *donnees.ecarts)
    return Faits((told, state), _digests({"annuaire": lycee, **register, **beside}))


def facts_of_region(donnees: DonneesRegion) -> Faits:
    """What the summary says beside its figures: what it does not say makes no edition."""
    state, compared, register = _state(donnees.qualite), donnees.rapprochements, donnees.annuaire
    gaps, changes = compared.ecarts if compared else (), register.mouvements if register else ()
    shown = [(one.uai, *(getattr(one, name) for name in ANNUAIRE if name != "mail")) for one in donnees.lycees]
    beside = {"non_etablis": donnees.non_etablis, "incidents": donnees.incidents, "ecarts": gaps, "etat": state}
    told = (*donnees.non_etablis, *donnees.incidents, *gaps, *changes)
    return Faits((told, state), _digests({"annuaire": (shown, register), **beside}))


def fingerprint(donnees: bytes, *facts: object) -> str:
    """What makes an edition: the report's own figures, and the facts that stand beside them.

    The layout does not, nor do the medians of comparable lycées: a correction at one lycée would replace the reports of
    all the others.
    """
    rows = csv.reader(io.StringIO(donnees.decode("utf-8-sig")), delimiter=";")
    header = next(rows)
    own = [place for place, name in enumerate(header) if name != "mediane_comparables"]
    figures = [[row[place] for place in own] for row in rows]
    return hashlib.sha256(repr((figures, facts)).encode()).hexdigest()


def _state(quality: Qualite) -> tuple[object, ...]:
    """The data's state as a report tells it; what is said of its days only where there is something to say."""
    state = (quality.est_partiel, quality.jours_manquants, quality.sources_absentes)
    found = quality.completude
    days = (str(found.verdict), found.jours_presents, found.jours_suspects, found.jours_atypiques)
    judged = found.lycees
    counts = (
        (judged.partiels, judged.retenus, judged.avec_jours_suspects, judged.avec_jours_atypiques) if judged else ()
    )
    is_plain = not (found.est_partiel or found.jours_suspects or found.jours_atypiques or any(counts))
    told = state if is_plain else (*state, days, counts)
    lacking = (found.dates_manquantes, judged.avec_dates_manquantes if judged else 0)
    return (*told, lacking) if any(lacking) else told


def _digests(facts: Mapping[str, object]) -> dict[str, str]:
    return {name: hashlib.sha256(repr(value).encode()).hexdigest()[:16] for name, value in facts.items()}
