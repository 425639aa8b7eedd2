"""What is told of a month some of whose files are damaged: the rest of it, and which they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from damage import SEEN_AT_ITS_END, Damage
from issued_region import MOIS, issue_all, small_month, writable
from spec.tables import A, B

from ent_report.operation.status import as_text, read_status

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    issue_all(small_month(folder))
    return folder


@pytest.fixture
def month(made: Path, tmp_path: Path) -> Path:
    """A copy of the month, to be damaged."""
    return Path(shutil.copytree(made, tmp_path / "month"))


def status(month: Path) -> dict[str, tuple[str, bool, int | None]]:
    """Of A and B: the state, whether it was collected, the edition."""
    found = read_status(month / "region.toml", month / "data", MOIS)
    assert as_text(found)
    return {
        one["uai"]: (one["etat"], one["collecte"], one["edition"]) for one in found["lycees"] if one["uai"] in {A, B}
    }


@pytest.mark.parametrize("damage", SEEN_AT_ITS_END)
def test_a_damaged_table_is_as_none(month: Path, damage: Damage) -> None:
    assert status(month) == {A: ("etabli", True, 1), B: ("etabli", True, 1)}
    (table,) = (month / f"data/indicateurs/mois={MOIS}/versions").glob("*.parquet")
    damage(table)
    assert status(month) == {A: ("etabli", False, 1), B: ("etabli", False, 1)}


@pytest.mark.parametrize("text", ["{}", '{"table": {}}', '{"table": null}'])
def test_a_manifest_of_the_tables_without_its_keys_is_as_none(month: Path, text: str) -> None:
    (month / f"data/indicateurs/mois={MOIS}/manifeste.json").write_text(text)
    assert status(month) == {A: ("etabli", False, 1), B: ("etabli", False, 1)}


@pytest.mark.parametrize("text", ["{}", "[]", '{"statut": 1}'])
def test_an_edition_whose_manifest_lacks_keys_is_named_and_hides_nothing_of_the_others(month: Path, text: str) -> None:
    name = f"rapports/{MOIS}/etablissements/{A}/edition-01/manifest.json"
    with writable(month / "data" / name) as path:
        path.write_text(text)
    assert status(month) == {A: ("echec", True, None), B: ("etabli", True, 1)}
    found = read_status(month / "region.toml", month / "data", MOIS)
    (raison,) = (one["raison"] for one in found["lycees"] if one["uai"] == A)
    assert raison.startswith(f"{name}: ")
