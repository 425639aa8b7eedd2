"""The register as each month knew it, and what changed since the month before."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Any

import polars as pl

from ent_report.domaine.mouvements_annuaire import MouvementsAnnuaire, Registre, compare_registers
from ent_report.sources.annuaire import Annuaire
from ent_report.store import MANIFESTE, Store, annuaire_folder
from ent_report.vocabulary import Mois

RECUL_MOIS = 12


def content_digest(rows: pl.DataFrame) -> str:
    """Of the columns and cells, whatever file they stand in."""
    return hashlib.sha256(f"{rows.schema}\n{rows.write_json()}".encode()).hexdigest()


def keep_register(store: Store, mois: Mois, annuaire: Annuaire) -> None:
    """Keep the register for a month; a corrected one takes its place.

    One that a later month knows already is that month's: when an old month is made again it corrects nothing of what
    that one knew.
    """
    folder = annuaire_folder(mois)
    digest, rejected = content_digest(annuaire.table), _rejected(annuaire)
    known = _manifest(store, mois)
    is_known = known is not None and (known["empreinte"], known["uai_rejetes"]) == (digest, rejected)
    if known and (is_known or digest in _known_later(store, mois)):
        store.sweep(folder, [known["table"]["chemin"]])
        return
    piece = store.write_parquet(annuaire.table, folder)
    store.write_json(f"{folder}/{MANIFESTE}", {"empreinte": digest, "table": asdict(piece), "uai_rejetes": rejected})
    store.sweep(folder, [piece.chemin])


def registered_uais(store: Store, mois: Mois) -> frozenset[str] | None:
    """The lycées that a month's register knew; None where it was not kept."""
    found = _manifest(store, mois)
    return None if found is None else frozenset(_table(store, found)["identifiant_de_l_etablissement"])


def register_changes(store: Store, mois: Mois) -> MouvementsAnnuaire | None:
    """What changed since the nearest month before, of the twelve, whose register was kept; None if there is none."""
    now = _manifest(store, mois)
    earlier = [(one, found) for n in range(1, RECUL_MOIS + 1) if (found := _manifest(store, one := mois - n))]
    if now is None or not earlier:
        return None
    since, before = earlier[0]
    then, current = (Registre(_table(store, one), frozenset(one["uai_rejetes"])) for one in (before, now))
    return MouvementsAnnuaire(since, compare_registers(then, current))


def changes_told(store: Store, mois: Mois) -> dict[str, Any]:
    """The changes for the run's summary, all of them: `depuis` is None where there is nothing to compare with."""
    found = register_changes(store, mois)
    if found is None:
        nothing = f"found no register kept for the {RECUL_MOIS} months before {mois}: nothing to compare with"
        return {"depuis": None, "remarque": nothing, "lignes": []}
    return {"depuis": str(found.depuis), "remarque": None, "lignes": [asdict(one) for one in found.mouvements]}


def _rejected(annuaire: Annuaire) -> list[str]:
    """The UAIs of refused rows, those that stand somewhere in a row out of shape among them."""
    anywhere = pl.col("ligne").str.extract_all(r"[0-9]{7}[A-Za-z]").list.eval(pl.element().str.to_uppercase())
    found = annuaire.rejetees.select(pl.when(pl.col("uai").is_null()).then(anywhere).otherwise(pl.concat_list("uai")))
    return sorted(found.to_series().explode().drop_nulls().unique())


def _known_later(store: Store, mois: Mois) -> set[str]:
    kept = [one.nom for one in store.entries(annuaire_folder()) if one.nom.startswith("mois=")]
    names = (one.removeprefix("mois=") for one in kept)
    later = (found for name in names if name > str(mois) and (found := _manifest(store, Mois.parse(name))))
    return {one["empreinte"] for one in later}


def _manifest(store: Store, mois: Mois) -> dict[str, Any] | None:
    """What was kept of a month, None where nothing was or where its piece is gone or damaged."""
    found = store.read_json(f"{annuaire_folder(mois)}/{MANIFESTE}")
    return found if found and not store.unsound([found["table"]["chemin"]]) else None


def _table(store: Store, manifest: dict[str, Any]) -> pl.DataFrame:
    return store.read_rows([manifest["table"]["chemin"]])
