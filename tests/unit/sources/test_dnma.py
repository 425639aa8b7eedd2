"""The national open data: every shape in which its files come gives the same rows, and what is left out is told."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pyarrow as pa
import pytest
from dnma_files import ELSEWHERE, A, B, Row, fichier, source, week, write_csv, write_parquet

from ent_report.collecte.collect import collect_source
from ent_report.collecte.compte_rendu import Collecte
from ent_report.collecte.spill import sorted_without_duplicates
from ent_report.contracts.dnma_modalites import JEUX
from ent_report.contracts.regles import describe
from ent_report.entrepots.choix import open_store
from ent_report.errors import UnreadableInputError
from ent_report.sources import blocs
from ent_report.sources.base import Lot
from ent_report.sources.dnma import csv as dnma_csv
from ent_report.sources.dnma import parquet as dnma_parquet
from ent_report.sources.dnma.lecture import SourceDnma
from ent_report.sources.inventaire import take_inventory
from ent_report.vocabulary import Mois

SEPTEMBRE, OCTOBRE, NOVEMBRE = Mois(2026, 9), Mois(2026, 10), Mois(2026, 11)
USUAL = [
    week(A, "2026-10-05", visites_globales=100, utilisateurs_globales=40, duree_globales="12:34:56", visites_eleve=60),
    week(B, "2026-10-05", visites_globales=50, utilisateurs_globales=0, duree_globales="01:02:03:04", visites_eleve=0),
    week(A, "2026-10-12", visites_globales=7),  # the others are empty: not known, which is not 0
    week(ELSEWHERE, "2026-10-05", visites_globales=9, utilisateurs_globales=9, visites_eleve=9),  # another region's
]
CELLS = [  # uai, Monday, modality, visits, users, duration
    (A, "2026-10-05", "globales", 100, 40, "12:34:56"),
    (A, "2026-10-05", "eleve", 60, None, None),
    (A, "2026-10-12", "globales", 7, None, None),
    (B, "2026-10-05", "globales", 50, 0, "01:02:03:04"),  # the fourth group is kept as it stands
    (B, "2026-10-05", "eleve", 0, None, None),
]


def read(path: Path, jeu: str = "dnma_profils") -> list[Lot]:
    return list(source(jeu).read(fichier(path)))


def long(lots: Sequence[Lot], jeu: str = "dnma_profils") -> pl.DataFrame:
    one = source(jeu)
    return one.finish(sorted_without_duplicates(pl.concat(lot.gardees for lot in lots), one.cle_doublon)).gardees


def cells(path: Path, jeu: str = "dnma_profils") -> list[tuple[Any, ...]]:
    found = long(read(path, jeu), jeu).with_columns(pl.col("semaine").cast(pl.String))
    return found.select("uai", "semaine", "modalite", "visites", "utilisateurs", "duree").rows()


def remarks(lots: Sequence[Lot]) -> dict[str, int]:
    return {text: nb for lot in lots for text, nb in lot.remarques.items()}


def rejects(lots: Sequence[Lot]) -> list[tuple[str, str]]:
    return pl.concat(lot.rejetees for lot in lots).select("regle", "origine").rows()


def refusal(path: Path, jeu: str = "dnma_profils") -> str:
    with pytest.raises(UnreadableInputError) as refused:
        read(path, jeu)
    (fault,) = refused.value.faults
    return fault


# The shapes of a file


def with_labels(rows: Sequence[Row]) -> list[Row]:
    """The columns under the labels of the site."""
    labels = {"debutsemaine": "debutSemaine", "uai": "UAI", "academie": "académie", "visites_eleve": "Visites élève"}
    return [{labels.get(name, name): cell for name, cell in row.items()} for row in rows]


def in_lower_case(rows: Sequence[Row]) -> list[Row]:
    return [row | {"uai": f" {row['uai'].lower()}"} for row in rows]


@pytest.mark.parametrize(
    ("rows", "how"),
    [
        (USUAL, {}),  # the API's CSV: `;`, with its mark
        (USUAL, {"bom": False}),
        (USUAL, {"separator": ","}),  # from another tool
        (USUAL, {"quoted": True}),
        (with_labels(USUAL), {}),  # downloaded from the site
        ([{name.replace("debutsemaine", " DÉBUT-semaine "): cell for name, cell in row.items()} for row in USUAL], {}),
        (in_lower_case(USUAL), {}),  # occurs in real files
        ([dict(reversed(row.items())) for row in USUAL], {}),  # the columns in another order
    ],
)
def test_every_csv_gives_the_same_rows(tmp_path: Path, rows: Sequence[Row], how: dict[str, Any]) -> None:
    assert sorted(cells(write_csv(tmp_path / "a.csv", rows, **how)), key=str) == sorted(CELLS, key=str)


@pytest.mark.parametrize(
    "types",
    [
        {},  # typed numbers and dates
        {"visites_globales": pl.String, "debutsemaine": pl.String},  # all as text
        {"visites_globales": pl.Float64, "utilisateurs_globales": pl.Int16},  # 100.0 is 100
        {"debutsemaine": pl.Datetime("us")},  # a date as an instant without a zone
        {"uai": pl.Categorical},
    ],
)
def test_every_parquet_gives_the_rows_of_the_csv(tmp_path: Path, types: dict[str, Any]) -> None:
    assert sorted(cells(write_parquet(tmp_path / "a.parquet", USUAL, **types)), key=str) == sorted(CELLS, key=str)


def test_the_bytes_that_are_stored_do_not_depend_on_the_shape(tmp_path: Path) -> None:
    by_csv = long(read(write_csv(tmp_path / "a.csv", USUAL)))
    assert by_csv.equals(long(read(write_parquet(tmp_path / "a.parquet", list(reversed(USUAL))))))
    key = ("uai", "semaine", "dimension", "modalite")
    assert by_csv.equals(by_csv.sort(key))


def test_compressed_files_are_read_by_what_they_are(tmp_path: Path) -> None:
    plain = write_csv(tmp_path / "a.csv", USUAL)
    gz, zst = tmp_path / "b.csv.gz", tmp_path / "c.csv.zst"
    gz.write_bytes(gzip.compress(plain.read_bytes()))
    zst.write_bytes(pa.compress(plain.read_bytes(), codec="zstd", asbytes=True))
    assert cells(gz) == cells(plain)
    assert cells(zst) == cells(plain)


def test_paris_midnights_written_in_utc_are_the_day_that_they_are_in_paris(tmp_path: Path) -> None:
    rows = [week(A, "2026-10-04T22:00:00+00:00", visites_globales=1), week(B, "05/10/2026", visites_globales=2)]
    assert {row[1] for row in cells(write_csv(tmp_path / "a.csv", rows))} == {"2026-10-05"}
    instants = pl.DataFrame(
        {
            "debutsemaine": [datetime(2026, 10, 4, 22, tzinfo=ZoneInfo("UTC"))],
            "uai": [A],
            "visites_globales": [1],
        }
    )
    instants.write_parquet(tmp_path / "a.parquet")
    assert cells(tmp_path / "a.parquet") == [(A, "2026-10-05", "globales", 1, None, None)]


def test_batches_do_not_change_the_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mondays = ["2026-09-07", "2026-09-14", "2026-09-21", "2026-09-28", "2026-10-05", "2026-10-12"]
    rows = [
        week(uai, monday, visites_globales=n, visites_eleve=2 * n)
        for n, monday in enumerate(mondays)
        for uai in (A, ELSEWHERE, B)
    ]
    csv_path, parquet_path = write_csv(tmp_path / "a.csv", rows), write_parquet(tmp_path / "a.parquet", rows)
    whole = cells(csv_path)
    monkeypatch.setattr(blocs, "PIECE_BYTES", 64)
    monkeypatch.setattr(dnma_csv, "BLOCK_BYTES", 100)
    monkeypatch.setattr(dnma_csv, "BATCH_ROWS", 3)
    monkeypatch.setattr(dnma_parquet, "SLICE_ROWS", 4)
    assert len(read(csv_path)) > 1
    assert cells(csv_path) == whole
    assert len(read(parquet_path)) > 2  # the first one holds what was left out
    assert cells(parquet_path) == whole


# Columns


def test_profiles_have_our_words_and_keep_the_national_one(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [week(A, "2026-10-05", visites_admin_vie_scol_tech=3, visites_enseignant=4)])
    found = long(read(path)).select("dimension", "modalite", "profil", "service", "appareil").rows()
    assert found == [
        ("profil", "admin_vie_scol_tech", "personnel", None, None),
        ("profil", "enseignant", "enseignant", None, None),
    ]


@pytest.mark.parametrize(
    ("jeu", "column", "expected"),
    [
        ("dnma_appareils", "visites_autreappareil", ("appareil", None, "autre")),
        ("dnma_appareils", "visites_autresappareil", ("appareil", None, "autre")),
        ("dnma_appareils", "visites_smartphone", ("appareil", None, "smartphone")),
        ("dnma_profils_appareils", "visites_eleve_autresappareil", ("profil_appareil", "eleve", "autre")),
        ("dnma_profils_appareils", "visites_parent_ordinateur", ("profil_appareil", "parent", "ordinateur")),
        (
            "dnma_profils_appareils",
            "visites_admin_vie_scol_tech_tablette",
            ("profil_appareil", "personnel", "tablette"),
        ),
    ],
)
def test_both_spellings_of_devices(tmp_path: Path, jeu: str, column: str, expected: tuple[Any, ...]) -> None:
    path = write_csv(tmp_path / "a.csv", [week(A, "2026-10-05", **{column: 3})])
    assert long(read(path, jeu), jeu).select("dimension", "profil", "appareil").rows() == [expected]
    assert remarks(read(path, jeu)) == {}


def test_systems_and_browsers_are_kept(tmp_path: Path) -> None:
    row = week(A, "2026-10-05", visites_ordinateur=3, visites_windows=2, visites_firefox=1)
    path = write_csv(tmp_path / "a.csv", [row])
    assert [one[2] for one in cells(path, "dnma_appareils")] == ["ordinateur", "firefox", "windows"]


def test_what_is_not_known_is_told_once_and_kept_out(tmp_path: Path) -> None:
    rows = [
        week(
            A,
            monday,
            visites_eleve=3,
            visites_podcast="beaucoup",
            utilisateurs_podcast=2,
            duree_podcast="x",
            couleur="bleu",
        )
        for monday in ("2026-10-05", "2026-10-12")
    ]
    lots = read(write_csv(tmp_path / "a.csv", rows))
    assert remarks(lots) == {"modalite_inconnue: podcast (a.csv)": 1, "colonne_inconnue: couleur (a.csv)": 1}
    assert rejects(lots) == []
    assert {row[2] for row in cells(tmp_path / "a.csv")} == {"eleve"}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"uai": A, "visites_eleve": 1}, "a.csv: line 1: column debutsemaine is missing; found uai, visites_eleve"),
        ({"debutsemaine": "2026-10-05", "visites_eleve": 1}, "a.csv: line 1: column uai is missing; found debut"),
        (week(A, "2026-10-05", UAI=A, visites_eleve=1), "a.csv: line 1: columns 'uai' and 'UAI' are the same"),
        (
            week(A, "2026-10-05", visites_eleve_autreappareil=1, visites_eleve_autresappareil=1),
            "'visites_eleve_autreappareil' and 'visites_eleve_autresappareil' are the same",
        ),
        (week(A, "2026-10-05", visites_podcast=1), "found no column of visits that is known, expected those of dnma_"),
        (week(A, "2026-10-05"), "found no column of visits that is known, expected those of dnma_profils, such as"),
    ],
)
def test_a_header_that_cannot_be_used(tmp_path: Path, row: Row, told: str) -> None:
    assert told in refusal(write_csv(tmp_path / "a.csv", [row]))


OF_EACH = {
    "dnma_profils": "visites_eleve",
    "dnma_services": "visites_notes",
    "dnma_profils_appareils": "visites_eleve_tablette",
    "dnma_appareils": "visites_tablette",
}


@pytest.mark.parametrize("configured", JEUX)
@pytest.mark.parametrize("given", JEUX)
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_dataset_in_the_place_of_another_is_refused(tmp_path: Path, configured: str, given: str, suffix: str) -> None:
    rows = [week(A, "2026-10-05", visites_globales=9, **{OF_EACH[given]: 3})]
    path = (write_csv if suffix == "csv" else write_parquet)(tmp_path / f"a.{suffix}", rows)
    if configured == given:
        assert len(cells(path, configured)) == 2
    else:
        expected = f"found the columns of {given} ({OF_EACH[given]}), expected those of {configured}, such as visites_"
        assert expected in refusal(path, configured)


@pytest.mark.parametrize("configured", JEUX)
def test_totals_alone_are_well_in_any_dataset(tmp_path: Path, configured: str) -> None:
    path = write_csv(tmp_path / "a.csv", [week(A, "2026-10-05", visites_globales=9)])
    assert cells(path, configured) == [(A, "2026-10-05", "globales", 9, None, None)]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "a.csv: is empty, expected a header line"),
        (b"debutsemaine;uai;acad\xe9mie\n", "a.csv: line 1: found byte 0xe9, expected UTF-8 text"),
        (b"PAR1 and no more", "a.csv: is no sound Parquet file"),
        (b"\xff\xfed\x00", "a.csv: found UTF-16 text, expected UTF-8"),
        (b'[{"uai": "0770001H"}]', "a.csv: line 1: column debutsemaine, uai is missing"),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    assert told in refusal(tmp_path / "a.csv")


def test_what_stands_before_a_cut_is_kept(tmp_path: Path) -> None:
    rows = [week(A, "2026-10-05", visites_eleve=n) for n in range(2000)]
    whole = gzip.compress(write_csv(tmp_path / "plain", rows).read_bytes())
    (tmp_path / "a.csv.gz").write_bytes(whole[:-20])
    lots = source().read(fichier(tmp_path / "a.csv.gz"))
    assert next(lots).gardees.height > 1000
    with pytest.raises(UnreadableInputError, match=r"a\.csv\.gz: damaged after line"):
        next(lots)


# Rows


REJECTED = [
    (week("0770001A", "2026-10-05"), "uai_de_sept_chiffres_et_sa_lettre"),  # a wrong control letter
    (week("", "2026-10-05"), "uai_de_sept_chiffres_et_sa_lettre"),  # nobody's
    (week("Melun", "2026-10-05"), "uai_de_sept_chiffres_et_sa_lettre"),
    (week(A, "2026-10-06"), "semaine_qui_commence_un_lundi"),  # a Tuesday
    (week(A, "lundi"), "debut_de_semaine_lisible"),
    (week(A, ""), "debut_de_semaine_lisible"),
    (week(A, "2026-10-05", visites_eleve="12,5"), "nombres_entiers"),
    (week(A, "2026-10-05", visites_eleve="12.5"), "nombres_entiers"),
    (week(A, "2026-10-05", utilisateurs_eleve="beaucoup"), "nombres_entiers"),
    (week(A, "2026-10-05", visites_eleve="-1"), "nombres_jamais_negatifs"),
    (week(A, "2026-10-05", utilisateurs_globales="-1.0"), "nombres_jamais_negatifs"),
    (week(A, "2026-10-05", visites_eleve=10**13), "nombres_vraisemblables"),
]


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
@pytest.mark.parametrize(("row", "rule"), REJECTED)
def test_a_row_that_cannot_be_used_is_rejected_by_name(tmp_path: Path, row: Row, rule: str, suffix: str) -> None:
    whole = dict.fromkeys(("visites_eleve", "utilisateurs_eleve", "utilisateurs_globales"), 9)
    rows, path = [week(B, "2026-10-05", **whole), whole | row], tmp_path / f"a.{suffix}"
    if suffix == "csv":
        write_csv(path, rows)
    else:
        pl.DataFrame([{name: str(cell) for name, cell in one.items()} for one in rows]).write_parquet(path)
    lots = read(path)
    assert rejects(lots) == [(rule, f"a.{suffix}:{3 if suffix == 'csv' else 2}")]
    assert (sum(lot.lues for lot in lots), sum(lot.gardees.height for lot in lots)) == (2, 1)


def test_a_parquet_row_of_nobody_is_rejected(tmp_path: Path) -> None:
    rows = {"debutsemaine": [date(2026, 10, 5)] * 2, "uai": [None, A], "visites_eleve": [1, 2]}
    pl.DataFrame(rows).write_parquet(tmp_path / "a.parquet")
    assert rejects(read(tmp_path / "a.parquet")) == [("uai_de_sept_chiffres_et_sa_lettre", "a.parquet:1")]


def test_not_a_number_is_not_known(tmp_path: Path) -> None:
    rows = {"debutsemaine": [date(2026, 10, 5)], "uai": [A], "visites_eleve": [float("nan")], "visites_parent": [2.0]}
    pl.DataFrame(rows).write_parquet(tmp_path / "a.parquet")
    assert cells(tmp_path / "a.parquet") == [(A, "2026-10-05", "parent", 2, None, None)]


def test_lines_out_of_shape(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "debutsemaine;uai;visites_eleve;commune\n"
        f"2026-10-05;{A};1\n"  # a cell is missing: what the others mean cannot be told
        f"2026-10-05;{A};1;Melun;2\n"
        f'2026-10-05;{A};2;"Melun; Seine-et-Marne"\n'  # a separator between quotes is none
        f"2026-10-05;{ELSEWHERE};1\n"  # another region's is left out, whatever its shape
        "\n"  # a blank line is no row
        f'2026-10-12;{A};3;"Melun\n'  # a quote that nothing closes
        f"2026-10-19;{A};4;Melun",  # the last line has no end
        encoding="utf-8",
    )
    lots = read(path)
    assert rejects(lots) == [("autant_de_colonnes_que_l_en_tete", f"a.csv:{line}") for line in (2, 3)]
    assert [(row[1], row[3]) for row in cells(path)] == [("2026-10-05", 2), ("2026-10-12", 3), ("2026-10-19", 4)]
    assert sum(lot.lues for lot in lots) == 5


def test_a_rejected_row_is_told_in_one_line_that_names_the_cell(tmp_path: Path) -> None:
    wide = {f"visites_{name}": 100000 for name in ("globales", "eleve", "parent", "enseignant")}
    lots = read(
        write_csv(tmp_path / "a.csv", [week(A, "2026-10-05", **wide, commune="M" * 900, utilisateurs_eleve="x")])
    )
    (rejected,) = lots[0].rejetees.iter_rows(named=True)
    line = describe(rejected["regle"], rejected["origine"], rejected["ligne"])
    assert '"utilisateurs_eleve": "x"' in line
    assert len(line) < 500
    assert (rejected["uai"], rejected["jour"]) == (A, date(2026, 10, 8))


def test_other_regions_are_counted_and_not_read(tmp_path: Path) -> None:
    for path in (write_csv(tmp_path / "a.csv", USUAL), write_parquet(tmp_path / "a.parquet", USUAL)):
        lots = read(path)
        assert sum(lot.lues for lot in lots) == 3
        left_out = f"hors_perimetre: rows of establishments that are no lycée of the region ({path.name})"
        assert remarks(lots) == {left_out: 1}


def test_what_finish_makes_can_be_restored(tmp_path: Path) -> None:
    one = source()
    rows = [*USUAL, week(B, "2026-10-12")]  # of which nothing is known, and which is a row for all that
    (lot,) = read(write_csv(tmp_path / "a.csv", rows))
    kept = sorted_without_duplicates(lot.gardees, one.cle_doublon)
    finished = one.finish(kept)
    restored = one.restore(finished.gardees)
    columns = [name for name in lot.gardees.columns if name != "origine"]
    assert restored.select(columns).sort(columns).equals(lot.gardees.select(columns).sort(columns))
    assert restored.columns == lot.gardees.columns
    assert one.finish(sorted_without_duplicates(restored, one.cle_doublon)).gardees.equals(finished.gardees)
    assert finished.nb_lignes == 4


# Collection


def collect(folder: Path, *mois: Mois, one: SourceDnma | None = None) -> Collecte:
    files = take_inventory(["entrees/*"], folder).fichiers
    wanted = mois or (OCTOBRE,)
    found = collect_source(one or source(), files, wanted, open_store(folder / "data"))[wanted[-1]]
    assert found.lues == found.gardees + found.rejetees + found.doublons
    return found


def stored(folder: Path, mois: Mois = OCTOBRE) -> list[tuple[str, str, int]]:
    store = open_store(folder / "data")
    manifest = store.read_json(f"collecte/dnma_profils/mois={mois}/manifeste.json")
    assert manifest is not None
    rows = store.read_pieces([one["chemin"] for one in manifest["fichiers"]]).collect()
    return rows.select("uai", pl.col("semaine").cast(pl.String), "visites").rows()


def test_a_week_counts_in_the_month_of_its_thursday(tmp_path: Path) -> None:
    rows = [
        week(A, "2026-09-21", visites_globales=1),  # September's
        week(A, "2026-09-28", visites_globales=2),  # Thursday 1 October
        week(A, "2026-10-26", visites_globales=3),  # Thursday 29 October
        week(A, "2026-11-02", visites_globales=4),  # November's
        week(A, "2026-11-03", visites_globales=5),  # a Tuesday: rejected, in November
    ]
    write_csv(tmp_path / "entrees/a.csv", rows)
    found = collect(tmp_path, SEPTEMBRE, OCTOBRE)
    assert (found.lues, found.rejetees) == (2, 0)
    assert stored(tmp_path) == [(A, "2026-09-28", 2), (A, "2026-10-26", 3)]
    assert stored(tmp_path, SEPTEMBRE) == [(A, "2026-09-21", 1)]


def test_the_same_weeks_in_two_files_count_once(tmp_path: Path) -> None:
    rows = [week(A, "2026-10-05", visites_globales=1, visites_eleve=None), week(B, "2026-10-05", visites_globales=2)]
    write_csv(tmp_path / "entrees/2026.csv", rows)
    again = [rows[0] | {"visites_parent": None, "visites_globales": "1.0"}, week(B, "2026-10-12", visites_globales=3)]
    write_csv(tmp_path / "entrees/2027.csv", again, separator=",")  # other columns, of which nothing is known
    found = collect(tmp_path)
    assert (found.lues, found.gardees, found.doublons, found.rejetees) == (4, 3, 1, 0)
    assert stored(tmp_path) == [(A, "2026-10-05", 1), (B, "2026-10-05", 2), (B, "2026-10-12", 3)]


def test_one_week_with_two_figures_is_rejected_twice(tmp_path: Path) -> None:
    write_csv(tmp_path / "entrees/a.csv", [week(A, "2026-10-05", visites_globales=1, visites_eleve=5)])
    write_csv(tmp_path / "entrees/b.csv", [week(A, "2026-10-05", visites_globales=2, visites_eleve=5)])
    write_csv(tmp_path / "entrees/c.csv", [week(A, "2026-10-12", visites_globales=2, visites_eleve=5)])
    found = collect(tmp_path)
    assert found.regles == {"une_seule_ligne_par_lycee_et_semaine": 2}
    assert stored(tmp_path) == [(A, "2026-10-12", 2), (A, "2026-10-12", 5)]
    (piece,) = open_store(tmp_path / "data").path("rejets/dnma_profils/mois=2026-10").glob("*.parquet")
    lines = pl.read_parquet(piece, hive_partitioning=False).select("origine", "ligne").rows()
    assert [origin for origin, _ in lines] == ["entrees/a.csv:2", "entrees/b.csv:2"]
    assert '"visites_globales": "1"' in lines[0][1]
    assert '"debutsemaine": "2026-10-05"' in lines[0][1]
