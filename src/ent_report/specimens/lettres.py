"""Messages of every kind: the first edition and a later one, whole and partial months, with the PDF and with a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from ent_report.report.lettre import ChiffreCle, Lettre
from ent_report.report.libelles import Presentation
from ent_report.specimens.region import uai
from ent_report.vocabulary import Mois

_CHIFFRES = (
    ChiffreCle("Visites", "12\u202f345", "11\u202f200"),
    ChiffreCle("Visiteurs uniques", "n.c.", ""),
    ChiffreCle("Comptes activés", "870", "866"),
)
_NOM_LONG = "Lycée polyvalent des métiers de l’hôtellerie, de la restauration et du tourisme " * 3


def lettres(presentation: Presentation) -> Mapping[str, Lettre]:
    """In the region's brand, by name."""
    usual = Lettre(
        nom="Lycée Élan d’Œuvre",
        uai=uai(1),
        mois=Mois(2026, 10),
        edition=1,
        derniere=1,
        est_partiel=False,
        est_fictif=False,
        demande_le=datetime(2026, 11, 4, 9, 30, tzinfo=UTC),
        chiffres=_CHIFFRES,
        presentation=presentation,
    )
    link = "https://rapports.region.example/2026-10"
    changed = replace(usual, nom=_NOM_LONG.strip(), edition=2, derniere=3, est_partiel=True, est_fictif=True, lien=link)
    return {
        "usuelle": usual,
        "tout_autre": changed,
        "region": replace(usual, nom=presentation.nom_region, uai=None),
        "region_tout_autre": replace(changed, nom=presentation.nom_region, uai=None),
    }
