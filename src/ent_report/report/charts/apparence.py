"""How each role of a chart looks: its SVG attributes, from the palette."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from ent_report.report.palette import Palette

# A curve differs from its neighbours by its dashes too, for those who print in grey.
_DASHES = ("", "5 1.6", "1.6 1.4", "7 1.6 1.4 1.6", "3 3")


@dataclass(frozen=True)
class Apparence:
    """The palette, and the SVG attributes of each role of shapes and of texts (already safe to print)."""

    palette: Palette
    formes: Mapping[str, str]
    etiquettes: Mapping[str, str]

    @classmethod
    def from_couleur(cls, couleur: str) -> Self:
        """`couleur` is the region's, `#rrggbb`; raises ValueError on anything else."""
        palette = Palette.from_couleur(couleur)
        return cls(palette, _shapes(palette), _texts(palette))


def _shapes(p: Palette) -> dict[str, str]:
    looks = {
        "fond": _fill(p.fond),
        "grille": _stroke(p.filet, 0.5),
        "base": _stroke(p.encre, 0.7),
        "plein": _fill(p.principale),
        "clair": _fill(p.claire),
        "accent": _fill(p.accent),
        "incident": _fill(p.accent),
        "inconnu": _stroke(p.accent, 0.9),
        "croix": _stroke(p.discrete, 0.7),
        "bande": _fill(p.claire),
        "mediane": _stroke(p.encre, 1.4),
        "halo": _round("#ffffff", 8.6),
        "ce-lycee": _round(p.accent, 6.8),
        "creux": _round("#ffffff", 2.8),
        "essaim": _round(p.niveaux[3], 3.4),
        "essaim-large": _round(p.niveaux[3], 5.0),
        "niveau-0": _fill(p.fond),
    }
    looks |= {f"niveau-{rank}": _fill(colour) for rank, colour in enumerate(p.niveaux, start=1)}
    for rank, (colour, dashes) in enumerate(zip(p.series, _DASHES, strict=True), start=1):
        looks[f"ligne-{rank}"] = f'{_stroke(colour, 1.6)} stroke-linejoin="round"' + (
            f' stroke-dasharray="{dashes}"' if dashes else ""
        )
        looks[f"point-{rank}"] = looks[f"creux-{rank}"] = _round(colour, 5)
    return looks


def _texts(p: Palette) -> dict[str, str]:
    bold = f'{_fill(p.accent)} font-weight="700"'
    looks = {"axe": _fill(p.discrete), "incident": bold, "fort": f'{_fill(p.encre)} font-weight="700"'}
    return looks | {
        f"serie-{rank}": f'{_fill(colour)} font-weight="700"' for rank, colour in enumerate(p.series, start=1)
    }


def _fill(colour: str) -> str:
    return f'fill="{colour}"'


def _stroke(colour: str, width: float) -> str:
    return f'fill="none" stroke="{colour}" stroke-width="{width}"'


def _round(colour: str, width: float) -> str:
    return f'{_stroke(colour, width)} stroke-linecap="round"'
