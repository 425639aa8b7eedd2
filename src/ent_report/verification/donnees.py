"""The figures of an issued `donnees.csv` against the indicators' tables: no more than these may show, nothing else.

A document may say less than the table (a figure is masked for what it would give back elsewhere), never more.
Medians of comparable lycées are not looked at: they move with the others' corrections, which make no edition here.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from ent_report.langue import LANGUE
from ent_report.mois.tables import read_figures, read_manifest
from ent_report.report import format as fr
from ent_report.report.figures import COMPTAGES, Chiffre, Cle, Figures
from ent_report.report.mesure_nationale import non_ventile
from ent_report.store import Store
from ent_report.vocabulary import NON_VENTILE, Etat, Mois, Niveau

Lieu = tuple[str, str]

REGION: Lieu = (Niveau.REGION.value, "")
TOLERANCE = 1e-9
_SHOWN = frozenset({Etat.PUBLIE.value, Etat.PARTIEL.value})
_HOURS = "_par_heure"
_WEEKDAYS = {fr.jour_semaine(number): number for number in range(1, 8)}
_HOURS_NAMED = {fr.heure(number).replace(fr.NBSP, " "): number for number in range(24)}
_ACADEMIE = re.escape(LANGUE.rapports.academie).replace(re.escape("{nom}"), "(.+)")
_DEPARTEMENT = re.escape(LANGUE.rapports.departement.removesuffix(" {nom}")).replace(re.escape("{code}"), r"(\S+)")
_PLACE = re.compile(rf", (?:{_ACADEMIE}|{_DEPARTEMENT}.*|([0-9]{{7}}[A-Z]) .*)$")


@dataclass(frozen=True)
class Indicateurs:
    """The tables of a month and of the two that it is compared with, by place; read once for all reports."""

    store: Store
    mois: Mois

    @property
    def sont_la(self) -> bool:
        return bool(self._by_place)

    def figures(self, lieu: Lieu) -> Figures | None:
        """None where the tables do not know the place."""
        found = self._by_place.get(lieu)
        return None if found is None else Figures(found, self.mois, ())

    @cached_property
    def _by_place(self) -> Mapping[Lieu, pl.DataFrame]:
        if not read_manifest(self.store, self.mois):
            return {}
        table = read_figures(self.store, compared_months(self.mois))
        code = pl.when(pl.col("niveau") == Niveau.REGION.value).then(pl.lit("")).otherwise("code")
        named = (
            pl.when(pl.col("niveau") == Niveau.ACADEMIE.value)
            .then(pl.col("code").map_elements(fr.nom_propre, pl.String))
            .otherwise(code)
        )
        parts = table.with_columns(lieu=named).partition_by("niveau", "lieu", as_dict=True)
        return {(str(niveau), str(place)): part for (niveau, place), part in parts.items()}


def compared_months(mois: Mois) -> list[Mois]:
    """The months whose tables a report's data is held to."""
    return [mois, mois - 1, mois - 12]


def data_faults(donnees: bytes, lieu: Lieu, indicateurs: Indicateurs) -> Iterator[str]:
    """A line for each figure of a report's data that is not the table's; `lieu` is whose report it is."""
    known: dict[Lieu, Figures | None] = {}
    for row in csv.DictReader(io.StringIO(donnees.decode("utf-8-sig")), delimiter=";"):
        place = _place(row["libelle"]) or lieu if lieu == REGION else lieu
        if place not in known:
            known[place] = indicateurs.figures(place)
        yield from (f"{row['libelle']}: {fault}" for fault in _row_faults(row, known[place], indicateurs.mois))


def _place(libelle: str) -> Lieu | None:
    """The place below the region that a line of the region's data speaks of."""
    found = _PLACE.search(libelle)
    if not found:
        return None
    levels = (Niveau.ACADEMIE, Niveau.DEPARTEMENT, Niveau.ETABLISSEMENT)
    return next((level.value, name) for level, name in zip(levels, found.groups(), strict=True) if name)


def _row_faults(row: Mapping[str, str], figures: Figures | None, mois: Mois) -> Iterator[str]:
    key = _key(row)
    yield from _fault(row["valeur"], row["etat"], key, _known(figures, mois, key))
    for column, month in (("valeur_m1", mois - 1), ("valeur_n1", mois - 12)):
        if row[column]:
            for fault in _shown_fault(row[column], key, _known(figures, month, key)):
                yield f"{column}: {fault}"


def _key(row: Mapping[str, str]) -> Cle:
    """Which figure a line is; its weekday and hour, for which there is no column, end its label."""
    whole = Cle(
        row["indicateur"].removesuffix(_HOURS),
        row["profil"] or None,
        row["service"] or None,
        row["appareil"] or None,
        date.fromisoformat(row["jour"]) if row["jour"] else None,
    )
    if not row["indicateur"].endswith(_HOURS):
        return whole
    *_, weekday, hour = row["libelle"].split(", ")
    return whole._replace(jour_semaine=_WEEKDAYS[weekday], heure=_HOURS_NAMED[hour])


def _known(figures: Figures | None, mois: Mois, key: Cle) -> Chiffre | None:
    if figures is None:
        return None
    return non_ventile(figures, mois) if key.profil == NON_VENTILE else figures.of(mois).get(key)


def _fault(cell: str, etat: str, key: Cle, known: Chiffre | None) -> Iterator[str]:
    expected = known.etat if known else Etat.ABSENT
    if cell:
        if etat not in _SHOWN:
            yield f"found {cell}, expected nothing: its etat is {etat}"
        elif known and known.valeur is not None and etat != expected:
            yield f"etat: found {etat}, expected {expected}"
        yield from _shown_fault(cell, key, known)
    elif etat in _SHOWN:
        yield f"found nothing, expected a figure: its etat is {etat}"
    elif etat not in {Etat.MASQUE, expected}:
        yield f"etat: found {etat or 'none'}, expected {expected}"


def _shown_fault(cell: str, key: Cle, known: Chiffre | None) -> Iterator[str]:
    """A figure that is shown is the table's, and may be shown; a count of which there is no row is 0."""
    value = float(cell.removeprefix("'").replace(",", "."))
    if known is None:
        if value or key.indicateur not in COMPTAGES:
            yield f"found {cell}, expected nothing: the indicators have no such figure"
    elif known.valeur is None:
        yield f"found {cell}, expected nothing: {known.etat} in the indicators"
    elif abs(value - known.valeur) > TOLERANCE * max(1.0, abs(known.valeur)):
        yield f"found {cell}, expected {known.valeur:.10g}"
