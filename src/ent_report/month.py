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
from ent_report.fetch import fetch_for_month
from ent_report.indicators.comparables import quartiles
from ent_report.indicators.dnma import SOURCES as NATIONALES
from ent_report.indicators.interruptions import JOURS_DE_CLASSE_MIN, mark_stopped, series_of
from ent_report.indicators.mois import EntreesDuMois, month_table
from ent_report.indicators.rapprochements import EntreesComparees, Limites, reconcile
from ent_report.indicators.reserves import with_reservations
from ent_report.indicators.table import COLUMNS
from ent_report.references import References, read_references, store_references
from ent_report.sessions import COLONNES_LUES, TYPES_PAGE, Territoire
from ent_report.settings import Settings, load_settings
from ent_report.sources.base import Source
from ent_report.sources.exports import allocation_day
from ent_report.sources.fichiers import NO_FILE, Fichier
from ent_report.store import MANIFESTE, Store, collecte_folder, indicateurs_folder, sha256_of
from ent_report.verdicts import PIECES, entry_before, held_lycees, judge_month, write_completude
from ent_report.vocabulary import NON_CLASSE, Mois, Niveau

HISTORIQUE_MOIS = 13
PUBLIC = "indicateurs.parquet"
CALCUL = 8
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
    """Load the configuration and the references, those from elsewhere as `fetch` has brought them.

    Raises ConfigurationError, UsageError, InputsUnusableError.
    """
    settings, store = load_settings(config), Store(data_dir)
    return Chantier(settings, store, mois, read_references(settings, mois, store))


def inputs_of(chantier: Chantier, environment: Mapping[str, str], jour: date | None = None) -> Entrees:
    """The month's inputs as they are configured; `jour`: the one day that is wanted."""
    references = chantier.references
    return Entrees(
        settings=chantier.settings,
        store=chantier.store,
        mois=tuple(chantier.fenetre),
        secrets=environment,
        lycees=references.lycees,
        libelle_region=references.libelle_region,
        jour=jour,
    )


def collect_month(chantier: Chantier, environment: Mapping[str, str], jour: date | None = None) -> list[Collecte]:
    """Collect every configured source; what is wrong with one is in its `fautes`, and the others go on."""
    store_references(chantier.references, chantier.store, chantier.mois)
    inputs = inputs_of(chantier, environment, jour)
    return [_collect_one(chantier, inputs, source) for source in inputs.sources().values()]


def _collect_one(chantier: Chantier, inputs: Entrees, source: Source) -> Collecte:
    known = known_digests(chantier.store, source.nom)
    with inputs.bring(f"sources.{source.nom}", known) as brought:
        all_seen = all(NO_FILE in fault for fault in brought.fautes)
        months = collect_source(source, brought.fichiers, chantier.fenetre, chantier.store, est_complet=all_seen)
    found = months[chantier.mois]
    faults = _told(found, brought.fautes)
    if inputs.jour is None:
        faults += _lacking(found, len(brought.fichiers))
    elif source.par_jour and not faults:
        faults += _lacking_day(chantier, source.nom, inputs.jour)
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


def _lacking_day(chantier: Chantier, source: str, jour: date) -> list[str]:
    """A class day that is asked for and of which there is nothing; any other day may well be empty."""
    manifest = chantier.store.read_json(f"{collecte_folder(source, chantier.mois)}/{MANIFESTE}") or {"fichiers": []}
    if any(piece["jour"] == str(jour) for piece in manifest["fichiers"]):
        return []
    if not chantier.references.calendrier.est_jour_de_classe(jour):
        return []
    return [f"sources.{source}: found no row of {jour}, a class day, expected at least one"]


