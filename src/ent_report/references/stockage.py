"""The references as they were understood, kept in the store."""

from __future__ import annotations

from dataclasses import asdict

import polars as pl

from ent_report.domaine.calendrier import Calendrier
from ent_report.references.annuaire_du_mois import content_digest, keep_register
from ent_report.references.region import References
from ent_report.store import MANIFESTE, Store, annuaire_folder
from ent_report.vocabulary import Mois


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
            _keep(store, folder, rows, references.annuaire.lecture if folder == annuaire_folder() else None)
        keep_register(store, mois, references.annuaire)


def _keep(store: Store, folder: str, rows: pl.DataFrame, lecture: str | None) -> None:
    manifest, digest = f"{folder}/{MANIFESTE}", content_digest(rows)
    known = store.read_json(manifest)
    if not known or known["empreinte"] != digest or store.unsound([known["table"]["chemin"]]):
        known = {"empreinte": digest, "table": asdict(store.write_parquet(rows, folder))}
        store.write_json(manifest, known | {"lecture": lecture})
    elif known.get("lecture") != lecture:
        store.write_json(manifest, known | {"lecture": lecture})
    store.sweep(folder, [known["table"]["chemin"]], below=False)


def _calendar_table(calendrier: Calendrier) -> pl.DataFrame:
    """Days without class: columns premier_jour, dernier_jour (both without class), nom, nature."""
    rows = [(v.premier_jour, v.dernier_jour, v.nom, "vacances") for v in calendrier.vacances]
    rows += [(day, day, name, "ferie") for day, name in calendrier.feries]
    schema = {"premier_jour": pl.Date, "dernier_jour": pl.Date, "nom": pl.String, "nature": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("premier_jour", "nature")
