"""What became of the reports of a month in which all happened: issued, held, failed, waiting."""

from __future__ import annotations

from collections.abc import Mapping

from ent_report.report.index import Etablissement, Statut
from ent_report.specimens.region import uai

ETATS: Mapping[str, Etablissement] = {
    uai(1): Etablissement(Statut.ETABLI, 2),
    uai(2): Etablissement(Statut.ECHEC, None, "Le rapport n’a pas pu être mis en page."),
    uai(3): Etablissement(Statut.RETENU, 1, "données insuffisantes : 3 jours de classe mesurés sur 12"),
    uai(4): Etablissement(Statut.ETABLI, 1, est_partiel=True),
    uai(5): Etablissement(Statut.EN_ATTENTE),
}

_RETENU = "données insuffisantes : 3 jours de classe mesurés sur 12"

MOIS_INDEXES: Mapping[str, tuple[Mapping[str, Etablissement], int | None, str | None]] = {
    "usuel": (ETATS, 1, None),
    "noms_hostiles": (ETATS, None, None),
    "page_1_pleine": ({uai(n): Etablissement(Statut.RETENU, None, _RETENU) for n in range(1, 13)}, None, _RETENU),
}
"""The regions whose month is shown at a glance: what became of the lycées' reports, the edition of the region's, and
why it is held.
"""
