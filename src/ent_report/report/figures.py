"""The figures of one lycée by their key; a cell that may not be shown gives no value to anything built on it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import polars as pl

from ent_report.vocabulary import Etat, Mois

# Counts: where the source was read and no row stands, nothing happened. A rate without a row is unknown, and so is a
# figure of the national measure: it says 0 where it counted none, and nothing where it did not count.
COMPTAGES = frozenset(
    {"visites", "visiteurs_uniques", "pages_vues", "connexions", "acces", "acces_connecteurs"}
    | {"comptes_charges", "comptes_actives"}
)
_EVENTS = frozenset({"evenements"})
_SHOWABLE = frozenset({Etat.PUBLIE, Etat.PARTIEL})


class Cle(NamedTuple):
    """Which figure: the indicator and its break-down, as in the indicators' table; None is "all"."""

    indicateur: str
    profil: str | None = None
    service: str | None = None
    appareil: str | None = None
    jour: date | None = None
    jour_semaine: int | None = None
    heure: int | None = None


@dataclass(frozen=True)
class Chiffre:
    """A figure and how it may be shown; the three numbers are None unless it may be."""

    etat: Etat
    valeur: float | None = None
    numerateur: float | None = None
    denominateur: float | None = None
    source: str = ""

    @property
    def est_partiel(self) -> bool:
        return self.etat is Etat.PARTIEL


ABSENT = Chiffre(Etat.ABSENT)
ZERO = Chiffre(Etat.PUBLIE, 0.0)


class Figures:
    """All figures of one place, for the months known; `sources` are those that were read for `mois`.

    No event of a lycée means that nobody came; no row of it in an export, that the export does not know it.
    """

    def __init__(self, frame: pl.DataFrame, mois: Mois, sources: Collection[str]) -> None:
        self._by_month: dict[date, dict[Cle, Chiffre]] = {}
        self._sources: dict[date, set[str]] = {mois.premier_jour: set(_EVENTS.intersection(sources))}
        for month, key, figure, tells_of_source in _rows(frame, mois):
            self._by_month.setdefault(month, {})[key] = figure
            if tells_of_source:
                self._sources.setdefault(month, set()).update(figure.source.split("+"))

    def get(self, mois: Mois, key: Cle, source: str) -> Chiffre:
        """The figure; where there is none, zero if it is a count of a `source` that was read, else absent."""
        found = self._by_month.get(mois.premier_jour, {}).get(key)
        if found is not None:
            return found
        measured = self.is_measured(mois, source)
        return ZERO if measured and key.indicateur in COMPTAGES else ABSENT

    def is_measured(self, mois: Mois, source: str) -> bool:
        return source in self._sources.get(mois.premier_jour, ())

    def of(self, mois: Mois) -> dict[Cle, Chiffre]:
        """All figures of a month; those of other months than the report's without days and hours."""
        return self._by_month.get(mois.premier_jour, {})


def _rows(frame: pl.DataFrame, mois: Mois) -> Iterator[tuple[date, Cle, Chiffre, bool]]:
    """The rows that a report looks at: of the months before, neither days nor hours. And whether each says that its
    source was read: one that is hidden and nothing may stand for what an earlier edition hid, and its source be gone.
    """
    columns = [*Cle._fields, "etat", "valeur", "numerateur", "denominateur", "source", "mois"]
    wanted = frame.filter(
        (pl.col("mois") == mois.premier_jour) | (pl.col("jour").is_null() & pl.col("jour_semaine").is_null())
    ).select(columns)
    for row in wanted.iter_rows():
        figure = read_figure(*row[7:12])
        is_placeholder = figure.etat is Etat.MASQUE and not row[8]
        yield row[-1], Cle(*row[:7]), figure, figure.etat is not Etat.ABSENT and not is_placeholder


def read_figure(
    etat: str, valeur: float | None, numerateur: float | None, denominateur: float | None, source: str | None
) -> Chiffre:
    """A figure from the cells of its row; one that may not be shown has no number."""
    state = Etat(etat)
    if state in _SHOWABLE and valeur is None:
        state = Etat.ABSENT
    if state not in _SHOWABLE:
        return Chiffre(state, source=source or "")
    return Chiffre(state, valeur, numerateur, denominateur, source or "")
