"""An indicator that a function makes from others tells nothing of a masked one, whatever its function."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from ent_report.disclosure.derives import hide_derived
from ent_report.indicators.table import COLUMNS, KEY

SAMEDI, DIMANCHE, LUNDI = date(2026, 10, 3), date(2026, 10, 4), date(2026, 10, 5)


def table(*rows: dict) -> pl.DataFrame:
    usual = {"niveau": "etablissement", "code": "0770001H", "indicateur": "visites", "etat": "publie"}
    return pl.DataFrame([usual | one for one in rows], schema=dict(COLUMNS))


def weekends(figures: pl.DataFrame) -> pl.DataFrame:
    days = figures.filter(pl.col("jour").dt.weekday() > 5).group_by("niveau", "code").agg(pl.col("valeur").sum())
    made = days.with_columns(indicateur=pl.lit("visites_week_end"))
    return pl.concat([figures.clear().select(*KEY, "valeur"), made], how="diagonal")


@pytest.mark.parametrize(
    ("masked", "etat"),
    [
        (SAMEDI, "masque"),  # 40 in all, 30 on Sunday: Saturday would be 10
        (LUNDI, "publie"),  # which is not in it
        (None, "publie"),
    ],
)
def test_what_rests_on_a_masked_figure_is_masked(masked: date | None, etat: str) -> None:
    days = [{"jour": jour, "valeur": valeur} for jour, valeur in ((SAMEDI, 10.0), (DIMANCHE, 30.0), (LUNDI, 50.0))]
    rows = [one | {"etat": "masque"} if one["jour"] == masked else one for one in days]
    figures = table(*rows, {"indicateur": "visites_week_end", "valeur": 40.0})
    found = hide_derived(figures, weekends)
    assert found.drop("etat").equals(figures.drop("etat"))
    assert found["etat"].to_list() == [*figures["etat"][:3], etat]


def test_another_word_than_a_figure_stays() -> None:
    figures = table(
        {"jour": SAMEDI, "valeur": 10.0, "etat": "masque"},
        {"indicateur": "visites_week_end", "valeur": 10.0, "etat": "absent"},
    )
    assert hide_derived(figures, weekends)["etat"].to_list() == ["masque", "absent"]
