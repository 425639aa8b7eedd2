"""The colours of a report, all drawn from the region's one: readable on white (WCAG AA) and in a grey print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

WHITE = (255, 255, 255)
FOND = (241, 243, 246)
AA_TEXT = 4.5

Rgb = tuple[int, int, int]


def text(colour: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


@dataclass(frozen=True)
class Palette:
    """`#rrggbb` each. `niveaux` go from the lightest to the main colour; `series` are lines and stacked parts, which
    also differ in lightness and by dashes or place, since a colour never carries meaning alone.
    """

    principale: str
    claire: str
    niveaux: tuple[str, ...]
    series: tuple[str, ...]
    encre: str = "#1c2430"
    discrete: str = "#55606e"
    filet: str = "#d9dee5"
    fond: str = text(FOND)
    accent: str = "#b84e14"
    favorable: str = "#2a6349"

    @classmethod
    def from_couleur(cls, couleur: str) -> Self:
        """`couleur` as `#rrggbb`; one too pale to be read on white is darkened. Raises ValueError on anything else."""
        main = readable(parse(couleur))
        shades = tuple(text(mix(main, share)) for share in (0.12, 0.28, 0.48, 0.72, 1.0))
        return cls(
            principale=text(main),
            claire=text(mix(main, 0.26)),
            niveaux=shades,
            series=(text(main), cls.accent, cls.favorable, cls.discrete, text(mix(main, 0.6))),
        )


def parse(couleur: str) -> Rgb:
    if len(couleur) != 7 or couleur[0] != "#":
        raise ValueError(f"{couleur!r} is not a colour: expected #rrggbb")
    return int(couleur[1:3], 16), int(couleur[3:5], 16), int(couleur[5:7], 16)


def mix(colour: Rgb, share: float, other: Rgb = WHITE) -> Rgb:
    """`share` of the colour, the rest of the other."""
    red, green, blue = (round(share * a + (1 - share) * b) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def luminance(colour: Rgb) -> float:
    """Relative luminance, WCAG 2.2."""
    linear = [c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Rgb, other: Rgb) -> float:
    """Contrast ratio, WCAG 2.2: 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def contrast_on_grounds(colour: Rgb) -> float:
    """The lower of a text's contrasts with the two grounds of the pages."""
    return min(contrast(colour, ground) for ground in (WHITE, FOND))


def readable_on(colour: Rgb, ground: Rgb, ratio: float = AA_TEXT) -> Rgb:
    """The colour, lightened until its contrast with a dark ground is at least `ratio`."""
    while contrast(colour, ground) < ratio:
        colour = mix(colour, 0.94)
    return colour


def readable(colour: Rgb) -> Rgb:
    """The colour, darkened until text of it can be read on the pages' grounds."""
    while contrast_on_grounds(colour) < AA_TEXT:
        colour = mix(colour, 0.94, (0, 0, 0))
    return colour
