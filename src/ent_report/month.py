"""The steps of a month up to its figures: references, collection, indicators. `flows/` and tests call them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from ent_report.collect import Collecte, collect_source, known_digests
from ent_report.disclosure.petits_effectifs import mask
from ent_report.entrees import Entrees
from ent_report.errors import InputsUnusableError
from ent_report.indicators.comparables import quartiles
from ent_report.indicators.mois import EntreesDuMois, month_table
from ent_report.references import References, read_references, store_references
from ent_report.sessions import COLONNES_LUES, TYPES_PAGE, Territoire
from ent_report.settings import Settings, load_settings
from ent_report.sources.base import Source
from ent_report.sources.exports import allocation_day
from ent_report.sources.fichiers import NO_FILE, Fichier
from ent_report.store import MANIFESTE, Store, collecte_folder, indicateurs_folder, sha256_of
from ent_report.vocabulary import NON_CLASSE, Mois, Niveau

HISTORIQUE_MOIS = 13
PUBLIC = "indicateurs.parquet"
CALCUL = 4
"""Changes whenever the same collected rows would give other figures."""


@dataclass(frozen=True)
class Chantier:
    """One month of one region, with all that its steps need."""

    settings: Settings
    store: Store
    mois: Mois
    references: References

    @property
    def fenetre(self) -> list[Mois]:
        """The thirteen months that end with this one, oldest first."""
        return [self.mois - n for n in reversed(range(HISTORIQUE_MOIS))]

    @cached_property
    def territoire(self) -> Territoire:
        codes = self.references.codes.with_columns(region=pl.lit(self.settings.region.code))
        services = tuple(dict.fromkeys([*self.settings.services["services"], NON_CLASSE]))
        return Territoire(codes, services, self.settings.applications)


def open_month(config: Path, data_dir: Path, mois: Mois) -> Chantier:
    """Load the configuration and the references.

    Raises ConfigurationError, UsageError, InputsUnusableError.
    """
    settings = load_settings(config)
    return Chantier(settings, Store(data_dir), mois, read_references(settings, mois))


def inputs_of(chantier: Chantier, environment: Mapping[str, str], jour: date | None = None) -> Entrees:
    """The month's inputs as they are configured; `jour`: the one day that is wanted."""
    references = chantier.references
    return Entrees(
        settings=chantier.settings,
        store=chantier.store,
        mois=tuple(chantier.fenetre),
        secrets=environment,
        lycees=references.lycees,
        jour=jour,
    )


def collect_month(chantier: Chantier, environment: Mapping[str, str], jour: date | None = None) -> list[Collecte]:
    """Collect every configured source; what is wrong with one is in its `fautes`, and the others go on."""
    store_references(chantier.references, chantier.store)
    inputs = inputs_of(chantier, environment, jour)
    return [_collect_one(chantier, inputs, source) for source in inputs.sources().values()]


def _collect_one(chantier: Chantier, inputs: Entrees, source: Source) -> Collecte:
    known = known_digests(chantier.store, source.nom)
    with inputs.bring(f"sources.{source.nom}", known) as brought:
        all_seen = all(NO_FILE in fault for fault in brought.fautes)
        months = collect_source(source, brought.fichiers, chantier.fenetre, chantier.store, est_complet=all_seen)
    found = months[chantier.mois]
    faults = [*_told(found, brought.fautes), *_lacking(found, len(brought.fichiers))]
    remarks = dict.fromkeys([*brought.remarques, *_twice(brought.fichiers)], 1)
    return replace(
        found,
        fautes=(*faults, *found.fautes),
        remarques={**remarks, **found.remarques},
        remplacements=tuple(line for one in months.values() for line in one.remplacements),
    )


def _twice(files: Sequence[Fichier]) -> list[str]:
    """A line for each file whose bytes another one has too."""
    first: dict[str, str] = {}
    return [
        f"{one.nom}: the same bytes as {first[one.sha256]}, collected once"
        for one in files
        if first.setdefault(one.sha256, one.nom) != one.nom
    ]


def _told(found: Collecte, faults: Sequence[str]) -> list[str]:
    """The faults of bringing; a path that names no file is none once its files were collected."""
    return [fault for fault in faults if found.est_vide or NO_FILE not in fault]


def _lacking(found: Collecte, nb_files: int) -> list[str]:
    if found.lues or not nb_files:
        return []
    return [f"sources.{found.source}: found no row of {found.mois} in {nb_files} files, expected at least one"]


