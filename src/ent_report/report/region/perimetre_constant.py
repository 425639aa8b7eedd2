"""Which lycées two months have in common, and a change that counts the same ones in both.

A lycée that enters or leaves moves the totals without anybody using the ENT more or less. The change at constant
perimeter is of sums of lycées' own figures, those of the lycées that both months measure: a person of two lycées counts
in each, so the sums serve for the change alone, never as totals. Unique visitors do not add up: theirs is not known.

Only figures that may be shown are added up, so that the change tells nothing of a masked lycée. What stands between it
and the gross change is the lycées left out: where a single masked one is among them, in either month, taking the one
from the other would give it back, and the change is « n.c. ».
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ent_report.indicators.registre import INDICATEURS, Indicateur
from ent_report.report.figures import ABSENT, Chiffre
from ent_report.vocabulary import Etat

MASQUES_MIN = 2
"""Masked lycées among those left out hide each other from this number on."""

Chiffres = Mapping[str, Chiffre]
"""UAI -> a figure of the lycée in one month."""


@dataclass(frozen=True)
class Perimetre:
    """The lycées (UAI) that each of two months measures."""

    avant: frozenset[str]
    apres: frozenset[str]

    @property
    def communs(self) -> frozenset[str]:
        return self.avant & self.apres

    @property
    def entres(self) -> frozenset[str]:
        return self.apres - self.avant

    @property
    def sortis(self) -> frozenset[str]:
        return self.avant - self.apres

    @property
    def a_change(self) -> bool:
        return self.avant != self.apres

    def among(self, lycees: Collection[str]) -> Perimetre:
        """Of some of the lycées, such as those of a département."""
        return Perimetre(self.avant & frozenset(lycees), self.apres & frozenset(lycees))


def constant(indicateur: str, perimetre: Perimetre, avant: Chiffres, apres: Chiffres) -> tuple[Chiffre, Chiffre]:
    """The figure of both months over the same lycées, those whose figure is whole and may be shown in both; without
    value where it cannot be had, or may not be told.
    """
    known = INDICATEURS[indicateur]
    if not known.s_additionne and known.echelle is None:
        return ABSENT, ABSENT
    pairs = {uai: (avant.get(uai, ABSENT), apres.get(uai, ABSENT)) for uai in sorted(perimetre.communs)}
    shown = {uai: pair for uai, pair in pairs.items() if all(one.etat is Etat.PUBLIE for one in pair)}
    if any(_gives_back(figures, shown) for figures in (avant, apres)):
        return Chiffre(Etat.MASQUE), Chiffre(Etat.MASQUE)
    if not shown:
        return ABSENT, ABSENT
    before, after = ([pair[n] for pair in shown.values()] for n in (0, 1))
    return _added(known, before), _added(known, after)


def _gives_back(figures: Chiffres, shown: Collection[str]) -> bool:
    masked = sum(figure.etat is Etat.MASQUE for uai, figure in figures.items() if uai not in shown)
    return 0 < masked < MASQUES_MIN


def _added(indicateur: Indicateur, figures: list[Chiffre]) -> Chiffre:
    """The sum, or the quotient of the sums of both terms."""
    if indicateur.echelle is None:
        return Chiffre(Etat.PUBLIE, sum(figure.valeur or 0.0 for figure in figures))
    terms = [(figure.numerateur, figure.denominateur) for figure in figures]
    above, below = (list(_known(terms, n)) for n in (0, 1))
    if len(above) < len(terms) or len(below) < len(terms) or not sum(below):
        return ABSENT
    return Chiffre(Etat.PUBLIE, indicateur.echelle * sum(above) / sum(below), sum(above), sum(below))


def _known(terms: list[tuple[float | None, float | None]], place: int) -> Iterator[float]:
    return (value for pair in terms if (value := pair[place]) is not None)
