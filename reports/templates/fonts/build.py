"""Makes the reports' fonts: Source Sans 3 at two fixed weights, cut down to what French pages need, renamed.

Run it by hand after a new release of the font: `python reports/templates/fonts/build.py`. The fonts are shipped, so
that pages have the same bytes on every machine; "Source" is a Reserved Font Name of the licence, hence another name.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontpkg_source_sans_3 import ROOT as SOURCE
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

FAMILY = "Fiche Sans"
WEIGHTS = {400: "Regular", 700: "Bold"}
LATIN = (range(0x20, 0x7F), range(0xA0, 0x180))
FURTHER = (
    "ȘșȚțẞʼ"
    "‐‑–—‘’‚“”„†•…‰‹›"
    "\u2009\u202f\u200b"  # thin and narrow spaces, and the place where a long word may be cut
    "←↑→↓↗↘−×÷±≈≠≤≥€№⁰¹²³ᵉʳ▲▼●○■□"
)
FEATURES = ["ccmp", "kern", "liga", "locl", "mark"]  # figures are tabular by default
NAMES_KEPT = (0, 13, 14)  # copyright, licence, address of the licence


def build(weight: int, style: str) -> TTFont:
    """One static, subset and renamed font; no time stamp, so that the same release gives the same bytes."""
    font = TTFont(SOURCE / "files" / "SourceSans3[wght].ttf", recalcTimestamp=False)
    font = instantiateVariableFont(font, {"wght": weight}, inplace=True)
    options = Options()
    options.layout_features = FEATURES
    options.name_IDs = list(NAMES_KEPT)
    options.notdef_outline = True
    options.hinting = False
    options.drop_tables += ["STAT", "MVAR", "DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes={code for codes in LATIN for code in codes} | {ord(char) for char in FURTHER})
    subsetter.subset(font)
    rename(font, style)
    return font


def rename(font: TTFont, style: str) -> None:
    postscript = f"{FAMILY.replace(' ', '')}-{style}"
    texts = {1: FAMILY, 2: style, 3: f"1.0;{postscript}", 4: f"{FAMILY} {style}", 5: "Version 1.000", 6: postscript}
    for name_id, text in texts.items():
        font["name"].setName(text, name_id, 3, 1, 0x409)


def main() -> None:
    folder = Path(__file__).parent
    for weight, style in WEIGHTS.items():
        font = build(weight, style)
        for flavor, suffix in ((None, "ttf"), ("woff2", "woff2")):
            font.flavor = flavor
            path = folder / f"FicheSans-{style}.{suffix}"
            font.save(path)
            sys.stdout.write(f"{path.name}: {path.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