def compute_indicators(chantier: Chantier) -> None:
    """Bring the indicators of the month, and of the months before it that were collected, up to date in the store.

    Raises InputsUnusableError where not one row was collected for the month.
    """
    if not any(_manifests(chantier, chantier.mois).values()):
        raise InputsUnusableError(f"{chantier.mois}: found not one usable row in any source, expected at least one")
    with chantier.store.lock("indicateurs"):
        for mois in chantier.fenetre:
            manifests = _manifests(chantier, mois)
            if any(manifests.values()) and (mois == chantier.mois or not _is_spill_over(mois, manifests)):
                _bring_up_to_date(chantier, mois, manifests)


def _is_spill_over(mois: Mois, manifests: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a month holds only what its neighbours' files say of its first and last day.

    A file of a UTC day holds an hour or two of the local day after it.
    """
    if set(manifests) != {"evenements"}:
        return False
    present = {piece["jour"] for piece in manifests["evenements"]["fichiers"]}
    return present <= {mois.premier_jour.isoformat(), mois.dernier_jour.isoformat()}


def _bring_up_to_date(chantier: Chantier, mois: Mois, manifests: Mapping[str, Mapping[str, Any]]) -> None:
    folder = indicateurs_folder(mois)
    digest = _digest(chantier, mois, manifests)
    known = chantier.store.read_json(f"{folder}/{MANIFESTE}")
    if known and known["empreinte"] == digest and _is_there(chantier.store, known, folder):
        return
    entrees = _inputs(chantier, mois, manifests)
    settings = chantier.settings
    unmasked = month_table(entrees, chantier.territoire, settings.tables["indicateurs"])
    table = mask(unmasked, settings.seuils.petit_effectif)
    compared = quartiles(
        table, chantier.references.lycees, settings.seuils.tailles_comparables, settings.seuils.comparables_min
    )
    piece = chantier.store.write_parquet(table, f"{folder}/versions")
    comparables = chantier.store.write_parquet(compared, f"{folder}/comparables")
    chantier.store.write_bytes(f"{folder}/{PUBLIC}", chantier.store.path(piece.chemin).read_bytes())
    chantier.store.write_json(
        f"{folder}/{MANIFESTE}",
        {"empreinte": digest, "table": asdict(piece), "comparables": asdict(comparables)},
    )
    chantier.store.sweep(f"{folder}/versions", [piece.chemin])
    chantier.store.sweep(f"{folder}/comparables", [comparables.chemin])


def _is_there(store: Store, known: Mapping[str, Any], folder: str) -> bool:
    """Whether the pieces are there, and the table under its public name is the one that counts."""
    pieces = [store.path(known[name]["chemin"]) for name in ("table", "comparables")]
    public = store.path(f"{folder}/{PUBLIC}")
    return all(file.is_file() for file in (*pieces, public)) and sha256_of(public) == known["table"]["sha256"]


def _digest(chantier: Chantier, mois: Mois, manifests: Mapping[str, Mapping[str, Any]]) -> str:
    """What the month's figures depend on. History keeps the register of its time: a lycée that opened since does not
    change what was measured.
    """
    pieces = {name: [one["sha256"] for one in manifest["fichiers"]] for name, manifest in manifests.items()}
    rejects = {name: [one["sha256"] for one in manifest["rejets"]] for name, manifest in manifests.items()}
    parts: list[Any] = [CALCUL, pieces, rejects, chantier.settings.applications]
    if mois == chantier.mois:
        territory = chantier.territoire.codes.rows()
        days = [str(day) for day in chantier.references.calendrier.jours_de_classe(mois)]
        pupils = chantier.references.eleves.rows()
        labels = {name: (one["unite"], one["source"]) for name, one in chantier.settings.tables["indicateurs"].items()}
        parts += [territory, days, pupils, labels, chantier.settings.seuils.model_dump()]
    return hashlib.sha256(json.dumps(parts, default=str, sort_keys=True).encode()).hexdigest()


def _manifests(chantier: Chantier, mois: Mois) -> dict[str, dict[str, Any]]:
    """The manifests of the sources that gave at least one row."""
    found = {}
    for name in chantier.settings.sources.donnees:
        manifest = chantier.store.read_json(f"{collecte_folder(name, mois)}/{MANIFESTE}")
        if manifest and manifest["bilan"]["gardees"]:
            found[name] = manifest
    return found


def _inputs(chantier: Chantier, mois: Mois, manifests: Mapping[str, Mapping[str, Any]]) -> EntreesDuMois:
    calendrier = chantier.references.calendrier
    exports = {
        name: chantier.store.read_pieces([one["chemin"] for one in manifest["fichiers"]]).collect()
        for name, manifest in manifests.items()
        if name != "evenements"
    }
    events = manifests.get("evenements")
    return EntreesDuMois(
        mois,
        None if events is None else _days(chantier.store, events),
        exports,
        _losses(chantier, manifests, exports),
        chantier.references.eleves,
        len(calendrier.jours_de_classe(mois)) if calendrier.est_connu(mois) else None,
        events is not None and bool(missing_days(chantier, mois, events) or events["bilan"]["fautes"]),
        events is not None and bool(events["bilan"]["fautes"]),
    )


def _days(store: Store, manifest: Mapping[str, Any]) -> Iterator[pl.DataFrame]:
    for piece in sorted(manifest["fichiers"], key=lambda one: one["jour"]):
        yield store.read_pieces([piece["chemin"]]).select(COLONNES_LUES).collect()


def missing_days(chantier: Chantier, mois: Mois, manifest: Mapping[str, Any]) -> list[date]:
    """Days of the month without any event in the whole region, where there should be some: class days, and all those
    after the last day that has any, since the month may not be over.
    """
    present = {date.fromisoformat(piece["jour"]) for piece in manifest["fichiers"]}
    last = max(present)
    calendrier = chantier.references.calendrier
    return [day for day in mois.jours if day not in present and (day > last or calendrier.est_jour_de_classe(day))]


def _losses(
    chantier: Chantier, manifests: Mapping[str, Mapping[str, Any]], exports: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Cells of the exports whose rows were refused, and that no other row of their day gives: source, uai, profil."""
    schema = {"source": pl.String, "uai": pl.String, "profil": pl.String}
    found = [pl.DataFrame(schema=schema)]
    for name, rows in exports.items():
        pieces = [one["chemin"] for one in manifests[name]["rejets"]]
        if pieces:
            week = chantier.settings.sources.donnees[name].frequence == "semaine"
            known = rows.select("uai", "profil", allocation_day(week=week))
            rejects = chantier.store.read_pieces(pieces).collect().drop_nulls("uai")
            lost = rejects.join(known, on=["uai", "profil", "jour"], how="anti")
            found.append(lost.select(pl.lit(name).alias("source"), "uai", "profil").unique())
    return pl.concat(found)


def read_figures(store: Store, mois: Sequence[Mois], uai: str | None = None) -> pl.DataFrame:
    """The indicators' tables of several months, those that exist, for one lycée or for all levels."""
    pieces = []
    for one in mois:
        known = store.read_json(f"{indicateurs_folder(one)}/{MANIFESTE}")
        if known:
            pieces.append(known["table"]["chemin"])
    rows = store.read_pieces(pieces)
    if uai is not None:
        rows = rows.filter(pl.col("niveau") == Niveau.ETABLISSEMENT.value, pl.col("code") == uai)
    return rows.collect()


def read_comparables(store: Store, mois: Mois) -> pl.DataFrame:
    known = store.read_json(f"{indicateurs_folder(mois)}/{MANIFESTE}")
    if known is None:
        raise InputsUnusableError(f"{mois}: its indicators were not computed yet")
    return store.read_pieces([known["comparables"]["chemin"]]).collect()


def compute_month(config: Path, data_dir: Path, mois: Mois) -> pl.DataFrame:
    """Collect and compute one month: its indicators' table."""
    chantier = open_month(config, data_dir, mois)
    collect_month(chantier, os.environ)
    compute_indicators(chantier)
    return read_figures(chantier.store, [mois])


def unmapped_applications(chantier: Chantier) -> dict[str, int]:
    """Applications and connectors that `services.toml` does not list -> pages or accesses that count as not
    classified, most first.
    """
    counts: dict[str, int] = {}
    columns = {"evenements": "application", "acces": "application", "connecteurs": "connecteur"}
    for name, manifest in _manifests(chantier, chantier.mois).items():
        if name not in columns:
            continue
        rows = chantier.store.read_pieces([one["chemin"] for one in manifest["fichiers"]])
        if name == "evenements":
            rows = rows.filter(pl.col("type").is_in(TYPES_PAGE))
        weight = pl.len() if name == "evenements" else pl.col("acces").sum()
        found = rows.group_by(pl.col(columns[name]).fill_null("(sans nom)")).agg(weight.cast(pl.Int64).alias("nb"))
        for application, nb in found.collect().iter_rows():
            if application.lower() not in chantier.settings.applications:
                counts[f"{name}: {application}"] = nb
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
