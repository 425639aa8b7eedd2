"""The tables that are computed for a month, as they lie in the store: one manifest names the pieces that count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from ent_report.errors import InputsUnusableError
from ent_report.indicators.completude import Completude
from ent_report.store import MANIFESTE, Store, indicateurs_folder
from ent_report.vocabulary import Mois, Niveau

PUBLIC = "indicateurs.parquet"
_FOLDERS = {
    "table": "versions",
    "comparables": "comparables",
    "rapprochements": "rapprochements",
    "jours": "completude",
    "verdicts": "completude",
}
_OTHERS = {"empreinte", "classe_mesures"}


@dataclass(frozen=True)
class TablesDuMois:
    """All that is computed for a month. `figures`: the indicators' table, masked; `exposes`: how many of its masked
    figures what is published narrows further than the rule allows; `comparables`, `rapprochements`: the quartiles and
    the comparisons of sources (ent_report.indicators).
    """

    figures: pl.DataFrame
    exposes: int
    comparables: pl.DataFrame
    rapprochements: pl.DataFrame
    completude: Completude


def write_tables(
    store: Store, mois: Mois, tables: TablesDuMois, *, empreinte: str, series: str, publiees: Sequence[str]
) -> None:
    """Put a month's tables in the place of those that were there.

    `empreinte`: digest of what they depend on; `series`: of what later months read of them; `publiees`: the pieces of
    tables before them that are kept.
    """
    folder, judged = indicateurs_folder(mois), tables.completude
    rows = (tables.figures, tables.comparables, tables.rapprochements, judged.jours, judged.verdicts)
    pieces = {
        name: store.write_parquet(frame, f"{folder}/{below}")
        for (name, below), frame in zip(_FOLDERS.items(), rows, strict=True)
    }
    store.write_bytes(public_file(mois), store.read_bytes(pieces["table"].chemin))
    store.write_json(
        f"{folder}/{MANIFESTE}",
        {
            "empreinte": empreinte,
            "table": asdict(pieces["table"]),
            "publiees": list(publiees),
            "exposes": tables.exposes,
            "comparables": asdict(pieces["comparables"]),
            "rapprochements": asdict(pieces["rapprochements"]),
            "series": series,
            "jours": asdict(pieces["jours"]),
            "verdicts": asdict(pieces["verdicts"]),
            "classe_mesures": judged.classe_mesures,
        },
    )
    store.sweep(folder, [public_file(mois), *(piece.chemin for piece in pieces.values()), *publiees])


def read_manifest(store: Store, mois: Mois) -> dict[str, Any] | None:
    """What is known of a month's tables; None where they were not computed, or what is there does not say it."""
    found = store.read_json(f"{indicateurs_folder(mois)}/{MANIFESTE}")
    is_sound = found and all(_is_piece(found.get(name)) for name in _FOLDERS) and found.keys() >= _OTHERS
    return found if is_sound else None


def _is_piece(found: object) -> bool:
    return isinstance(found, dict) and found.keys() >= {"chemin", "sha256"}


def public_file(mois: Mois) -> str:
    """The month's table under the name that others know."""
    return f"{indicateurs_folder(mois)}/{PUBLIC}"


def pieces_of(known: Mapping[str, Any]) -> list[str]:
    """The pieces that a month's manifest names, but those of tables before them."""
    return [known[name]["chemin"] for name in _FOLDERS]


def is_public(store: Store, mois: Mois, known: Mapping[str, Any]) -> bool:
    """Whether the table under its public name is the one that counts."""
    public = public_file(mois)
    return store.exists(public) and store.sha256(public) == known["table"]["sha256"]


def keep_whole(store: Store, mois: Mois, known: Mapping[str, Any]) -> bool:
    """Whether the pieces are there and sound; the table is put back under its public name if that was lost."""
    if store.unsound(pieces_of(known)):
        return False
    if not is_public(store, mois, known):
        table = known["table"]
        if store.sha256(table["chemin"]) != table["sha256"]:
            return False
        store.write_bytes(public_file(mois), store.read_bytes(table["chemin"]))
    return True


def published_tables(store: Store, known: Mapping[str, Any] | None) -> list[str]:
    """The pieces from which reports of the month may have been issued: they are kept, since whoever has an earlier
    edition takes one from the other.
    """
    if known is None or not any("/edition-" in one for one in store.walk("rapports")):
        return []
    pieces = dict.fromkeys([*known.get("publiees", ()), known["table"]["chemin"]])
    lost = store.unsound(pieces)
    return [piece for piece in pieces if piece not in lost]


def read_figures(store: Store, mois: Sequence[Mois], uai: str | None = None) -> pl.DataFrame:
    """The indicators' tables of several months, those that exist, for one lycée or for all levels.

    Raises UnsoundPieceError.
    """
    manifests = (read_manifest(store, one) for one in mois)
    pieces = [known["table"]["chemin"] for known in manifests if known]
    if uai is None:
        return store.read_rows(pieces)
    of_lycee = (pl.col("niveau") == Niveau.ETABLISSEMENT.value) & (pl.col("code") == uai)
    return store.read_rows(pieces, lambda rows: rows.filter(of_lycee))


def read_comparables(store: Store, mois: Mois) -> pl.DataFrame:
    """The quartiles of comparable lycées (ent_report.indicators.comparables). Raises InputsUnusableError."""
    return _read(store, mois, "comparables")


def read_rapprochements(store: Store, mois: Mois) -> pl.DataFrame:
    """The comparisons of the month's sources (ent_report.indicators.rapprochements). Raises InputsUnusableError."""
    return _read(store, mois, "rapprochements")


def _read(store: Store, mois: Mois, name: str) -> pl.DataFrame:
    known = read_manifest(store, mois)
    if known is None:
        raise InputsUnusableError(f"{mois}: its indicators were not computed yet")
    return store.read_rows([known[name]["chemin"]])


def read_completude(store: Store, mois: Mois) -> Completude:
    """Raises InputsUnusableError."""
    known = read_manifest(store, mois)
    if known is None:
        raise InputsUnusableError(f"{mois}: its completeness was not computed yet")
    jours, verdicts = (store.read_rows([known[name]["chemin"]]) for name in ("jours", "verdicts"))
    return Completude(jours, verdicts, known["classe_mesures"])


def exposed_figures(store: Store, mois: Mois) -> int:
    """How many masked figures of a month what is published narrows further than the rule allows."""
    known = read_manifest(store, mois) or {}
    return int(known.get("exposes", 0))
