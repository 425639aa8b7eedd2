"""National headcounts: what adds up, what does not, and what is told."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from ent_report.sources.effectifs import read_effectifs
from ent_report.sources.inventaire import take_inventory

HEADER = "rentree_scolaire;numero_lycee;nombre_d_eleves"


def read(folder: Path, *contents: str | bytes | pl.DataFrame, rentree: int = 2026) -> tuple[dict[str, int], list[str]]:
    for number, content in enumerate(contents):
        path = folder / f"effectifs-{number}"
        if isinstance(content, pl.DataFrame):
            content.write_parquet(path)
        else:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
    files = take_inventory(["effectifs-*"], folder).fichiers
    return read_effectifs(files, rentree)


def rows(*lines: str) -> str:
    return "\n".join([HEADER, *lines]) + "\n"


def test_a_polyvalent_lycee_stands_in_both_files_which_add_up(tmp_path: Path) -> None:
    general = rows("2026;0770001H;300", "2026;0770002J;500")
    professional = rows("2026;0770001H;120")
    assert read(tmp_path, general, professional) == ({"0770001H": 420, "0770002J": 500}, [])


def test_the_latest_start_of_school_that_is_not_to_come(tmp_path: Path) -> None:
    years = rows("2024;0770001H;100", "2025;0770001H;110", "2026;0770001H;120")
    assert read(tmp_path, years, rentree=2025) == ({"0770001H": 110}, [])


def test_each_file_has_its_own_latest_year(tmp_path: Path) -> None:
    general = rows("2026;0770001H;300")
    professional = rows("2025;0770001H;120")  # not published yet for this year: the last one is better than none
    assert read(tmp_path, general, professional)[0] == {"0770001H": 420}


def test_the_same_file_twice_counts_once(tmp_path: Path) -> None:
    assert read(tmp_path, rows("2026;0770001H;300"), rows("2026;0770001H;300"))[0] == {"0770001H": 300}


@pytest.mark.parametrize(
    "content",
    [
        rows("2026;0770001h;300"),  # lower case occurs in real files
        rows("2026;0770001H;300.0"),
        rows("2026;0770001H;300", "2026;0770002J;"),  # a lycée whose pupils are not known
        rows("2026;0770001H;300").replace("numero_lycee", "Numéro lycée").replace("nombre_d_eleves", "Nombre d'élèves"),
        rows("2026;0770001H;300").replace(";", ","),
        "uai;nombre_d_eleves\n0770001H;300\n",  # a smaller file, without years
        pl.DataFrame({"numero_lycee": ["0770001H"], "rentree_scolaire": [2026], "nombre_d_eleves": [300]}),
    ],
)
def test_the_forms_of_the_file(tmp_path: Path, content: str | pl.DataFrame) -> None:
    assert read(tmp_path, content) == ({"0770001H": 300}, [])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "effectifs-0: is empty"),
        ("numero_lycee;rentree_scolaire\n0770001H;2026\n", "effectifs-0: line 1: column"),
        (b"PAR1 and no more", "effectifs-0: is no sound Parquet file"),
        (rows("2026;0770001H;300").encode("utf-16"), "effectifs-0: found UTF-16"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_and_the_others_go_on(
    tmp_path: Path, content: str | bytes, told: str
) -> None:
    counts, faults = read(tmp_path, content, rows("2026;0770002J;500"))
    assert counts == {"0770002J": 500}
    assert [fault[: len(told)] for fault in faults] == [told]


@pytest.mark.parametrize("rest", [";NaN", ";inf", ";-300", ";beaucoup", ""])
def test_a_row_without_a_count_is_told_with_its_line(tmp_path: Path, rest: str) -> None:
    counts, (fault,) = read(tmp_path, rows("2026;0770002J;500", f"2026;0770001H{rest}"))
    assert counts == {"0770002J": 500}
    assert fault.startswith("effectifs-0:3: ")
    assert rest[1:] in fault


@pytest.mark.filterwarnings("error")
def test_a_header_alone_says_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, rows())[0] == {}
