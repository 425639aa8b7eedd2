"""What a month is measured against: the region's lycées, their pupils and the calendar, from the references."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from ent_report.configuration.settings import Settings
from ent_report.domaine.calendrier import Calendrier
from ent_report.domaine.lycees import Lycee
from ent_report.errors import InputsUnusableError
from ent_report.references.calendrier import build_calendrier
from ent_report.references.copies import Copie, given_files
from ent_report.references.fichiers import calendar_of, counts_of, register_of
from ent_report.sources.annuaire import Annuaire
from ent_report.sources.fichiers import Fichier
from ent_report.store import Store
from ent_report.vocabulary import Mois

NOTHING = Copie(None, ())


@dataclass(frozen=True)
class References:
    """`lycees` in order of UAI; `fautes`, `remarques`: a line each; `entrees`: the files that were read; `empreinte`
    of them; `anciennes`: references whose copy could not be renewed, and the day of the copy.
    """

    lycees: tuple[Lycee, ...]
    annuaire: Annuaire
    calendrier: Calendrier
    fautes: tuple[str, ...]
    entrees: tuple[Fichier, ...]
    remarques: tuple[str, ...] = ()
    anciennes: tuple[tuple[str, date], ...] = ()

    @property
    def empreinte(self) -> str:
        return hashlib.sha256("\n".join(sorted(one.sha256 for one in self.entrees)).encode()).hexdigest()

    @property
    def libelle_region(self) -> str | None:
        """The region as the register names it."""
        names = self.annuaire.table["libelle_region"].drop_nulls().mode().sort()
        return names[0] if len(names) else None

    @property
    def codes(self) -> pl.DataFrame:
        """Where each lycée lies: columns uai, departement, academie, region; null where the register does not say."""
        return pl.DataFrame(
            [(one.uai, one.code_departement, one.academie) for one in self.lycees],
            schema={"uai": pl.String, "departement": pl.String, "academie": pl.String},
            orient="row",
        )

    @property
    def eleves(self) -> pl.DataFrame:
        """Pupils of the lycées whose number is known: columns uai, eleves."""
        return pl.DataFrame(
            [(one.uai, one.nb_eleves) for one in self.lycees if one.nb_eleves is not None],
            schema={"uai": pl.String, "eleves": pl.Int64},
            orient="row",
        )


def read_references(settings: Settings, mois: Mois, store: Store) -> References:
    """Read the register, the headcounts and the calendar: where they lie on this machine, else from their copies in the
    store, which `fetch_references` brings up to date.

    Raises InputsUnusableError where the register cannot be used: without it there is no lycée to report on. Faults of
    the two others are told, and what they would have given comes from the register and the embedded calendar.
    """
    given = {nom: given_files(settings, nom, store) for nom in settings.references.donnees}
    register, (counted, calendar) = given["annuaire"], (given.get(one, NOTHING) for one in ("effectifs", "calendrier"))
    if not register.fichiers:
        raise InputsUnusableError(*register.fautes)
    annuaire = register_of(settings, register.fichiers)
    counts, count_faults = counts_of(mois, counted.fichiers)
    rows, calendar_faults = calendar_of(settings, calendar.fichiers)
    shared = _shared_ids(annuaire.lycees)
    lycees = tuple(
        replace(
            one,
            nb_eleves=counts.get(one.uai, one.nb_eleves),
            identifiants_ent=tuple(id_ for id_ in one.identifiants_ent if id_ not in shared),
        )
        for one in annuaire.lycees
    )
    told = [
        f"{register.fichiers[0].nom}: identifiant_ent {id_!r}: found for {', '.join(uais)}, expected one lycée: "
        "its events count for none of them"
        for id_, uais in shared.items()
    ]
    return References(
        lycees,
        annuaire,
        build_calendrier(mois, settings.region.zone, rows, settings.region.departement_feries),
        (*register.fautes, *told, *counted.fautes, *count_faults, *calendar.fautes, *calendar_faults),
        (*register.fichiers, *counted.fichiers, *calendar.fichiers),
        (*(remark for one in given.values() for remark in one.remarques), *annuaire.remarques),
        tuple((nom, one.jour) for nom, one in given.items() if one.est_ancienne and one.jour),
    )


def _shared_ids(lycees: Sequence[Lycee]) -> dict[str, list[str]]:
    """Ids of the platform that the register gives to several lycées -> those lycées."""
    holders: dict[str, list[str]] = {}
    for lycee in lycees:
        for id_ in lycee.identifiants_ent:
            holders.setdefault(id_, []).append(str(lycee.uai))
    return {id_: uais for id_, uais in holders.items() if len(uais) > 1}
