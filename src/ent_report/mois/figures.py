"""The second step of a month: its figures, its completeness and what its sources differ in, brought up to date."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from ent_report.collecte.mois import collect_month
from ent_report.configuration.settings import Settings
from ent_report.contracts.exports import EXPORTS
from ent_report.disclosure.petits_effectifs import mask
from ent_report.disclosure.regle import Regle
from ent_report.domaine.sessions import COLONNES_LUES, TYPES_PAGE
from ent_report.entrepots.racine import Racine
from ent_report.errors import InputsUnusableError
from ent_report.indicators.comparables import quartiles
from ent_report.indicators.dnma import SOURCES as NATIONALES
from ent_report.indicators.interruptions import JOURS_DE_CLASSE_MIN, mark_stopped, series_of
from ent_report.indicators.mois import EntreesDuMois, month_table
from ent_report.indicators.rapprochements import EntreesComparees, Limites, reconcile
from ent_report.indicators.reserves import with_reservations
from ent_report.indicators.table import COLUMNS
from ent_report.mois.chantier import (
    HISTORIQUE_MOIS,
    PUBLIC,
    Chantier,
    is_spill_over,
    missing_days,
    open_month,
    read_figures,
    usable_manifests,
)
from ent_report.mois.verdicts import PIECES, entry_before, held_lycees, judge_month, write_completude
from ent_report.references.fetch import fetch_for_month
from ent_report.sources.exports import allocation_day
from ent_report.store import MANIFESTE, PURGE, Store, indicateurs_folder
from ent_report.vocabulary import Mois

CALCUL = 12
"""Changes whenever the same collected rows would give other figures."""


def compute_month(config: Path, data_dir: Racine, mois: Mois) -> pl.DataFrame:
    """Collect and compute one month: its indicators' table."""
    fetch_for_month(config, data_dir, mois, os.environ)
    chantier = open_month(config, data_dir, mois)
    collect_month(chantier, os.environ)
    compute_indicators(chantier)
    return read_figures(chantier.store, [mois])


def compute_indicators(chantier: Chantier) -> None:
    """Bring the indicators of the month, and of the months before it that were collected, up to date in the store.

    Raises InputsUnusableError where not one row was collected for the month.
    """
    if not any(usable_manifests(chantier, chantier.mois).values()):
        raise InputsUnusableError(f"{chantier.mois}: found not one usable row in any source, expected at least one")
    with chantier.store.lock("indicateurs"):
        for mois in chantier.fenetre:
            manifests = usable_manifests(chantier, mois)
            events = manifests.get("evenements")
            if mois != chantier.mois and events and is_spill_over(mois, events):
                del manifests["evenements"]
            if events and PURGE in events:
                _keep_as_computed(chantier, mois, events)
            elif manifests:
                _bring_up_to_date(chantier, mois, manifests)


def _keep_as_computed(chantier: Chantier, mois: Mois, events: Mapping[str, Any]) -> None:
    """A month whose events were purged keeps its figures: nothing is left to compute them from.

    Raises InputsUnusableError where those of the month in question are lost.
    """
    folder = indicateurs_folder(mois)
    known = chantier.store.read_json(f"{folder}/{MANIFESTE}")
    if mois == chantier.mois and not (known and _is_there(chantier.store, known, folder)):
        purged = f"its events were purged on {events[PURGE]['le']}"
        raise InputsUnusableError(f"{mois}: {purged} and its figures are lost: found no whole {folder}, put it back")


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
    earlier = _published_before(chantier.store, known)
    masquage = mask(figures, chantier.territoire.codes, _rule(settings), _read_earlier(chantier.store, earlier))
    table = masquage.figures
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
    chantier.store.write_bytes(f"{folder}/{PUBLIC}", chantier.store.read_bytes(piece.chemin))
    chantier.store.write_json(
        f"{folder}/{MANIFESTE}",
        {
            "empreinte": digest,
            "table": asdict(piece),
            "publiees": earlier,
            "exposes": masquage.exposes,
            "comparables": asdict(comparables),
            "rapprochements": asdict(reconciled),
            "series": _series_digest(table),
            **judged,
        },
    )
    chantier.store.sweep(f"{folder}/versions", [piece.chemin, *earlier])
    chantier.store.sweep(f"{folder}/comparables", [comparables.chemin])
    chantier.store.sweep(f"{folder}/rapprochements", [reconciled.chemin])
    chantier.store.sweep(f"{folder}/completude", [judged[name]["chemin"] for name in PIECES])


def exposed_figures(store: Store, mois: Mois) -> int:
    """How many masked figures of a month what is published narrows further than the rule allows."""
    known = store.read_json(f"{indicateurs_folder(mois)}/{MANIFESTE}") or {}
    return int(known.get("exposes", 0))


def _rule(settings: Settings) -> Regle:
    limits = settings.seuils
    return Regle(limits.petit_effectif, limits.intervalle_min, limits.intervalle_pct)


def _published_before(store: Store, known: Mapping[str, Any] | None) -> list[str]:
    """The tables from which reports of the month may have been issued: they are kept, since whoever has an earlier
    edition takes one from the other.
    """
    if known is None or not any("/edition-" in one for one in store.walk("rapports")):
        return []
    pieces = dict.fromkeys([*known.get("publiees", ()), known["table"]["chemin"]])
    return [piece for piece in pieces if store.exists(piece)]


def _read_earlier(store: Store, pieces: list[str]) -> pl.DataFrame | None:
    return store.read_pieces(pieces).collect() if pieces else None


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
    return {month: one for month, one in known if one and chantier.store.exists(one["table"]["chemin"])}


def _history(store: Store, before: Mapping[Mois, Mapping[str, Any]]) -> pl.DataFrame:
    pieces = [one["table"]["chemin"] for one in before.values()]
    return series_of(store.read_pieces(pieces) if pieces else pl.DataFrame(schema=dict(COLUMNS))).collect()


def _series_digest(table: pl.DataFrame) -> str:
    """Of what the months after read of this one: another correction of its figures leaves theirs as they are."""
    rows = series_of(table).collect().rows()
    return hashlib.sha256(json.dumps(rows, default=str).encode()).hexdigest()


def _is_there(store: Store, known: Mapping[str, Any], folder: str) -> bool:
    """Whether the pieces are there, and the table under its public name is the one that counts."""
    pieces = [known[name]["chemin"] for name in ("table", "comparables", "rapprochements", *PIECES)]
    public = f"{folder}/{PUBLIC}"
    return store.all_there([*pieces, public]) and store.sha256(public) == known["table"]["sha256"]


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


def _inputs(chantier: Chantier, mois: Mois, manifests: Mapping[str, Mapping[str, Any]]) -> EntreesDuMois:
    calendrier = chantier.references.calendrier
    tables = {
        name: chantier.store.read_pieces([one["chemin"] for one in manifest["fichiers"]]).collect()
        for name, manifest in manifests.items()
        if name != "evenements"
    }
    exports = {name: rows for name, rows in tables.items() if name in EXPORTS}
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


def unmapped_applications(chantier: Chantier) -> dict[str, int]:
    """Applications and connectors that `services.toml` does not list -> pages or accesses that count as not
    classified, most first.
    """
    counts: dict[str, int] = {}
    columns = {"evenements": "application", "acces": "application", "connecteurs": "connecteur"}
    for name, manifest in usable_manifests(chantier, chantier.mois).items():
        if name not in columns or PURGE in manifest:
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
