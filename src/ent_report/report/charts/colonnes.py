"""Bars over days: how each day of the month was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ent_report.report.charts.echelle import Echelle, echelle
from ent_report.report.charts.primitives import LARGEUR, Etiquette, Graphique, formes, rectangle, segment, text_width

_TOP, _BOTTOM = 14.0, 13.0
_GAP = 0.2
_MARK = 2.4


@dataclass(frozen=True)
class Colonne:
    """One bar. `valeur` None is not drawn as a bar but as a mark of `role`; `abscisse` stands below it, if any."""

    valeur: float | None
    role: str
    abscisse: str | None = None
    annotation: str | None = None


@dataclass(frozen=True)
class Fond:
    """A stretch from the column `debut` to the column `fin`, both included: shaded, with a text at its top; one whose
    `role` is `incident` is a bar along the top, with its text over it.
    """

    debut: int
    fin: int
    texte: str = ""
    role: str = "fond"


def colonnes(barres: Sequence[Colonne], fonds: Sequence[Fond] = (), hauteur: float = 120.0) -> Graphique:
    """Bars from zero, in the order given, over the whole width; what is unknown is marked, never drawn as zero."""
    scale = echelle(max((b.valeur for b in barres if b.valeur is not None), default=0.0))
    frame = _Frame(scale, hauteur, len(barres))
    shapes = [*frame.backgrounds(fonds), *frame.grid(), *frame.bars(barres), frame.base()]
    labels = [*frame.background_texts(fonds), *frame.ticks(), *frame.bar_texts(barres)]
    return Graphique(LARGEUR, hauteur, formes(shapes), tuple(labels))


@dataclass(frozen=True)
class _Frame:
    scale: Echelle
    height: float
    count: int

    @property
    def left(self) -> float:
        return 9 + text_width(self.scale.texte(self.scale.maximum))

    @property
    def step(self) -> float:
        return (LARGEUR - self.left) / max(self.count, 1)

    def x(self, index: int) -> float:
        return self.left + index * self.step

    def y(self, value: float) -> float:
        return self.height - _BOTTOM - self.scale.share(value) * (self.height - _BOTTOM - _TOP)

    def backgrounds(self, fonds: Sequence[Fond]) -> Iterator[tuple[str, str]]:
        for fond in fonds:
            width = (fond.fin - fond.debut + 1) * self.step
            height = _MARK if fond.role == "incident" else self.height - _BOTTOM
            yield fond.role, rectangle(self.x(fond.debut), 0, width, height)

    def background_texts(self, fonds: Sequence[Fond]) -> Iterator[Etiquette]:
        for fond in fonds:
            width = (fond.fin - fond.debut + 1) * self.step
            if fond.role == "incident":
                yield Etiquette(self.x(fond.debut) + width / 2, _MARK + 8, fond.texte, role="incident")
            elif fond.texte and width > 4.2 * len(fond.texte):
                yield Etiquette(self.x(fond.debut) + 4, 9, fond.texte, "start")

    def grid(self) -> Iterator[tuple[str, str]]:
        for tick in self.scale.graduations:
            yield "grille", segment(self.left, self.y(tick), LARGEUR, self.y(tick))

    def ticks(self) -> Iterator[Etiquette]:
        for tick in (0.0, *self.scale.graduations):
            yield Etiquette(self.left - 5, self.y(tick) + 2.7, self.scale.texte(tick), "end")

    def bars(self, barres: Sequence[Colonne]) -> Iterator[tuple[str, str]]:
        width = self.step * (1 - _GAP)
        for index, barre in enumerate(barres):
            left = self.x(index) + self.step * _GAP / 2
            if barre.valeur is None:
                yield barre.role, segment(left, self.height - _BOTTOM - 1, left + width, self.height - _BOTTOM - 7)
                yield barre.role, segment(left, self.height - _BOTTOM - 7, left + width, self.height - _BOTTOM - 1)
            elif barre.valeur > 0:
                top = min(self.y(barre.valeur), self.y(0) - 0.4)
                yield barre.role, rectangle(left, top, width, self.y(0) - top)

    def bar_texts(self, barres: Sequence[Colonne]) -> Iterator[Etiquette]:
        for index, barre in enumerate(barres):
            middle = self.x(index) + self.step / 2
            if barre.abscisse:
                yield Etiquette(middle, self.height - 3, barre.abscisse)
            if barre.annotation and barre.valeur is not None:
                yield Etiquette(
                    max(middle, self.left + 12), self.y(barre.valeur) - 3, barre.annotation, "middle", "fort"
                )

    def base(self) -> tuple[str, str]:
        return "base", segment(self.left, self.y(0), LARGEUR, self.y(0))
