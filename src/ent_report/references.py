"""What a month is measured against: the region's lycées, their pupils and the calendar, from the references."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import polars as pl

from ent_report.annuaire_du_mois import content_digest, keep_register
from ent_report.calendrier import Calendrier
from ent_report.errors import InputsUnusableError, UnreadableInputError
from ent_report.lycees import Lycee
from ent_report.settings import Settings
from ent_report.sources.annuaire import Annuaire, read_annuaire
from ent_report.sources.calendrier import LigneCalendrier, build_calendrier, read_calendrier
from ent_report.sources.effectifs import read_effectifs
from ent_report.sources.fichiers import Fichier, list_files
from ent_report.store import MANIFESTE, Store, annuaire_folder
from ent_report.transports.base import Provenance
from ent_report.transports.files import Files
from ent_report.vocabulary import Mois


@dataclass(frozen=True)
class References:
    """`lycees` in order of UAI; `fautes`: a line each; `entrees`: the files that were read; `empreinte` of them."""

    lycees: tuple[Lycee, ...]
    annuaire: Annuaire
    calendrier: Calendrier
    fautes: tuple[str, ...]
    entrees: tuple[Fichier, ...]

    @property
    def empreinte(self) -> str:
        return hashlib.sha256("\n".join(sorted(one.sha256 for one in self.entrees)).encode()).hexdigest()

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


def read_references(settings: Settings, mois: Mois) -> References:
    """Read the register, the headcounts and the calendar.

    Raises InputsUnusableError where the register cannot be used: without it there is no lycée to report on. Faults of
    the two others are told, and what they would have given comes from the register and the embedded calendar.
    """
    annuaire, register_files, faults = _read_register(settings)
    counts, count_files, count_faults = _read_counts(settings, mois)
    rows, calendar_files, calendar_faults = _read_calendar(settings)
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
        f"{register_files[0].nom}: identifiant_ent {id_!r}: found for {', '.join(uais)}, expected one lycée: "
        "its events count for none of them"
        for id_, uais in shared.items()
    ]
    return References(
        lycees,
        annuaire,
        build_calendrier(mois, settings.region.zone, rows, settings.region.departement_feries),
        (*faults, *told, *count_faults, *calendar_faults),
        (*register_files, *count_files, *calendar_files),
    )


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
    if known is None or known["empreinte"] != digest or not store.path(known["table"]["chemin"]).is_file():
        known = {"empreinte": digest, "table": asdict(store.write_parquet(rows, folder))}
        store.write_json(manifest, known)
    store.sweep(folder, [known["table"]["chemin"]], below=False)


def _calendar_table(calendrier: Calendrier) -> pl.DataFrame:
    """Days without class: columns premier_jour, dernier_jour (both without class), nom, nature."""
    rows = [(v.premier_jour, v.dernier_jour, v.nom, "vacances") for v in calendrier.vacances]
    rows += [(day, day, name, "ferie") for day, name in calendrier.feries]
    schema = {"premier_jour": pl.Date, "dernier_jour": pl.Date, "nom": pl.String, "nature": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("premier_jour", "nature")


def _read_register(settings: Settings) -> tuple[Annuaire, list[Fichier], list[str]]:
    files, faults = _files(settings, settings.references.annuaire, "references.annuaire")
    if not files:
        raise InputsUnusableError(*faults)
    if len(files) > 1:
        names = ", ".join(one.nom for one in files)
        raise InputsUnusableError(f"references.annuaire.path: found {len(files)} files ({names}), expected one")
    try:
        annuaire = read_annuaire(files[0], settings.region.code, settings.region.nom)
    except UnreadableInputError as error:
        raise InputsUnusableError(*error.faults) from error
    if not annuaire.lycees:
        raise InputsUnusableError(
            f"{files[0].nom}: found no open lycée of code_region {settings.region.code} "
            f"among {annuaire.lues} rows, expected at least one"
        )
    return annuaire, files, faults


def _read_counts(settings: Settings, mois: Mois) -> tuple[dict[str, int], list[Fichier], list[str]]:
    if settings.references.effectifs is None:
        return {}, [], []
    files, faults = _files(settings, settings.references.effectifs, "references.effectifs")
    counts, more = read_effectifs(files, int(mois.annee_scolaire[:4]))
    return counts, files, faults + more


def _read_calendar(settings: Settings) -> tuple[list[LigneCalendrier], list[Fichier], list[str]]:
    if settings.references.calendrier is None:
        return [], [], []
    files, faults = _files(settings, settings.references.calendrier, "references.calendrier")
    rows: list[LigneCalendrier] = []
    for file in files:
        try:
            found, more = read_calendrier(file, settings.region.zone)
        except UnreadableInputError as error:
            faults += error.faults
            continue
        rows += found
        faults += more
    return rows, files, faults


def _files(settings: Settings, provenance: Provenance, key: str) -> tuple[list[Fichier], list[str]]:
    paths = provenance.path if isinstance(provenance, Files) else ()
    try:
        files, faults = list_files(paths, settings.dossier)
    except UnreadableInputError as error:
        return [], list(error.faults)
    return files, [f"{key}.path: {fault}" for fault in faults]
