"""What is asked of the national portal: which data sets an input is made of, and which of their rows, in ODSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from ent_report.sources.effectifs import NAMES as EFFECTIFS
from ent_report.transports.base import DemandeEntree
from ent_report.vocabulary import PARIS, Mois

JEUX: dict[str, tuple[str, ...]] = {
    "sources.dnma_profils": ("fr-en-dnma-par-uai-profils",),
    "sources.dnma_services": ("fr-en-dnma-par-uai-services",),
    "sources.dnma_profils_appareils": ("fr-en-dnma-par-uai-profils-appareils",),
    "sources.dnma_appareils": ("fr-en-dnma-par-uai-appareils",),
    "references.annuaire": ("fr-en-annuaire-education",),
    "references.effectifs": ("fr-en-lycee_gt-effectifs-niveau-sexe-lv", "fr-en-lycee_pro-effectifs-niveau-sexe-lv"),
    "references.calendrier": ("fr-en-calendrier-scolaire",),
}
"""Each input -> the ids of its data sets at data.education.gouv.fr."""

THURSDAY = timedelta(days=3)
SETTLED_AFTER = timedelta(days=45)
"""Weeks are still corrected for a while: a month that was fetched later than this after its end is left as it is."""


@dataclass(frozen=True)
class Question:
    """One export of a data set: of a month's weeks, or of the whole where `mois` is None.

    `ordre` and `colonnes` are asked for as far as the data set has them; no `colonnes` are all.
    """

    jeu: str
    mois: Mois | None
    where: str
    ordre: tuple[str, ...]
    colonnes: tuple[str, ...] = ()

    @property
    def partie(self) -> str:
        return str(self.mois) if self.mois else "complet"

    def may_change(self, le: datetime, cible: Mois) -> bool:
        """Whether what was fetched at that time may have been corrected since; `cible` is the month in question."""
        if self.mois is None or self.mois == cible:
            return True
        return le.astimezone(PARIS).date() < self.mois.dernier_jour + SETTLED_AFTER


def questions(demande: DemandeEntree, jeu: str, filtre: str | None) -> list[Question]:
    """The exports of one data set, the month in question first. `filtre` stands for the region's own condition.

    Raises ValueError where a name cannot be written in a query.
    """
    if demande.entree.startswith("sources.dnma_"):
        own = f"({filtre})" if filtre else _of_region(demande)
        return [
            Question(jeu, mois, " and ".join(filter(None, [_weeks(mois), own])), ("debutsemaine", "uai"))
            for mois in sorted(demande.mois, reverse=True)
        ]
    whole = Question(jeu, None, "", ())
    known = {
        "references.annuaire": replace(
            whole,
            where=f"code_region in {_list(sorted({demande.code_region, demande.code_region.zfill(2)}))}",
            ordre=("identifiant_de_l_etablissement",),
        ),
        # The register's words for a region are not theirs: all are asked for, and of each the few columns in use.
        "references.effectifs": replace(
            whole, ordre=("rentree_scolaire", "numero_lycee", "uai"), colonnes=tuple(sorted(EFFECTIFS))
        ),
        "references.calendrier": replace(
            whole,
            where=f"zones in {_list([demande.zone, f'Zone {demande.zone}'])}" if demande.zone else "",
            ordre=("start_date", "location", "description", "population"),
        ),
    }
    found = known.get(demande.entree, whole)
    return [replace(found, where=filtre) if filtre else found]


def _weeks(mois: Mois) -> str:
    """The weeks whose Thursday lies in the month; `debutsemaine` is their Monday."""
    first, last = mois.premier_jour - THURSDAY, mois.dernier_jour - THURSDAY
    return f"debutsemaine >= {day(first)} and debutsemaine <= {day(last)}"


def _of_region(demande: DemandeEntree) -> str:
    """By the register's name of the region or those of its académies: the two need not be written alike everywhere.

    Rows of a lycée that is not the region's are rejected when they are read.
    """
    ways = [f"region = {text(demande.libelle_region)}"] if demande.libelle_region else []
    ways += [f"academie in {_list(demande.academies)}"] if demande.academies else []
    return f"({' or '.join(ways)})" if ways else ""


def _list(values: Sequence[str]) -> str:
    return f"({', '.join(text(one) for one in values)})"


def text(value: str) -> str:
    """A text as ODSQL writes it: in double or single quotes, which nothing within can stand for."""
    if "\\" in value or ('"' in value and "'" in value):
        raise ValueError(f"{value!r} cannot be written in a query: it has a backslash, or quotes of both kinds")
    return f"'{value}'" if '"' in value else f'"{value}"'


def day(value: date) -> str:
    return f"date'{value.isoformat()}'"
