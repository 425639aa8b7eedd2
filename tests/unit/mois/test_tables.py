"""A month's computed tables: what was damaged is made again, byte for byte, or named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from damage import SEEN_AT_ITS_END, Damage, cut_off, removed, spoiled_within
from issued_region import MOIS, small_month
from spec.tables import A

from ent_report.errors import UnsoundPieceError
from ent_report.mois.chantier import Chantier, open_month
from ent_report.mois.figures import compute_indicators
from ent_report.mois.tables import PUBLIC, read_figures

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    small_month(folder)
    return folder


@pytest.fixture
def chantier(made: Path, tmp_path: Path) -> Chantier:
    """A copy of the month, to be damaged."""
    shutil.copytree(made, tmp_path / "month")
    return open_month(tmp_path / "month/region.toml", tmp_path / "month/data", MOIS)


def state(chantier: Chantier) -> dict[Path, bytes]:
    folder = chantier.store.path("indicateurs")
    return {one: one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


@pytest.mark.parametrize("damage", SEEN_AT_ITS_END)
def test_any_damaged_table_of_any_month_is_computed_again(chantier: Chantier, damage: Damage) -> None:
    before = state(chantier)
    pieces = [one for one in before if one.suffix == ".parquet"]
    assert {one.parts[-2] for one in pieces} == {
        *("versions", "comparables", "rapprochements", "completude"),
        *(f"mois={one}" for one in (MOIS - 1, MOIS)),  # the public copies
    }
    for piece in pieces:
        damage(piece)
    compute_indicators(chantier)
    assert state(chantier) == before


@pytest.mark.parametrize("damage", [*SEEN_AT_ITS_END, spoiled_within])
def test_a_public_copy_that_was_lost_is_put_back_and_nothing_computed(chantier: Chantier, damage: Damage) -> None:
    before = state(chantier)
    public = chantier.store.path(f"indicateurs/mois={MOIS}/{PUBLIC}")
    manifest = public.with_name("manifeste.json")
    written_at = manifest.stat().st_mtime_ns
    damage(public)
    compute_indicators(chantier)
    assert state(chantier) == before
    assert manifest.stat().st_mtime_ns == written_at


def test_a_manifest_that_says_nothing_is_as_good_as_none(chantier: Chantier) -> None:
    before = state(chantier)
    chantier.store.path(f"indicateurs/mois={MOIS}/manifeste.json").write_text("{}")
    compute_indicators(chantier)
    assert state(chantier) == before


def test_a_table_that_only_its_rows_tell_damaged_is_named(chantier: Chantier) -> None:
    (table,) = chantier.store.path(f"indicateurs/mois={MOIS}/versions").glob("*.parquet")
    spoiled_within(table)
    with pytest.raises(UnsoundPieceError, match=rf"versions/{table.name}: is no sound Parquet file.*delete it"):
        read_figures(chantier.store, [MOIS], A)
    removed(table)  # as the message asks
    compute_indicators(chantier)
    assert not read_figures(chantier.store, [MOIS], A).is_empty()


def test_a_collected_piece_that_is_damaged_is_named_where_it_is_read(chantier: Chantier) -> None:
    (piece,) = chantier.store.path(f"collecte/comptes/mois={MOIS}").rglob("*.parquet")
    cut_off(piece)
    chantier.store.path(f"indicateurs/mois={MOIS}/manifeste.json").unlink()
    with pytest.raises(UnsoundPieceError, match=rf"^collecte/comptes/.*{piece.name}: is no sound Parquet file"):
        compute_indicators(chantier)
