"""Files read into rows set aside on disk, and a collected month's rows beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from ent_report.collecte.memoire import Lecture, Manifeste
from ent_report.collecte.spill import Spill, sorted_without_duplicates
from ent_report.contracts.regles import describe
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

    def forget(self, mois: Mois, noms: Collection[str]) -> None:
        """Take a month's rows of some files away again, those by the day aside."""
        for spill in (self.lignes, self.rejets):
            rows = spill.take(str(mois))
            if rows.width:
                spill.add(rows.filter(~pl.col("origine").str.replace(r":[0-9]+$", "").is_in(noms)))


def read_file(source: Source, fichier: Fichier, wanted: Collection[Mois], cible: Mois, spills: Spills) -> Lecture:
    """Read a file, setting aside its rows of the wanted months.

    Rows without a readable date go with most of its others, or with the month `cible`.
    """
    months: Counter[str] = Counter()
    kept_by_month: Counter[str] = Counter()
    remarks: Counter[str] = Counter()
    faults: tuple[str, ...] = ()
    names = [str(mois) for mois in wanted]
    undated = [REJETS_SCHEMA.to_frame()]
    first: str | None = None
    good: list[pl.DataFrame] = []
    try:
        for lot in source.read(fichier):
            remarks.update(lot.remarques)
            kept, rejected = _with_month(lot.gardees), _with_month(lot.rejetees)
            kept_by_month.update(dict(kept["mois"].value_counts().iter_rows()))
            if not source.par_jour:
                good.append(kept)
            undated.append(rejected.filter(pl.col("mois").is_null()).drop("mois"))
            if first is None and rejected.height:
                first = describe(*rejected.select("regle", "origine", "ligne").row(0))
            dated = rejected.drop_nulls("mois")
            months.update(dict(dated["mois"].value_counts().iter_rows()))
            for frame, spill in ((kept, spills.lignes), (dated, spills.rejets)):
                spill.add(frame.filter(pl.col("mois").is_in(names)))
    except UnreadableInputError as error:
        faults = error.faults
    months.update(kept_by_month)
    if nb_undated := sum(one.height for one in undated):
        mois = max(months, key=lambda one: (months[one], one), default=str(cible))
        months[mois] += nb_undated
        if mois in names:
            spills.rejets.add(pl.concat(undated).with_columns(mois=pl.lit(mois)))
    return Lecture(
        fichier.nom, fichier.octets, months, remarks, faults, {**kept_by_month, **_nb_consistent(good, source)}, first
    )


def _nb_consistent(good: Sequence[pl.DataFrame], source: Source) -> dict[str, int]:
    """Of a file's rows, of a source by months, those that do not contradict each other, by month."""
    parts = pl.concat(good).partition_by("mois", as_dict=True, include_key=False) if good else {}
    return {
        str(mois): source.finish(sorted_without_duplicates(part, source.cle_doublon)).nb_lignes
        for (mois,), part in parts.items()
    }


def carry_over(source: Source, mois: Mois, avant: Manifeste, store: Store, spills: Spills) -> None:
    """Set the collected rows of a month aside beside those of its new files."""
    for piece in avant["fichiers"]:
        spills.lignes.add(_with_month(source.restore(store.read_rows([piece["chemin"]]))))
    for piece in avant["rejets"]:
        rows = store.read_rows([piece["chemin"]]).select(REJETS_SCHEMA.names())
        spills.rejets.add(rows.with_columns(mois=pl.lit(str(mois))))


def _with_month(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(mois=pl.col("jour").dt.strftime("%Y-%m"))
