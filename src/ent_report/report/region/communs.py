"""The lycées' own figures of the months that are compared: who was measured, and what those in both add up to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import polars as pl

from ent_report.report.figures import ABSENT, ZERO, Chiffre, read_figure
from ent_report.report.region.lieux import INCONNU, Lieux
from ent_report.report.region.perimetre_constant import Chiffres, Perimetre, constant
from ent_report.vocabulary import Etat, Mois, Niveau

_Detail = tuple[date, str, str | None, str | None]


class Communs:
    """Of one report's month; a lycée that is not in the register any more is there with the months that it has.

    `figures`: rows of the indicators' table of all levels; `lieux`: the main ones, those that may be shown.
    """

    def __init__(self, figures: pl.DataFrame, lieux: Lieux, mois: Mois) -> None:
        self._lieux, self._mois = lieux, mois
        self._uais = frozenset(code for niveau, code in lieux if niveau == Niveau.ETABLISSEMENT)
        self._details = _by_detail(figures, (mois - 12, mois - 1, mois))
        self._perimetres: dict[Mois, Perimetre] = {}

    def est_mesure(self, uai: str, mois: Mois, *, par_comptes: bool = True) -> bool:
        """A source told of the lycée: it had visits, or its accounts are known, masked ones too.

        That no event names a lycée makes its visits 0, and is no measure of it. `par_comptes`: accounts tell too.
        """
        visits, accounts = (self._of(uai, code, mois) for code in ("visites", "comptes_charges"))
        was_visited = visits.etat is not Etat.ABSENT and visits.valeur != 0
        return was_visited or (par_comptes and accounts.etat is not Etat.ABSENT)

    def perimetre(self, depuis: Mois) -> Perimetre:
        """The lycées measured in another month, and in the report's; by accounts only if both months know some."""
        if depuis not in self._perimetres:
            months = (depuis, self._mois)
            told = all(
                any(self._of(u, "comptes_charges", m).etat is not Etat.ABSENT for u in self._uais) for m in months
            )
            measured = [frozenset(u for u in self._uais if self.est_mesure(u, m, par_comptes=told)) for m in months]
            self._perimetres[depuis] = Perimetre(*measured)
        return self._perimetres[depuis]

    def constant(
        self,
        indicateur: str,
        depuis: Mois,
        lycees: Collection[str] | None = None,
        profil: str | None = None,
        service: str | None = None,
    ) -> tuple[Chiffre, Chiffre]:
        """The figure of another month and of the report's over the same lycées, of the region or among some of them."""
        own = self._uais if lycees is None else frozenset(lycees)
        before, after = (self._chiffres(own, indicateur, month, profil, service) for month in (depuis, self._mois))
        return constant(indicateur, self.perimetre(depuis).among(own), before, after)

    def _chiffres(
        self, uais: Collection[str], indicateur: str, mois: Mois, profil: str | None, service: str | None
    ) -> Chiffres:
        """UAI -> the figure. Where a lycée's visits are known, a break-down of them without a row is 0."""
        whole = {uai: self._of(uai, indicateur, mois) for uai in uais}
        if profil is None and service is None:
            return whole
        rows = self._details.get((mois.premier_jour, indicateur, profil, service), {})
        return {uai: rows.get(uai, ABSENT if one.etat is Etat.ABSENT else ZERO) for uai, one in whole.items()}

    def _of(self, uai: str, indicateur: str, mois: Mois) -> Chiffre:
        return self._lieux.get((Niveau.ETABLISSEMENT, uai), INCONNU).chiffre(indicateur, mois)


def _by_detail(figures: pl.DataFrame, mois: Collection[Mois]) -> Mapping[_Detail, Mapping[str, Chiffre]]:
    """The lycées' visits by profile and by service."""
    others = ("appareil", "jour", "jour_semaine", "heure")
    rows = figures.filter(
        pl.col("niveau") == Niveau.ETABLISSEMENT,
        pl.col("indicateur") == "visites",
        pl.col("mois").is_in([month.premier_jour for month in mois]),
        pl.all_horizontal(pl.col(name).is_null() for name in others),
        pl.col("profil").is_null() != pl.col("service").is_null(),
    ).select(
        "mois", "indicateur", "profil", "service", "code", "etat", "valeur", "numerateur", "denominateur", "source"
    )
    found: dict[_Detail, dict[str, Chiffre]] = {}
    for *key, uai, etat, valeur, numerateur, denominateur, source in rows.iter_rows():
        place = found.setdefault((key[0], key[1], key[2], key[3]), {})
        place[uai] = read_figure(etat, valeur, numerateur, denominateur, source)
    return found
