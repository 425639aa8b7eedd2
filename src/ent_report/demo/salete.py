"""The dirt of real inputs: every kind of fault once a month, whatever the region's size."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import polars as pl

from ent_report.vocabulary import UAI_LETTERS

STRUCTURE_INCONNUE = "00000000-dead-4bad-8bad-000000000000"
JOUR_RECUPERE_DEUX_FOIS = 13

Evenement = dict[str, Any]


def soil_lines(jour_du_mois: int, line: str) -> list[str]:
    """The faulty lines that the file of one day of the month gets, made from a good line of that day."""
    faults = _FAUTES_PAR_JOUR.get(jour_du_mois, ())
    return [fault(_restamp(line, 1 + rang)) for rang, fault in enumerate(faults)]


def soil_export(export: pl.DataFrame) -> pl.DataFrame:
    """A lower-case UAI in the first row, then an unknown profile, a negative count, a wrong letter, a twin row."""
    if export.is_empty():
        return export
    count = export.columns[-1]
    is_first = pl.int_range(pl.len()) == 0
    lowered = export.with_columns(
        pl.when(is_first).then(pl.col("UAI").str.to_lowercase()).otherwise(pl.col("UAI")).alias("UAI")
    )
    model = export.slice(export.height // 2, 1)
    faulty = [
        model.with_columns(Profil=pl.lit("Robots")),
        model.with_columns(pl.lit("-3").alias(count)),
        model.with_columns(UAI=pl.lit(_wrong_letter(model["UAI"][0]))),
        model,
    ]
    return pl.concat([lowered, *faulty])


def _wrong_letter(uai: str) -> str:
    return uai[:7] + UAI_LETTERS[(UAI_LETTERS.index(uai[7]) + 1) % len(UAI_LETTERS)]


def _restamp(line: str, shift_ms: int) -> Evenement:
    """A page of its own: the same session, a little later."""
    evenement: Evenement = json.loads(line)
    return {**evenement, "event-type": "ACCESS", "module": "Blog", "date": evenement["date"] + shift_ms}


def _dump(evenement: Evenement) -> str:
    return json.dumps(evenement, separators=(",", ":"))


def _malformed(evenement: Evenement) -> str:
    return _dump(evenement).replace('"module":"Blog"', '"module":Blog,,')


def _truncated(evenement: Evenement) -> str:
    text = _dump(evenement)
    return text[: len(text) // 2]


def _changed(**fields: object) -> Callable[[Evenement], str]:
    return lambda evenement: _dump({**evenement, **fields})


def _unknown_structure_beside(evenement: Evenement) -> str:
    return _dump({**evenement, "structures": [*evenement["structures"], STRUCTURE_INCONNUE]})


def _no_date(evenement: Evenement) -> str:
    return _dump({name: value for name, value in evenement.items() if name != "date"})


_FAUTES_PAR_JOUR: dict[int, tuple[Callable[[Evenement], str], ...]] = {
    6: (_malformed, _truncated),
    7: (_changed(profil="Robot"), _unknown_structure_beside, _changed(structures=[STRUCTURE_INCONNUE])),
    8: (_no_date, _changed(module="AppMystere"), _changed(module="ACTUALITES"), _changed(module="cOnVersation")),
}
