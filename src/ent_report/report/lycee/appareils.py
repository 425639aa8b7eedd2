"""With what: the devices of each profile's visits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ent_report.report import cellules
from ent_report.report import format as fr
from ent_report.report.cellules import Cellule
from ent_report.report.contexte import Contexte
from ent_report.report.phrases import Phrase, phrase

_GAP_PCT = 0.5
_MOBILES = ("smartphone", "application_mobile")


@dataclass(frozen=True)
class Morceau:
    """A part of a stacked bar: its width, and its place as CSS counts it, both in percent."""

    taille: float
    place: float


@dataclass(frozen=True)
class LigneAppareils:
    """`barre` has a part for each column, of no width where it is not known; it is empty if most are not."""

    libelle: str
    parts: tuple[Cellule, ...]
    barre: tuple[Morceau, ...]


@dataclass(frozen=True)
class Appareils:
    """`lignes` is empty if no share of any device is known."""

    colonnes: tuple[str, ...]
    lignes: tuple[LigneAppareils, ...]
    total: LigneAppareils
    lecture: Phrase | None  # None where the table says all that is known


def appareils(ctx: Contexte) -> Appareils:
    lines = [
        _line(ctx, profil, label)
        for profil, label in ctx.libelles.profils.items()
        if ctx.chiffre("visites", profil=profil).valeur != 0
    ]
    columns, total = tuple(ctx.libelles.appareils.values()), _line(ctx, None, "")
    if all(part.est_mot for line in (*lines, total) for part in line.parts):
        return Appareils(columns, (), total, phrase("appareils_inconnus"))
    return Appareils(columns, tuple(lines), total, _reading(ctx))


def _line(ctx: Contexte, profil: str | None, label: str) -> LigneAppareils:
    whole = ctx.chiffre("visites", profil=profil)
    figures = [ctx.chiffre("visites", profil=profil, appareil=code) for code in ctx.libelles.appareils]
    ratios = [cellules.ratio(figure, whole) for figure in figures]
    known = sum(ratio is not None for ratio in ratios)
    return LigneAppareils(
        libelle=label,
        parts=tuple(cellules.share(figure, whole) for figure in figures),
        barre=tuple(_stacked([ratio or 0.0 for ratio in ratios])) if 2 * known > len(ratios) else (),
    )


def _stacked(parts: list[float]) -> Iterator[Morceau]:
    """Side by side with a thin gap; CSS counts a background's place in percent of the room that its width leaves."""
    start = 0.0
    for part in parts:
        size = max(min(part, 100.0 - start) - _GAP_PCT, 0.0)
        yield Morceau(round(size, 2), round(100 * start / (100 - size), 2) if size < 100 else 0.0)
        start = min(start + part, 100.0)


def _reading(ctx: Contexte) -> Phrase | None:
    """The share of visits from a telephone, over all profiles."""
    whole = ctx.chiffre("visites").valeur
    parts = [ctx.chiffre("visites", appareil=code).valeur for code in _MOBILES]
    known = [part for part in parts if part is not None]
    if not whole or len(known) < len(parts):
        return None
    return phrase("appareils_lecture", part=fr.pourcent(100 * sum(known) / whole, 0))
