"""What became of the reports of a month in which all happened: issued, held, failed, waiting."""

from __future__ import annotations

from collections.abc import Mapping

from ent_report.report.index import Etablissement, Statut
from ent_report.specimens.region import uai

ETATS: Mapping[str, Etablissement] = {
    uai(1): Etablissement(Statut.ETABLI, 2),
    uai(2): Etablissement(Statut.ECHEC, None, "Le rapport n’a pas pu être mis en page."),
    uai(3): Etablissement(Statut.RETENU, 1, "données insuffisantes : 3 jours de classe mesurés sur 12"),
    uai(4): Etablissement(Statut.ETABLI, 1),
    uai(5): Etablissement(Statut.EN_ATTENTE),
}
