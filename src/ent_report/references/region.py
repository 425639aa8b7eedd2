"""What a month is measured against: the region's lycées, their pupils and the calendar, from the references."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

import polars as pl

from ent_report.configuration.settings import Settings
from ent_report.domaine.calendrier import Calendrier
from ent_report.domaine.lycees import Lycee
from ent_report.errors import InputsUnusableError, UnreadableInputError
from ent_report.references.annuaire_du_mois import content_digest, keep_register
from ent_report.references.copies import Copie, read_copy
from ent_report.sources.annuaire import Annuaire, read_annuaire
from ent_report.sources.calendrier import LigneCalendrier, build_calendrier, read_calendrier
from ent_report.sources.effectifs import read_effectifs
from ent_report.sources.fichiers import Fichier
from ent_report.sources.inventaire import list_files
from ent_report.store import MANIFESTE, Store, annuaire_folder
from ent_report.transports.files import Files, is_local
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
    given = {nom: _given(settings, nom, store) for nom in settings.references.donnees}
    register, (counted, calendar) = given["annuaire"], (given.get(one, NOTHING) for one in ("effectifs", "calendrier"))
    if not register.fichiers:
        raise InputsUnusableError(*register.fautes)
    annuaire = _register_of(settings, register.fichiers)
    counts, count_faults = _counts_of(mois, counted.fichiers)
    rows, calendar_faults = _calendar_of(settings, calendar.fichiers)
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


def faults_of_reference(settings: Settings, mois: Mois, nom: str, fichiers: Sequence[Fichier]) -> list[str]:
    """Why files cannot stand as a reference, a line each. Raises InputsUnusableError for a register that is none."""
    if nom == "annuaire":
        _register_of(settings, fichiers)
        return []
    if nom == "effectifs":
        counts, faults = _counts_of(mois, fichiers)
        return [] if counts else [*faults, f"references.effectifs: found no headcount for {mois}, expected some"]
    rows, faults = _calendar_of(settings, fichiers)
    zone = settings.region.zone
    return [] if rows else [*faults, f"references.calendrier: found no row of zone {zone}, expected some"]


def _shared_ids(lycees: Sequence[Lycee]) -> dict[str, list[str]]:
    """Ids of the platform that the register gives to several lycées -> those lycées."""
    holders: dict[str, list[str]] = {}
    for lycee in lycees:
        for id_ in lycee.identifiants_ent:
            holders.setdefault(id_, []).append(str(lycee.uai))
    return {id_: uais for id_, uais in holders.items() if len(uais) > 1}


def store_references(references: References, store: Store, mois: Mois) -> None:
    """Keep the references as they were understood, and the register's rejected rows, as Parquet; beside them the
    register as the month knew it. What did not change is not written.
    """
    kept = {
        annuaire_folder(): references.annuaire.table,
        "references/effectifs": references.eleves,
        "references/calendrier": _calendar_table(references.calendrier),
        "rejets/annuaire": references.annuaire.rejetees.select("regle", "origine", "ligne"),
    }
    with store.lock("references"):
        for folder, rows in kept.items():
            _keep(store, folder, rows)
        keep_register(store, mois, references.annuaire)


def _keep(store: Store, folder: str, rows: pl.DataFrame) -> None:
    manifest, digest = f"{folder}/{MANIFESTE}", content_digest(rows)
    known = store.read_json(manifest)
    if known is None or known["empreinte"] != digest or not store.exists(known["table"]["chemin"]):
        known = {"empreinte": digest, "table": asdict(store.write_parquet(rows, folder))}
        store.write_json(manifest, known)
    store.sweep(folder, [known["table"]["chemin"]], below=False)


def _calendar_table(calendrier: Calendrier) -> pl.DataFrame:
    """Days without class: columns premier_jour, dernier_jour (both without class), nom, nature."""
    rows = [(v.premier_jour, v.dernier_jour, v.nom, "vacances") for v in calendrier.vacances]
    rows += [(day, day, name, "ferie") for day, name in calendrier.feries]
    schema = {"premier_jour": pl.Date, "dernier_jour": pl.Date, "nom": pl.String, "nature": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("premier_jour", "nature")


def _register_of(settings: Settings, fichiers: Sequence[Fichier]) -> Annuaire:
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


def _counts_of(mois: Mois, fichiers: Sequence[Fichier]) -> tuple[dict[str, int], list[str]]:
    return read_effectifs(fichiers, int(mois.annee_scolaire[:4]))


def _calendar_of(settings: Settings, fichiers: Sequence[Fichier]) -> tuple[list[LigneCalendrier], list[str]]:
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


def _given(settings: Settings, nom: str, store: Store) -> Copie:
    """A reference's files: those that lie on this machine, else its copy."""
    provenance, key = settings.references.donnees[nom], f"references.{nom}"
    if not (isinstance(provenance, Files) and is_local(provenance)):
        unfetched = f"{key}: was not fetched yet, expected a copy in the store: check, collect and run fetch it"
        return read_copy(store, nom) or Copie(None, (), fautes=(unfetched,))
    try:
        files, faults = list_files(provenance.path, settings.dossier)
    except UnreadableInputError as error:
        return Copie(None, (), fautes=error.faults)
    return Copie(None, tuple(files), fautes=tuple(f"{key}.path: {fault}" for fault in faults))
