"""A folder of this machine as the data directory: what does not hold of an object store too (`entrepots`)."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from ent_report.entrepots.choix import open_store
from ent_report.errors import UsageError
from ent_report.store import Store

ROWS = pl.DataFrame({"uai": ["0770001H", "0770002J"], "visites": [1, 2]})
FOLDER = "collecte/evenements/mois=2026-10"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path / "data")


def files(store: Store, folder: str) -> list[str]:
    return sorted(
        path.relative_to(store.path("")).as_posix() for path in store.path(folder).rglob("*") if path.is_file()
    )


def test_other_rows_leave_the_first_piece_as_it_was(store: Store) -> None:
    first = store.write_parquet(ROWS, FOLDER)
    content = store.path(first.chemin).read_bytes()
    other = store.write_parquet(ROWS.reverse(), FOLDER)
    assert other.chemin != first.chemin
    assert store.path(first.chemin).read_bytes() == content


def test_a_manifest_is_the_old_one_until_the_new_one_is_whole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.write_json("m.json", {"edition": 1})

    def die(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", die)  # killed at the last moment before the swap
        with pytest.raises(KeyboardInterrupt):
            store.write_json("m.json", {"edition": 2})
    assert store.read_json("m.json") == {"edition": 1}
    store.write_json("m.json", {"edition": 2})
    assert store.read_json("m.json") == {"edition": 2}


@pytest.mark.parametrize("text", [None, "", '{"edition": ', "[1, 2]", "\x00" * 20])
def test_a_manifest_that_is_no_whole_object_is_none(store: Store, text: str | None) -> None:
    if text is not None:
        store.write_bytes("m.json", text.encode())
    assert store.read_json("m.json") is None


def test_sweeping_removes_what_no_manifest_names(store: Store) -> None:
    kept = store.write_parquet(ROWS, f"{FOLDER}/jour=2026-10-01")
    store.write_parquet(ROWS.reverse(), f"{FOLDER}/jour=2026-10-01")  # replaced
    store.write_parquet(ROWS, f"{FOLDER}/jour=2026-10-02")  # a day that is no more
    store.write_json(f"{FOLDER}/manifeste.json", {})
    store.path(FOLDER).joinpath("jour=2026-10-01/.4242.tmp").write_bytes(b"left by a killed run")
    store.sweep(FOLDER, [kept.chemin])
    assert files(store, FOLDER) == [kept.chemin, f"{FOLDER}/manifeste.json"]
    assert not store.path(f"{FOLDER}/jour=2026-10-02").exists()


def test_a_scratch_folder_starts_empty_and_goes_away(store: Store) -> None:
    store.path("").joinpath(".tmp/collecte").mkdir()
    store.path("").joinpath(".tmp/collecte/left-by-a-killed-run").touch()
    with store.scratch("collecte") as folder:
        assert list(folder.iterdir()) == []
        (folder / "rows").touch()
    assert not folder.exists()


def test_a_data_directory_that_cannot_be_one(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="file: cannot be used as the data directory: Not a directory"):
        open_store(tmp_path / "file")
