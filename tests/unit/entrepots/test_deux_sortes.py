"""What a data directory promises, whether it is a folder of this machine or lies in an object store."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from ent_report.entrepots.choix import open_store
from ent_report.errors import UnsoundPieceError
from ent_report.store import Entree, FolderExistsError, Store

ROWS = pl.DataFrame({"uai": ["0770001H", "0770002J"], "visites": [1, 2]})
FOLDER = "collecte/evenements/mois=2026-10"
DOSSIER = "rapports/2026-10/region"
FILES = {"rapport.pdf": b"%PDF", "manifest.json": b"{}"}


def test_the_same_rows_give_the_same_name_and_bytes_in_both(store: Store, tmp_path: Path) -> None:
    first, again = store.write_parquet(ROWS, FOLDER), store.write_parquet(ROWS, FOLDER)
    elsewhere = open_store(tmp_path / "elsewhere")
    assert first == again == elsewhere.write_parquet(ROWS, FOLDER)
    assert store.read_bytes(first.chemin) == elsewhere.read_bytes(first.chemin)
    assert store.sha256(first.chemin) == first.sha256
    assert list(store.walk("collecte")) == [first.chemin]  # no temporary file is left


def test_pieces_are_read_in_the_order_of_their_paths(store: Store) -> None:
    pieces = [store.write_parquet(rows, FOLDER).chemin for rows in (ROWS.tail(1), ROWS.head(1))]
    assert store.read_pieces(pieces).collect()["visites"].to_list() == [2, 1]


def test_a_greatest_value_is_the_footer_s(store: Store) -> None:
    instants = [datetime(2026, 10, 14, 8, tzinfo=UTC), datetime(2026, 10, 14, 21, tzinfo=UTC)]
    piece = store.write_parquet(pl.DataFrame({"instant": instants}), FOLDER)
    wide = pl.DataFrame({f"colonne_{n}": [n] for n in range(2000)})  # a footer longer than what is asked for first
    assert store.greatest(piece.chemin, "instant") == instants[1]
    assert store.greatest(store.write_parquet(wide, FOLDER).chemin, "colonne_1999") == 1999


def test_what_is_not_there(store: Store) -> None:
    assert store.read_json("bilans/2026-10/run.json") is None
    assert not store.exists("bilans/2026-10/run.json")
    assert store.entries("bilans") == []
    assert list(store.walk("bilans")) == []
    with pytest.raises(FileNotFoundError):
        store.read_bytes("bilans/2026-10/run.json")
    store.sweep("rejets/comptes/mois=2026-10", [])
    piece = store.write_parquet(ROWS, FOLDER).chemin
    gone = f"{FOLDER}/gone.parquet"
    assert store.unsound([piece]) == []
    assert store.unsound([piece, gone]) == [gone]
    assert store.unsound([gone]) == [gone]


def test_a_damaged_piece_is_named_by_who_reads_it(store: Store) -> None:
    sound, damaged = (store.write_parquet(rows, FOLDER).chemin for rows in (ROWS.tail(1), ROWS.head(1)))
    assert store.damage(damaged) is None
    for content in (store.read_bytes(damaged)[:100], b"PAR1" + bytes(300)):
        store.write_bytes(damaged, content)
        with pytest.raises(UnsoundPieceError, match=f"{damaged}: is no sound Parquet file"):
            store.read_rows([sound, damaged])
        with pytest.raises(UnsoundPieceError, match=f"{damaged}: is no sound Parquet file"):
            store.greatest(damaged, "visites")
    assert store.read_rows([sound], lambda rows: rows.select("visites"))["visites"].to_list() == [2]


def test_a_piece_without_bytes_is_not_sound(store: Store) -> None:
    sound, damaged = (store.write_parquet(rows, FOLDER).chemin for rows in (ROWS.tail(1), ROWS.head(1)))
    store.write_bytes(damaged, b"")
    assert store.unsound([sound, damaged]) == [damaged]
    assert store.unsound([damaged]) == [damaged]


def test_a_fault_of_the_question_is_not_put_on_the_pieces(store: Store) -> None:
    piece = store.write_parquet(ROWS, FOLDER).chemin
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        store.read_rows([piece], lambda rows: rows.select("no such column"))


def test_a_folder_is_listed_by_names_and_kinds(store: Store) -> None:
    for name in ("b.json", "a/c.json", "ab/d.json"):
        store.write_json(f"bilans/{name}", {})
    assert store.entries("bilans") == [
        Entree("a", est_dossier=True),
        Entree("ab", est_dossier=True),
        Entree("b.json", est_dossier=False),
    ]
    assert store.entries("bilans/a") == [Entree("c.json", est_dossier=False)]
    assert list(store.walk("bilans/a")) == ["bilans/a/c.json"]  # and not what is in `ab`


def test_sweeping_removes_what_no_manifest_names(store: Store) -> None:
    kept = store.write_parquet(ROWS, f"{FOLDER}/jour=2026-10-01").chemin
    store.write_parquet(ROWS.reverse(), f"{FOLDER}/jour=2026-10-01")  # replaced
    beside = store.write_parquet(ROWS.reverse(), FOLDER).chemin
    store.write_json(f"{FOLDER}/manifeste.json", {})
    store.sweep(FOLDER, [beside], below=False)
    assert len(list(store.walk(FOLDER))) == 4
    store.sweep(FOLDER, [kept])
    assert sorted(store.walk(FOLDER)) == [kept, f"{FOLDER}/manifeste.json"]


def test_a_folder_is_put_in_place_once(store: Store) -> None:
    store.put_folder(f"{DOSSIER}/edition-01", FILES)
    with pytest.raises(FolderExistsError):
        store.put_folder(f"{DOSSIER}/edition-01", {"rapport.pdf": b"other", "manifest.json": b"{}"})
    assert store.folders(DOSSIER, "manifest.json") == ["edition-01"]
    assert store.read_bytes(f"{DOSSIER}/edition-01/rapport.pdf") == b"%PDF"
    assert sorted(store.walk(DOSSIER)) == [f"{DOSSIER}/edition-01/{one}" for one in sorted(FILES)]


def test_of_changes_that_are_made_at_once_none_is_lost(store: Store) -> None:
    def add(number: int) -> None:
        def changed() -> bytes:
            return json.dumps({**(store.read_json("m.json") or {}), str(number): number}).encode()

        store.update("m.json", "m", changed)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert store.read_json("m.json") == {str(number): number for number in range(8)}


def test_a_name_is_held_by_one_at_a_time(store: Store) -> None:
    told = []

    def wait() -> None:
        with store.lock("collecte"):
            told.append("theirs")

    with store.lock("collecte"):
        thread = threading.Thread(target=wait)
        thread.start()
        thread.join(0.3)
        told.append("ours")
    thread.join()
    assert told == ["ours", "theirs"]


def test_what_was_brought_stays(store: Store) -> None:
    with store.reception("comptes") as folder:
        (folder / "portail").mkdir(parents=True)
        (folder / "portail/a.csv").write_bytes(b"a")
        (folder / "portail/b.csv").write_bytes(b"b")
    with store.reception("comptes") as folder:
        assert (folder / "portail/a.csv").read_bytes() == b"a"
        (folder / "portail/a.csv").write_bytes(b"other")
        (folder / "portail/b.csv").unlink()
    assert list(store.walk("reception")) == ["reception/comptes/portail/a.csv"]
    assert store.read_bytes("reception/comptes/portail/a.csv") == b"other"


def test_a_copy_of_a_file_of_this_machine(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "annuaire.csv"
    source.write_bytes(b"uai")
    store.put_file(source, "references/copies/annuaire/0123.csv")
    copy = store.path("references/copies/annuaire/0123.csv")
    assert copy.read_bytes() == b"uai"
    store.put_file(copy, "references/copies/annuaire/0123.csv")  # its own copy: nothing to do
    assert store.delete("references/copies/annuaire", "0123.csv") == [3]
    assert not store.exists("references/copies/annuaire/0123.csv")
    assert not store.path("references/copies/annuaire/gone.csv").exists()


@pytest.mark.parametrize(
    ("pattern", "deleted"),
    [
        ("**/*.parquet", ["a.parquet", "jour=1/b.parquet", "jour=1/en [1]/c.parquet"]),
        ("*.parquet", ["a.parquet"]),
        ("jour=*/*", ["jour=1/b.parquet", "jour=1/d.json"]),
        ("jour=2/*", []),
        ("jour=1/en [[]1]/*", ["jour=1/en [1]/c.parquet"]),
    ],
)
def test_what_a_pattern_names_is_deleted_and_its_bytes_are_told(store: Store, pattern: str, deleted: list[str]) -> None:
    names = ("a.parquet", "jour=1/b.parquet", "jour=1/en [1]/c.parquet", "jour=1/d.json")
    for name in names:
        store.write_bytes(f"{FOLDER}/{name}", b"ten bytes!")
    assert store.delete(FOLDER, pattern) == [10] * len(deleted)
    assert sorted(store.walk(FOLDER)) == sorted(f"{FOLDER}/{name}" for name in names if name not in deleted)
