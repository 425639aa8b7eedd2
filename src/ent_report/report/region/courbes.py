"""The small curves of the table of lycées: visits of each known month, or of each day while few months are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

import polars as pl

from ent_report.domaine.lycees import Lycee
from ent_report.report import format as fr
from ent_report.report.charts.miniature import miniature
from ent_report.report.charts.primitives import Graphique
from ent_report.report.phrases import Phrase, phrase
from ent_report.report.region.contexte import ContexteRegion
from ent_report.vocabulary import Etat, Niveau

MOIS_MIN = 6  # fewer known months make no curve


class Courbes:
    """The curves of one report's lycées; all are of months, or all of days, so that the column has one meaning."""

    def __init__(self, ctx: ContexteRegion) -> None:
        self._ctx = ctx

    @cached_property
    def are_of_months(self) -> bool:
        known = [month for month in self._ctx.treize_mois if self._ctx.valeurs("visites", month)]
        return len(known) >= MOIS_MIN

    def of(self, lycee: Lycee) -> tuple[Graphique, Phrase] | tuple[None, None]:
        """The curve and what it says; None for both where no value is known, most are masked, or the month's is."""
        values = self._months(lycee) if self.are_of_months else self._days(lycee)
        if self._ctx.du_lycee(lycee, "visites").etat is Etat.MASQUE:
            return None, None  # the month's bars would tell what the month's figure may not
        known = [(value, name) for value, _, name in values if value is not None]
        masked = self._masked_values(lycee)
        if not known or masked > len(known):
            return None, None
        greatest, when = max(known, key=lambda pair: pair[0])
        kind = "courbe_des_mois" if self.are_of_months else "courbe_des_jours"
        told: dict[str, str | fr.Quantite] = {
            "maximum": fr.quantite(greatest),
            "quand": when,
            "communique": "oui" if masked else "",
        }
        reading = phrase(kind, **told) if greatest or masked else phrase("courbe_nulle")
        return miniature([(value, role) for value, role, _ in values]), reading

    def is_masked(self, lycee: Lycee) -> bool:
        """Some of the curve's values are masked."""
        return self._masked_values(lycee) > 0 or self._ctx.du_lycee(lycee, "visites").etat is Etat.MASQUE

    def _masked_values(self, lycee: Lycee) -> int:
        if not self.are_of_months:
            return self._masked[lycee.uai]
        figures = (self._ctx.du_lycee(lycee, "visites", month) for month in self._ctx.treize_mois)
        return sum(figure.etat is Etat.MASQUE for figure in figures)

    def _months(self, lycee: Lycee) -> list[tuple[float | None, str, str]]:
        months = self._ctx.treize_mois
        return [
            (
                self._ctx.du_lycee(lycee, "visites", month).valeur,
                "plein" if month == self._ctx.mois else "clair",
                fr.mois_long(month),
            )
            for month in months
        ]

    def _days(self, lycee: Lycee) -> list[tuple[float | None, str, str]]:
        days, calendar = self._by_day.get(lycee.uai, {}), self._ctx.donnees.calendrier
        return [
            (days.get(day), "plein" if calendar.est_jour_de_classe(day) else "clair", fr.un_jour(day))
            for day in self._ctx.mois.jours
        ]

    @cached_property
    def _rows(self) -> pl.DataFrame:
        return self._ctx.donnees.figures.filter(
            pl.col("niveau") == Niveau.ETABLISSEMENT,
            pl.col("mois") == self._ctx.mois.premier_jour,
            pl.col("indicateur") == "visites",
            pl.col("jour").is_not_null(),
        )

    @cached_property
    def _by_day(self) -> Mapping[str, Mapping[date, float]]:
        shown = pl.col("etat").is_in([Etat.PUBLIE, Etat.PARTIEL]) & pl.col("valeur").is_not_null()
        return _grouped(self._rows.filter(shown).select("code", "jour", "valeur").rows())

    @cached_property
    def _masked(self) -> Counter[str]:
        return Counter(self._rows.filter(pl.col("etat") == Etat.MASQUE)["code"])


def _grouped(rows: Sequence[tuple[str, date, float]]) -> dict[str, dict[date, float]]:
    found: dict[str, dict[date, float]] = {}
    for code, day, value in rows:
        found.setdefault(code, {})[day] = value
    return found
