"""Whether a month's figures are up to date: a digest of all that they depend on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from ent_report.mois.chantier import Chantier
from ent_report.mois.historique import habits_digest, past_digests
from ent_report.vocabulary import Mois

CALCUL = 12
"""Changes whenever the same collected rows would give other figures."""


def month_digest(chantier: Chantier, mois: Mois, manifests: Mapping[str, Mapping[str, Any]]) -> str:
    """What the month's figures depend on. History keeps the register of its time: a lycée that opened since does not
    change what was measured.
    """
    pieces, rejects = (
        {name: [one["sha256"] for one in manifest[kind]] for name, manifest in manifests.items()}
        for kind in ("fichiers", "rejets")
    )
    habits = habits_digest(chantier.store, mois, chantier.fenetre)
    parts = [CALCUL, pieces, rejects, chantier.settings.applications, past_digests(chantier, mois), habits]
    if mois == chantier.mois:
        parts += _of_today(chantier)
    return hashlib.sha256(json.dumps(parts, default=str, sort_keys=True).encode()).hexdigest()


def _of_today(chantier: Chantier) -> list[Any]:
    """The register, the calendar and the settings, as they are for the month itself."""
    settings, mois, calendrier = chantier.settings, chantier.mois, chantier.references.calendrier
    return [
        chantier.territoire.codes.rows(),
        [str(day) for day in calendrier.jours_de_classe(mois)],
        chantier.references.eleves.rows(),
        {name: (one["unite"], one["source"]) for name, one in settings.tables["indicateurs"].items()},
        settings.seuils.model_dump(),
        settings.completude.model_dump(),
        [str(day) for day in mois.jours if calendrier.vacances_du(day)],
        calendrier.est_connu(mois),
        {name: one.frequence for name, one in settings.sources.donnees.items()},
        settings.rapprochements.model_dump(),
        settings.references.effectifs is None,
    ]
