"""What the files of each reference say, and why they cannot stand as one."""

from __future__ import annotations

from collections.abc import Sequence

from ent_report.configuration.settings import Settings
from ent_report.errors import InputsUnusableError, UnreadableInputError
from ent_report.sources.annuaire import Annuaire, read_annuaire
from ent_report.sources.calendrier import LigneCalendrier, read_calendrier
from ent_report.sources.effectifs import read_effectifs
from ent_report.sources.fichiers import Fichier
from ent_report.vocabulary import Mois


def register_of(settings: Settings, fichiers: Sequence[Fichier]) -> Annuaire:
    """Raises InputsUnusableError where there is no lycée to report on."""
    if len(fichiers) > 1:
        names = ", ".join(one.nom for one in fichiers)
        raise InputsUnusableError(f"references.annuaire: found {len(fichiers)} files ({names}), expected one")
    (fichier,) = fichiers
    try:
        annuaire = read_annuaire(fichier, settings.region.code, settings.region.nom)
    except UnreadableInputError as error:
        raise InputsUnusableError(*error.faults) from error
    if not annuaire.lycees:
        raise InputsUnusableError(
            f"{fichier.nom}: found no open lycée of code_region {settings.region.code} "
            f"among {annuaire.lues} rows, expected at least one"
        )
    return annuaire


def counts_of(mois: Mois, fichiers: Sequence[Fichier]) -> tuple[dict[str, int], list[str]]:
    """Pupils by UAI at the month's start of school, and a line a fault."""
    return read_effectifs(fichiers, int(mois.annee_scolaire[:4]))


def calendar_of(settings: Settings, fichiers: Sequence[Fichier]) -> tuple[list[LigneCalendrier], list[str]]:
    """The zone's rows of all files, and a line a fault."""
    rows: list[LigneCalendrier] = []
    faults: list[str] = []
    for fichier in fichiers:
        try:
            found, more = read_calendrier(fichier, settings.region.zone)
        except UnreadableInputError as error:
            faults += error.faults
            continue
        rows += found
        faults += more
    return rows, faults


def faults_of_reference(settings: Settings, mois: Mois, nom: str, fichiers: Sequence[Fichier]) -> list[str]:
    """Why files cannot stand as a reference, a line each. Raises InputsUnusableError for a register that is none."""
    if nom == "annuaire":
        register_of(settings, fichiers)
        return []
    if nom == "effectifs":
        counts, faults = counts_of(mois, fichiers)
        return [] if counts else [*faults, f"references.effectifs: found no headcount for {mois}, expected some"]
    rows, faults = calendar_of(settings, fichiers)
    zone = settings.region.zone
    return [] if rows else [*faults, f"references.calendrier: found no row of zone {zone}, expected some"]
