"""Documents say nothing of what is masked: with other figures in the masked places they are the same, byte for byte.

This holds the pages, the charts' coordinates, the sentences, the rankings and the medians, of which the data files show
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from attack.campagne import MOIS, fabricate_world, issue_month
from ent_report.disclosure.petits_effectifs import Masquage
from ent_report.mois import figures as month_figures

pytestmark = pytest.mark.slow

Masking = Callable[..., Masquage]


@pytest.mark.parametrize(("lycees", "events_per_day", "seed"), [(4, 400, 11), (15, 1_500, 12)])
def test_other_masked_figures_make_the_same_documents(
    tmp_path: Path, lycees: int, events_per_day: int, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = fabricate_world(tmp_path, lycees, events_per_day, seed)
    issue_month(config, tmp_path / "vrai", MOIS)
    monkeypatch.setattr(month_figures, "mask", _with_other_figures(month_figures.mask))
    issue_month(config, tmp_path / "autre", MOIS)
    assert _masked(tmp_path / "vrai").height > 20
    assert not _masked(tmp_path / "vrai").equals(_masked(tmp_path / "autre")), "nothing was changed"
    true, other = (_documents(tmp_path / name) for name in ("vrai", "autre"))
    assert true.keys() == other.keys()
    told = [f"{name}: {_first_difference(true[name], other[name])}" for name in true if true[name] != other[name]]
    assert not told, "\n".join(told)


def _with_other_figures(mask: Masking) -> Masking:
    """Masking as it is, and after it figures that are as likely in the masked places."""

    def masked(*arguments: object, **options: object) -> Masquage:
        found = mask(*arguments, **options)
        is_masked = pl.col("etat") == "masque"
        figures = found.figures.with_columns(
            pl.when(is_masked & (pl.col(name) > 0)).then(pl.col(name) * 2 + 1).otherwise(pl.col(name)).alias(name)
            for name in ("valeur", "numerateur", "denominateur")
        ).with_columns(
            base=pl.when(is_masked & (pl.col("base") > 0)).then(pl.col("base") % 4 + 1).otherwise(pl.col("base"))
        )
        return replace(found, figures=figures)

    return masked


def _masked(data_dir: Path) -> pl.DataFrame:
    table = pl.read_parquet(data_dir / f"indicateurs/mois={MOIS}/indicateurs.parquet")
    return table.filter(pl.col("etat") == "masque")


def _documents(data_dir: Path) -> dict[str, bytes]:
    """All that is issued; in place of a PDF's bytes, the page that it was laid out from."""
    root = data_dir / "rapports"
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.name not in {"manifest.json", "empreintes.json"}  # the two say when it was
    }


def _first_difference(one: bytes, other: bytes) -> str:
    lines = zip(
        one.decode("utf-8", "replace").splitlines(), other.decode("utf-8", "replace").splitlines(), strict=False
    )
    for number, (true, changed) in enumerate(lines, start=1):
        if true != changed:
            return f"line {number}: {true.strip()[:200]!r} became {changed.strip()[:200]!r}"
    return "one is longer"