def compute_indicators(chantier: Chantier) -> None:
    """Bring the indicators of the month, and of the months before it that were collected, up to date in the store.

    Raises InputsUnusableError where not one row was collected for the month.
    """
    if not any(_manifests(chantier, chantier.mois).values()):
        raise InputsUnusableError(f"{chantier.mois}: found not one usable row in any source, expected at least one")
    with chantier.store.lock("indicateurs"):
        for mois in chantier.fenetre:
            manifests = _manifests(chantier, mois)
            if mois != chantier.mois and _is_spill_over(mois, manifests):
                del manifests["evenements"]
            if manifests:
                _bring_up_to_date(chantier, mois, manifests)


def _is_spill_over(mois: Mois, manifests: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether a month's events are only what its neighbours' files say of its first and last day.

    A file of a UTC day holds an hour or two of the local day after it.
    """
    if "evenements" not in manifests:
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
    events = manifests.get("evenements")
    missing = missing_days(chantier, mois, events) if events else None
    completude = judge_month(chantier, mois, missing, entrees.exports, unmasked)
    history, whole = _history(chantier.store, _whole_before(chantier, mois)), _whole_months(chantier, mois)
    figures = mark_stopped(with_reservations(unmasked, completude), history, whole)
    table = mask(figures, settings.seuils.petit_effectif)
    compared = quartiles(
        table.filter(~pl.col("code").is_in(held_lycees(completude))),
        chantier.references.lycees,
        settings.seuils.tailles_comparables,
        settings.seuils.comparables_min,
    )
    piece = chantier.store.write_parquet(table, f"{folder}/versions")
    comparables = chantier.store.write_parquet(compared, f"{folder}/comparables")
    judged = write_completude(chantier.store, mois, completude)
    reconciled = chantier.store.write_parquet(_reconciled(chantier, entrees, table), f"{folder}/rapprochements")
    chantier.store.write_bytes(f"{folder}/{PUBLIC}", chantier.store.path(piece.chemin).read_bytes())
    chantier.store.write_json(
        f"{folder}/{MANIFESTE}",
        {
            "empreinte": digest,
            "table": asdict(piece),
            "comparables": asdict(comparables),
            "rapprochements": asdict(reconciled),
            "series": _series_digest(table),
            **judged,
        },
    )
    chantier.store.sweep(f"{folder}/versions", [piece.chemin])
    chantier.store.sweep(f"{folder}/comparables", [comparables.chemin])
    chantier.store.sweep(f"{folder}/rapprochements", [reconciled.chemin])
    chantier.store.sweep(f"{folder}/completude", [judged[name]["chemin"] for name in PIECES])


def _reconciled(chantier: Chantier, entrees: EntreesDuMois, table: pl.DataFrame) -> pl.DataFrame:
    """What the month's sources say of near things, side by side."""
    settings = chantier.settings
    compared = EntreesComparees(
        table,
        entrees.exports,
        entrees.pertes,
        entrees.eleves,
        "annuaire" if settings.references.effectifs is None else "effectifs",
        {name: one.frequence for name, one in settings.sources.donnees.items()},
    )
    limits = Limites(
        settings.rapprochements.ecart_pct, settings.rapprochements.ecart_min, settings.seuils.petit_effectif
    )
    return reconcile(compared, limits, settings.region.code)


def _whole_months(chantier: Chantier, mois: Mois) -> list[date]:
    """First days of the thirteen months that end with `mois` in which services do not rest: their class days are known
    and enough. Empty where `mois` itself is none of them, since then nothing is said of its series.
    """
    calendrier = chantier.references.calendrier
    found = [
        month
        for month in (mois - n for n in reversed(range(HISTORIQUE_MOIS)))
        if calendrier.est_connu(month) and len(calendrier.jours_de_classe(month)) >= JOURS_DE_CLASSE_MIN
    ]
    return [month.premier_jour for month in found] if mois in found else []


def _whole_before(chantier: Chantier, mois: Mois) -> dict[Mois, dict[str, Any]]:
    """Those of them before `mois` whose figures are in the store, and what is known of each: the history that tells its
    stopped series.
    """
    before = [Mois.of(day) for day in _whole_months(chantier, mois) if day < mois.premier_jour]
    known = [(month, chantier.store.read_json(f"{indicateurs_folder(month)}/{MANIFESTE}")) for month in before]
    return {month: one for month, one in known if one and chantier.store.path(one["table"]["chemin"]).is_file()}


def _history(store: Store, before: Mapping[Mois, Mapping[str, Any]]) -> pl.DataFrame:
    pieces = [one["table"]["chemin"] for one in before.values()]
    return series_of(store.read_pieces(pieces) if pieces else pl.DataFrame(schema=dict(COLUMNS))).collect()


def _series_digest(table: pl.DataFrame) -> str:
    """Of what the months after read of this one: another correction of its figures leaves theirs as they are."""
    rows = series_of(table).collect().rows()
    return hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()


def _is_there(store: Store, known: Mapping[str, Any], folder: str) -> bool:
    """Whether the pieces are there, and the table under its public name is the one that counts."""
    pieces = [store.path(known[name]["chemin"]) for name in ("table", "comparables", "rapprochements", *PIECES)]
    public = store.path(f"{folder}/{PUBLIC}")
    return all(file.is_file() for file in (*pieces, public)) and sha256_of(public) == known["table"]["sha256"]


def _digest(chantier: Chantier, mois: Mois, manifests: Mapping[str, Mapping[str, Any]]) -> str:
    """What the month's figures depend on. History keeps the register of its time: a lycée that opened since does not
    change what was measured.
    """
    pieces = {name: [one["sha256"] for one in manifest["fichiers"]] for name, manifest in manifests.items()}
    rejects = {name: [one["sha256"] for one in manifest["rejets"]] for name, manifest in manifests.items()}
    before = _whole_before(chantier, mois)
    history = [(str(month), one.get("series", one["table"]["sha256"])) for month, one in before.items()]
    active = entry_before(chantier.store, mois, chantier.fenetre)
    habits = active["sha256"] if active else None
    parts: list[Any] = [CALCUL, pieces, rejects, chantier.settings.applications, history, habits]
    if mois == chantier.mois:
        territory = chantier.territoire.codes.rows()
        days = [str(day) for day in chantier.references.calendrier.jours_de_classe(mois)]
        pupils = chantier.references.eleves.rows()
        labels = {name: (one["unite"], one["source"]) for name, one in chantier.settings.tables["indicateurs"].items()}
        parts += [territory, days, pupils, labels, chantier.settings.seuils.model_dump()]
        calendrier = chantier.references.calendrier
        holidays = [str(day) for day in mois.jours if calendrier.vacances_du(day)]
        parts += [chantier.settings.completude.model_dump(), holidays, calendrier.est_connu(mois)]
        parts += _compared_by(chantier.settings)
    return hashlib.sha256(json.dumps(parts, default=str, sort_keys=True).encode()).hexdigest()


def _compared_by(settings: Settings) -> list[Any]:
    """What the comparison of sources depends on beside their rows."""
    frequencies = {name: one.frequence for name, one in settings.sources.donnees.items()}
    return [frequencies, settings.rapprochements.model_dump(), settings.references.effectifs is None]


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
    tables = {
        name: chantier.store.read_pieces([one["chemin"] for one in manifest["fichiers"]]).collect()
        for name, manifest in manifests.items()
        if name != "evenements"
    }
    exports = {name: rows for name, rows in tables.items() if name not in NATIONALES}
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
        {name: rows for name, rows in tables.items() if name in NATIONALES},
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


def read_rapprochements(store: Store, mois: Mois) -> pl.DataFrame:
    """The comparisons of the month's sources (ent_report.indicators.rapprochements)."""
    known = store.read_json(f"{indicateurs_folder(mois)}/{MANIFESTE}")
    if known is None:
        raise InputsUnusableError(f"{mois}: its indicators were not computed yet")
    return store.read_pieces([known["rapprochements"]["chemin"]]).collect()


def compute_month(config: Path, data_dir: Path, mois: Mois) -> pl.DataFrame:
    """Collect and compute one month: its indicators' table."""
    fetch_for_month(config, data_dir, mois, os.environ)
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
