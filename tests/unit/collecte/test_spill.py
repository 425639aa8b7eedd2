"""Rows set aside on disk by partition: none is lost, none comes twice, and each partition can be put in order."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from ent_report.collecte.spill import Spill, sorted_without_duplicates


def rows(*pairs: tuple[str, int]) -> pl.DataFrame:
    return pl.DataFrame(pairs, schema={"jour": pl.String, "n": pl.Int64}, orient="row")


@pytest.mark.parametrize("buffer_rows", [1, 3, 1000])  # all on disk, some, none
def test_a_partition_comes_back_whole_and_in_order(tmp_path: Path, buffer_rows: int) -> None:
    spill = Spill(tmp_path / "spill", "jour", buffer_rows)
    spill.add(rows(("d1", 1), ("d2", 2)))
    spill.add(rows(("d1", 3)))
    spill.add(rows(("d2", 4), ("d1", 5)))
    assert spill.keys() == ["d1", "d2"]
    assert spill.take("d1")["n"].to_list() == [1, 3, 5]
    assert spill.take("d2")["n"].to_list() == [2, 4]


def test_a_full_buffer_really_goes_to_disk_and_is_removed_when_taken(tmp_path: Path) -> None:
    spill = Spill(tmp_path / "spill", "jour", buffer_rows=2)
    spill.add(rows(("d1", 1)))
    assert not (tmp_path / "spill").exists()  # not full yet
    spill.add(rows(("d1", 2), ("d2", 3)))
    assert len(list((tmp_path / "spill").iterdir())) == 2  # a file a partition
    spill.take("d1")
    assert len(list((tmp_path / "spill").iterdir())) == 1
    spill.take("d2")
    assert list((tmp_path / "spill").iterdir()) == []


def test_a_partition_is_given_once(tmp_path: Path) -> None:
    spill = Spill(tmp_path / "spill", "jour", buffer_rows=1)
    spill.add(rows(("d1", 1)))
    spill.take("d1")
    assert spill.keys() == []
    assert spill.take("d1").is_empty()


def test_partitions_are_found_by_the_start_of_their_name(tmp_path: Path) -> None:
    spill = Spill(tmp_path / "spill", "jour", buffer_rows=2)
    spill.add(rows(("2026-10-02", 1), ("2026-10-01", 2)))
    spill.add(rows(("2026-11-01", 3)))  # still in memory
    assert spill.keys("2026-10") == ["2026-10-01", "2026-10-02"]


def test_no_rows_make_no_partition(tmp_path: Path) -> None:
    spill = Spill(tmp_path / "spill", "jour", buffer_rows=1)
    spill.add(rows())
    assert spill.keys() == []
    assert not (tmp_path / "spill").exists()


def test_categories_of_several_batches_come_back_as_their_text(tmp_path: Path) -> None:
    spill = Spill(tmp_path / "spill", "jour", buffer_rows=1)
    for word in ("b", "a"):  # each batch numbers its categories from 0
        spill.add(pl.DataFrame({"jour": ["d"], "mot": pl.Series([word], dtype=pl.Categorical)}))
    assert spill.take("d")["mot"].cast(pl.String).to_list() == ["b", "a"]


def test_the_first_of_equal_rows_is_kept_in_the_order_of_the_key() -> None:
    frame = pl.DataFrame(
        [
            ("b", 2, "first"),
            ("a", 9, "first"),
            ("b", 2, "again"),  # a duplicate under the key, whatever else it says
            ("b", 1, "first"),
            (None, 1, "first"),
            (None, 1, "again"),  # nulls are equal to one another
            (None, None, "first"),  # and to nothing else
        ],
        schema={"mot": pl.String, "n": pl.Int64, "rang": pl.String},
        orient="row",
    )
    found = sorted_without_duplicates(frame, ("mot", "n"))
    assert found.select(pl.col("mot").cast(pl.String), "n", "rang").rows() == [
        (None, None, "first"),
        (None, 1, "first"),
        ("a", 9, "first"),
        ("b", 1, "first"),
        ("b", 2, "first"),
    ]


def test_text_is_ordered_as_text_whatever_came_first() -> None:
    words = pl.Series(["é", "z", "Z", "a"], dtype=pl.Categorical)
    found = sorted_without_duplicates(words.to_frame("mot"), ("mot",))
    assert found["mot"].cast(pl.String).to_list() == ["Z", "a", "z", "é"]


def test_no_rows_are_in_order() -> None:
    assert sorted_without_duplicates(rows(), ("jour", "n")).is_empty()
