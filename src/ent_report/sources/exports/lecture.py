"""The statistics service's exports (CSV): accounts, access, connectors, devices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
import polars.selectors as cs

from ent_report.contracts.exports import CLE_CONTREDITE, LigneExport
from ent_report.domaine.periodes import allocation_day, start_of_period
from ent_report.errors import UnreadableInputError
from ent_report.sources.base import Acheve, Contexte, Lot
from ent_report.sources.exports.formats import EXPORTS, Export
from ent_report.sources.fichiers import Fichier
from ent_report.sources.rejets import out_of_shape, rejected_with_rule, rejects_of
from ent_report.sources.tableur import read_table

DATE_FORMATS = ("%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d")


@dataclass(frozen=True)
class SourceExport:
    """One export; `profils` and `supports`: label in lower case -> ours; `uais`: the region's lycées."""

    export: Export
    frequence: str
    profils: Mapping[str, str]
    supports: Mapping[str, str]
    uais: frozenset[str]
    version: str
    par_jour: bool = False

    @property
    def nom(self) -> str:
        return self.export.nom

    @property
    def cle_doublon(self) -> tuple[str, ...]:
        return (*self.export.colonnes, *self._heure)

    @property
    def _heure(self) -> tuple[str, ...]:
        """Of rows by the hour, what tells those of a day apart."""
        return ("heure",) if self.frequence == "heure" else ()

    def read(self, fichier: Fichier) -> Iterator[Lot]:
        table = read_table(fichier)
        missing = [name for name in self.export.en_tete if name not in table.frame.columns]
        if missing:
            raise UnreadableInputError(f"{fichier.nom}: line 1: {_header_fault(missing, table.frame.columns)}")
        extra = [name for name in table.frame.columns if name not in self.export.en_tete]
        remarks = {f"colonne_inconnue: {name} ({fichier.nom})": table.frame.height for name in extra}
        read = self._read_cells(table.frame)
        good, failure = LigneExport.filter(read.select(list(LigneExport.columns())))
        kept = read.filter(pl.col("n").is_in(good["n"].implode())).select(
            allocation_day(self.frequence),
            *self.cle_doublon,
            origine=pl.concat_str(pl.lit(f"{fichier.nom}:"), pl.lit(pl.Series(table.numeros)).gather("n")),
        )
        bad = rejected_with_rule(failure, LigneExport)
        day, uai, profil = allocation_day(self.frequence), pl.col("uai"), pl.col("profil")
        rejected = rejects_of(bad, fichier, table.numero, table.ligne, jour=day, uai=uai, profil=profil)
        rejected = pl.concat([rejected, out_of_shape(table.hors_forme, fichier)])
        yield Lot(table.frame.height + len(table.hors_forme), kept, rejected, remarks)

    def _read_cells(self, frame: pl.DataFrame) -> pl.DataFrame:
        stripped = pl.col("Date").str.strip_chars()
        instant = pl.coalesce(stripped.str.to_datetime(fmt, strict=False) for fmt in DATE_FORMATS)
        cells = {name: pl.col(header).str.strip_chars() for header, name in self.export.mesures.items()}
        numbers = {name: cell.cast(pl.Int64, strict=False) for name, cell in cells.items()}
        counts = [number.alias(name) for name, number in numbers.items()]
        readable = [(cells[name] == "") | number.is_not_null() for name, number in numbers.items()]
        uai = pl.col("UAI").str.strip_chars().str.to_uppercase()
        return frame.select(
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("n"),
            uai.alias("uai"),
            uai.is_in(sorted(self.uais)).alias("uai_connu"),
            instant.dt.date().alias("date"),
            instant.dt.hour().alias("heure"),
            _label("Profil").alias("libelle_profil"),
            _label("Profil").replace_strict(dict(self.profils), default=None, return_dtype=pl.String).alias("profil"),
            *self._detail(),
            pl.all_horizontal(readable).alias("nombres_lisibles"),
            pl.min_horizontal(counts).alias("minimum"),
            pl.max_horizontal(counts).alias("maximum"),
            _active_within_loaded(numbers).alias("actives_dans_charges"),
            *counts,
        )

    def _detail(self) -> list[pl.Expr]:
        if self.export.detail is None:
            return [pl.lit(value=True).alias("detail_connu")]
        header, column = self.export.detail
        label = pl.col(header).str.strip_chars()
        if column != "support":
            return [label.alias(column), (label.fill_null("") != "").alias("detail_connu")]
        device = _label(header).replace_strict(dict(self.supports), default=None, return_dtype=pl.String)
        return [label.alias(column), device.alias("appareil"), device.is_not_null().alias("detail_connu")]

    def restore(self, stored: pl.DataFrame) -> pl.DataFrame:
        collected = pl.lit(f"{self.nom}, collected before").alias("origine")
        return stored.select(allocation_day(self.frequence), *self.cle_doublon, collected)

    def finish(self, gardees: pl.DataFrame) -> Acheve:
        text = gardees.with_columns(cs.enum().cast(pl.String))
        labels = [*(name for name in self.export.cle if name != "date"), *self._heure]
        counted = text.with_columns(nb=pl.len().over(*labels, start_of_period(self.frequence)))
        contradicted = counted.filter(pl.col("nb") > 1)
        rejected = contradicted.select(
            "jour",
            pl.lit(CLE_CONTREDITE).alias("regle"),
            "origine",
            pl.struct(self.cle_doublon).struct.json_encode().alias("ligne"),
            "uai",
            "profil",
        )
        stored = counted.filter(pl.col("nb") == 1).select(self.cle_doublon).sort(*self.export.cle, *self._heure)
        return Acheve(stored, stored.height, rejected)


def _header_fault(missing: Sequence[str], found: Sequence[str]) -> str:
    other = next((sign for sign in ",\t|" if len(found) == 1 and sign in found[0]), None)
    if other:
        return f"found columns separated by {other!r}, expected ';'"
    return f"column {', '.join(missing)} is missing; found {', '.join(found)}"


def _active_within_loaded(numbers: Mapping[str, pl.Expr]) -> pl.Expr:
    """Whether no more accounts are activated than loaded; null where one is not given, or in an export without both."""
    return numbers.get("comptes_actives", pl.lit(None)) <= numbers.get("comptes_charges", pl.lit(None))


def _label(header: str) -> pl.Expr:
    return pl.col(header).str.strip_chars().str.to_lowercase()


def build(contexte: Contexte) -> SourceExport:
    version = f"{contexte.empreinte}:{contexte.frequence}"
    return SourceExport(
        EXPORTS[contexte.nom], contexte.frequence, contexte.profils, contexte.appareils, contexte.uais, version
    )
