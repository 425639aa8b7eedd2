"""What a message says: whose report, of when, and the first page's figures as texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ent_report.langue import LANGUE
from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.chiffres_cles import CLES
from ent_report.report.donnees_csv import read_chiffre, read_lines, read_number
from ent_report.report.figures import Chiffre
from ent_report.report.libelles import Indicateur, Libelles, Presentation
from ent_report.vocabulary import PARIS, Etat, Mois

SUJET_MAX = 150  # characters of whose report it is


@dataclass(frozen=True)
class ChiffreCle:
    """A figure of the first page, and the month before's, as texts."""

    libelle: str
    valeur: str
    valeur_m1: str


@dataclass(frozen=True)
class Lettre:
    """What a message says; `nom` is the lycée's, or the region's; `derniere` the number of its last edition; `lien`
    stands in place of the PDF, if it is given.
    """

    nom: str
    uai: str | None
    mois: Mois
    edition: int
    derniere: int
    est_partiel: bool
    est_fictif: bool
    demande_le: datetime
    chiffres: tuple[ChiffreCle, ...]
    presentation: Presentation
    lien: str | None = None

    @property
    def sujet(self) -> str:
        whose = f"{self.nom} ({self.uai})" if self.uai else LANGUE.rapports.sujet_region.format(region=self.nom)
        whose = whose if len(whose) <= SUJET_MAX else f"{whose[: SUJET_MAX - 1]}…"
        return LANGUE.rapports.sujet.format(mois=fr.mois_long(self.mois), edition=self.edition, rapport=whose)

    @property
    def a_des_mots(self) -> bool:
        """Whether a word stands for one of the figures: « n.c. », « n.d. »."""
        return any(one.valeur in (fr.MASQUE, fr.ABSENT) for one in self.chiffres)

    @property
    def fichier(self) -> str:
        return f"rapport-ent-{self.mois}-{self.uai or 'region'}-edition-{self.edition:02d}.pdf"

    def valeurs(self) -> Mapping[str, Any]:
        """What the templates get."""
        return {
            "lettre": self,
            "mois": fr.mois_long(self.mois),
            "mois_avant": fr.mois_long(self.mois - 1),
            "demande": fr.jour(self.demande_le.astimezone(PARIS).date()),
        }


def key_figures(donnees: bytes, libelles: Libelles) -> tuple[ChiffreCle, ...]:
    """The first page's figures as an edition's `donnees.csv` has them, masked ones in words."""
    totals: dict[str, Mapping[str, str]] = {}
    for line in read_lines(donnees):
        if not any(line[detail] for detail in ("profil", "service", "appareil", "jour")):
            totals.setdefault(line["indicateur"], line)  # the report's own stand before those of places within it
    return tuple(_figure(libelles.indicateurs[code], totals[code]) for code in CLES if code in totals)


def _figure(indicator: Indicateur, line: Mapping[str, str]) -> ChiffreCle:
    before = read_number(line["valeur_m1"])
    then = "" if before is None else str(cellules.value(indicator, Chiffre(Etat.PUBLIE, before)))
    return ChiffreCle(indicator.libelle, str(cellules.value(indicator, read_chiffre(line))), then)
