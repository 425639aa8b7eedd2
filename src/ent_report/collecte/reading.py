"""Files read into rows set aside on disk, and a collected month's rows beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ent_report.collecte.memoire import Lecture, Manifeste
from ent_report.collecte.spill import Spill
from ent_report.errors import UnreadableInputError
from ent_report.sources.base import Source
from ent_report.sources.fichiers import Fichier
from ent_report.sources.rejets import REJETS_SCHEMA
from ent_report.store import Store
from ent_report.vocabulary import Mois


@dataclass(frozen=True)
class Spills:
    """A source's rows: those that are kept by the day or month of its partitions, the rejected ones by month."""

    lignes: Spill
    rejets: Spill

    @classmethod
    def below(cls, folder: Path, source: Source) -> Spills:
        return cls(Spill(folder / "lignes", "jour" if source.par_jour else "mois"), Spill(folder / "rejets", "mois"))


def read_file(source: Source, fichier: Fichier, wanted: Collection[Mois], cible: Mois, spills: Spills) -> Lecture:
    """Read a file, setting aside its rows of the wanted months.

    Rows without a readable date go with most of its others, or with the month `cible`.
    """
    months: Counter[str] = Counter()
    remarks: Counter[str] = Counter()
    faults: tuple[str, ...] = ()
    names = [str(mois) for mois in wanted]
    undated = [REJETS_SCHEMA.to_frame()]
    nb_kept = 0
    try:
        for lot in source.read(fichier):
            remarks.update(lot.remarques)
            nb_kept += lot.gardees.height
            kept, rejected = _with_month(lot.gardees), _with_month(lot.rejetees)
            undated.append(rejected.filter(pl.col("mois").is_null()).drop("mois"))
            for frame, spill in ((kept, spills.lignes), (rejected.drop_nulls("mois"), spills.rejets)):
                months.update(dict(frame["mois"].value_counts().iter_rows()))
                spill.add(frame.filter(pl.col("mois").is_in(names)))
    except UnreadableInputError as error:
        faults = error.faults
    if nb_undated := sum(one.height for one in undated):
        mois = max(months, key=lambda one: (months[one], one), default=str(cible))
        months[mois] += nb_undated
        if mois in names:
            spills.rejets.add(pl.concat(undated).with_columns(mois=pl.lit(mois)))
    return Lecture(fichier.nom, fichier.octets, months, remarks, faults, est_rejetee=bool(months) and not nb_kept)


def carry_over(source: Source, mois: Mois, avant: Manifeste, store: Store, spills: Spills) -> None:
    """Set the collected rows of a month aside beside those of its new files."""
    for piece in avant["fichiers"]:
        spills.lignes.add(_with_month(source.restore(store.read_rows([piece["chemin"]]))))
    for piece in avant["rejets"]:
        rows = store.read_rows([piece["chemin"]]).select(REJETS_SCHEMA.names())
        spills.rejets.add(rows.with_columns(mois=pl.lit(str(mois))))


def _with_month(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(mois=pl.col("jour").dt.strftime("%Y-%m"))
