"""From files to the store: every row accounted for, nothing read or written twice, nothing that was collected lost."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from damage import SEEN_AT_ITS_END, Damage, cut_off

from ent_report.collecte.collect import collect_source
from ent_report.collecte.compte_rendu import Collecte
from ent_report.collecte.memoire import known_digests
from ent_report.entrepots.choix import open_store
from ent_report.entrepots.local import StoreLocal
from ent_report.errors import UnreadableInputError
from ent_report.sources.base import Acheve, Lot
from ent_report.sources.fichiers import Fichier
from ent_report.sources.inventaire import take_inventory
from ent_report.sources.rejets import REJETS_SCHEMA
from ent_report.store import Store
from ent_report.vocabulary import Mois

SEPTEMBRE, OCTOBRE, NOVEMBRE = Mois(2026, 9), Mois(2026, 10), Mois(2026, 11)


@dataclass(frozen=True)
class Mots:
    """A source of lines `2026-10-14 word`; `2026-10-14 ?` and `?` are rejected; `CUT` is where a file breaks off."""

    par_jour: bool = True
    version: str = "1"
    nom: str = "mots"
    cle_doublon: tuple[str, ...] = ("jour", "mot")

    def read(self, fichier: Fichier) -> Iterator[Lot]:
        for number, line in enumerate(fichier.chemin.read_text().splitlines(), start=1):
            if line == "CUT":
                raise UnreadableInputError(f"{fichier.nom}: damaged after line {number - 1}")
            day, _, word = line.rpartition(" ")
            jour = date.fromisoformat(day) if day else None
            kept, rejected = [], []
            if word == "?":
                rejected.append({"jour": jour, "regle": "date_lisible", "origine": f"{fichier.nom}:{number}"})
            else:
                kept.append((jour, word))
            rows = pl.DataFrame(kept, schema={"jour": pl.Date, "mot": pl.String}, orient="row")
            rejects = pl.DataFrame([one | {"ligne": "{}"} for one in rejected], schema=REJETS_SCHEMA)
            yield Lot(1, rows, rejects)

    def restore(self, stored: pl.DataFrame) -> pl.DataFrame:
        return stored

    def finish(self, gardees: pl.DataFrame) -> Acheve:
        stored = gardees.select("jour", pl.col("mot").cast(pl.String))
        return Acheve(stored, stored.height, REJETS_SCHEMA.to_frame())


@dataclass
class Depot:
    """A folder of files, the store that they are collected to, and what was collected of the last month asked for."""

    dossier: Path

    def put(self, file: str, *lines: str) -> Path:
        path = self.dossier / "entrees" / file
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in lines))
        return path

    def files(self, *patterns: str, folder: str = "") -> list[Fichier]:
        return take_inventory(patterns or ("entrees/*",), self.dossier / folder).fichiers

    def collect(
        self, *mois: Mois, source: Mots | None = None, files: list[Fichier] | None = None, est_complet: bool = True
    ) -> Collecte:
        months, given = mois or (OCTOBRE,), self.files() if files is None else files
        return collect_source(source or Mots(), given, months, self.store, est_complet=est_complet)[months[-1]]

    @property
    def store(self) -> Store:
        return open_store(self.dossier / "data")

    def words(self, mois: Mois = OCTOBRE) -> list[str]:
        """The words that the store's manifest says were collected, day by day."""
        manifest = self.store.read_json(f"collecte/mots/mois={mois}/manifeste.json")
        assert manifest is not None
        return [
            f"{piece['jour'][-2:]} {word}"
            for piece in manifest["fichiers"]
            for word in self.store.read_pieces([piece["chemin"]]).collect()["mot"]
        ]

    def state(self) -> dict[str, tuple[int, bytes]]:
        """Every file of the store, with its time of change and its bytes."""
        return {
            path.name: (path.stat().st_mtime_ns, path.read_bytes())
            for path in sorted((self.dossier / "data").rglob("*"))
            if path.is_file() and path.suffix != ".verrou" and path.name != "fichiers.json"
        }


@pytest.fixture
def depot(tmp_path: Path) -> Depot:
    return Depot(tmp_path)


def assert_all_rows_are_accounted_for(found: Collecte) -> None:
    assert found.lues == found.gardees + found.rejetees + found.doublons


def test_every_row_read_is_kept_rejected_or_a_duplicate(depot: Depot) -> None:
    depot.put("a", "2026-10-14 ana", "2026-10-14 ana", "2026-10-15 ana", "2026-10-15 ?", "?")
    depot.put("b", "2026-10-14 ana", "2026-10-14 bob")  # the first one was in the other file
    found = depot.collect()
    assert (found.lues, found.gardees, found.rejetees, found.doublons) == (7, 3, 2, 2)
    assert found.regles == {"date_lisible": 2}
    assert depot.words() == ["14 ana", "14 bob", "15 ana"]


def test_each_rejected_row_is_stored_with_its_rule_and_its_place(depot: Depot) -> None:
    depot.put("a", "2026-10-14 ana", "2026-10-15 ?", "?")
    depot.collect()
    (piece,) = depot.store.path("rejets/mots/mois=2026-10").glob("*.parquet")
    assert pl.read_parquet(piece, hive_partitioning=False).select("regle", "origine").rows() == [
        ("date_lisible", "entrees/a:2"),
        ("date_lisible", "entrees/a:3"),  # without a day: it goes with most of its file
    ]


def test_a_second_collection_changes_nothing_and_rewrites_no_file(depot: Depot) -> None:
    depot.put("a", "2026-10-14 ana", "2026-10-14 ?")
    first = depot.collect()
    before = depot.state()
    second = depot.collect()
    assert not first.inchangee
    assert second == replace(first, inchangee=True)
    assert depot.state() == before


def test_a_new_file_is_added_to_the_others(depot: Depot) -> None:
    depot.put("a", "2026-10-14 bob")
    depot.collect()
    depot.put("b", "2026-10-14 ana", "2026-10-15 ana")
    found = depot.collect()
    assert depot.words() == ["14 ana", "14 bob", "15 ana"]
    assert found.lues == 3
    assert_all_rows_are_accounted_for(found)
    assert {one["chemin"] for one in found.entrees} == {"entrees/a", "entrees/b"}


def test_the_order_of_arrival_does_not_change_a_byte(depot: Depot, tmp_path: Path) -> None:
    other = Depot(tmp_path / "other")
    other.dossier.mkdir()
    depot.put("a", "2026-10-14 bob")
    depot.collect()
    for one in (depot, other):
        one.put("a", "2026-10-14 bob")
        one.put("b", "2026-10-14 ana")
        one.collect()
    assert {name: content for name, (_, content) in depot.state().items()} == {
        name: content for name, (_, content) in other.state().items()
    }


def test_what_was_collected_of_a_file_stays_when_the_file_goes(depot: Depot) -> None:
    depot.put("a", "2026-10-14 ana")
    gone = depot.put("b", "2026-10-15 bob")
    depot.collect()
    gone.unlink()
    assert depot.collect().inchangee
    assert depot.words() == ["14 ana", "15 bob"]


def test_it_stays_when_another_file_comes_too(depot: Depot) -> None:
    """A folder that keeps the files of the last days only must not empty the days before them."""
    gone = depot.put("a", "2026-10-14 ana")
    depot.collect()
    gone.unlink()
    depot.put("b", "2026-10-15 bob")
    found = depot.collect()
    assert depot.words() == ["14 ana", "15 bob"]
    assert_all_rows_are_accounted_for(found)


def test_a_month_that_was_collected_stays_when_the_next_ones_file_spills_into_it(depot: Depot) -> None:
    """A file of a UTC day holds an hour or two of its neighbour's: of the last day of the month before."""
    gone = depot.put("octobre", "2026-10-14 ana", "2026-10-15 bob")
    depot.collect()
    gone.unlink()
    depot.put("novembre", "2026-10-31 cid", "2026-11-02 cid")
    depot.collect(OCTOBRE, NOVEMBRE)
    assert depot.words(OCTOBRE) == ["14 ana", "15 bob", "31 cid"]
    assert depot.words(NOVEMBRE) == ["02 cid"]


def test_the_same_file_under_another_name_is_not_read_again(depot: Depot) -> None:
    first = depot.put("a", "2026-10-14 ana")
    depot.collect()
    first.rename(first.with_name("z"))
    assert depot.collect().inchangee
    depot.put("copy", "2026-10-14 ana")
    found = depot.collect()
    assert (found.lues, found.doublons) == (1, 0)  # a file of the same bytes is the same file


def test_a_corrected_file_replaces_the_one_of_its_name(depot: Depot) -> None:
    depot.put("a", "2026-10-14 ana", "2026-10-15 typo")
    depot.put("b", "2026-10-14 bob")
    depot.collect()
    depot.put("a", "2026-10-14 ana", "2026-10-16 cid")
    found = depot.collect()
    assert depot.words() == ["14 ana", "14 bob", "16 cid"]
    assert found.lues == 3
    assert not depot.store.path("collecte/mots/mois=2026-10/jour=2026-10-15").exists()


def test_what_a_corrected_file_changed_is_told(depot: Depot) -> None:
    depot.put("a", "2026-10-14 ana", "2026-10-15 typo", "2026-10-16 ?")
    depot.put("b", "2026-10-14 bob", "2026-10-20 bob")
    assert depot.collect().remplacements == ()
    depot.put("a", "2026-10-14 ana", "2026-10-14 cid", "2026-10-15 right", "2026-10-16 ?")
    assert depot.collect().remplacements == (
        "entrees/a was replaced: 3 rows before, 4 now; 2026-10 keeps 5 rows, 4 before, 3 the same",
    )
    assert depot.collect().remplacements == ()  # it is news once


def test_what_a_corrected_file_changed_is_told_as_counts_where_the_former_rows_are_lost(depot: Depot) -> None:
    depot.put("a", "2026-10-14 ana", "2026-10-15 typo")
    depot.collect()
    next(depot.store.path("collecte").rglob("*.parquet")).unlink()
    depot.put("a", "2026-10-14 ana")
    assert depot.collect().remplacements == (
        "entrees/a was replaced: 2 rows before, 1 now; 2026-10 keeps 1 rows, 2 before",
    )


def test_a_file_of_another_month_under_a_name_takes_no_row_away(depot: Depot) -> None:
    """An export that always has the same name."""
    depot.put("a", "2026-10-14 ana")
    depot.collect()
    depot.put("a", "2026-11-14 ana")
    found = depot.collect()
    assert depot.words() == ["14 ana"]
    assert found.remplacements == ("entrees/a was replaced by one without a row of 2026-10: its 1 rows are kept",)


def test_a_ruin_takes_no_row_of_the_file_whose_place_it_took(depot: Depot) -> None:
    depot.put("a", "2026-10-14 ana")
    depot.collect()
    depot.put("a", "CUT")
    depot.put("b", "2026-10-15 bob")
    kept = ("entrees/a was replaced by one of which nothing of 2026-10 can be read: its 1 rows are kept",)
    for found in (depot.collect(), depot.collect()):
        assert depot.words() == ["14 ana", "15 bob"]
        assert (found.fautes, found.remplacements) == (("entrees/a: damaged after line 0",), kept)
        assert_all_rows_are_accounted_for(found)
    depot.put("a", "2026-10-14 cid")
    found = depot.collect()
    assert depot.words() == ["14 cid", "15 bob"]
    assert found.fautes == ()


def test_a_file_all_of_whose_rows_are_rejected_takes_no_row_of_the_file_whose_place_it_took(depot: Depot) -> None:
    """A correction under other labels, say: the month stays as it was, and each run says that it did nothing."""
    depot.put("a", "2026-10-14 ana", "2026-10-15 ana", "2026-10-16 ?")
    depot.collect()
    before = depot.state()
    for ruin in (("2026-10-14 ?", "?"), ("2026-10-14 ?", "2026-10-14 ?", "2026-11-02 ana")):  # one after another, too
        depot.put("a", *ruin)
        for found in (depot.collect(), depot.collect()):
            assert depot.words() == ["14 ana", "15 ana"]
            assert re.fullmatch(
                r"entrees/a was replaced by one whose 2 rows of 2026-10 are all rejected \(entrees/a:1: .*\): "
                "its 2 rows are kept",
                *found.fautes,
            )
            assert (found.remplacements, found.rejetees, found.inchangee) == ((), 1, True)
    assert depot.state() == before
    depot.put("a", "2026-10-14 cid", "?")  # one good row is enough: it is the file now
    found = depot.collect()
    assert (depot.words(), found.fautes, len(found.remplacements)) == (["14 cid"], (), 1)
    assert_all_rows_are_accounted_for(found)


def test_the_good_file_again_is_as_if_nothing_had_happened(depot: Depot) -> None:
    depot.put("a", "2026-10-14 ana")
    depot.collect()
    depot.put("a", "2026-10-14 ?")
    depot.collect()
    depot.put("a", "2026-10-14 ana")
    found = depot.collect()
    assert (found.lues, found.fautes, found.remplacements, found.inchangee) == (1, (), (), True)


@pytest.mark.parametrize("lines", [(), ("2026-09-30 ana",), ("2026-10-14 ?",)], ids=["empty", "another_month", "bad"])
def test_what_gives_no_row_takes_none_beside_a_new_file_either(depot: Depot, lines: tuple[str, ...]) -> None:
    depot.put("a", "2026-10-14 ana")
    depot.collect()
    depot.put("a", *lines)
    depot.put("b", "2026-10-15 bob")
    found = depot.collect()
    assert depot.words() == ["14 ana", "15 bob"]
    assert len(found.fautes) + len(found.remplacements) == 1
    assert_all_rows_are_accounted_for(found)


class MotsUniques(Mots):
    """By months; a word on two days contradicts itself, and none of its rows is kept."""

    def finish(self, gardees: pl.DataFrame) -> Acheve:
        counted = gardees.with_columns(nb=pl.len().over("mot"))
        bad = counted.filter(pl.col("nb") > 1).select(
            "jour", regle=pl.lit("une_seule_valeur_par_cle"), origine="origine", ligne=pl.lit("{}")
        )
        stored = counted.filter(pl.col("nb") == 1).select("jour", pl.col("mot").cast(pl.String), "origine")
        return Acheve(stored, stored.height, pl.concat([REJETS_SCHEMA.to_frame(), bad], how="diagonal"))

    def read(self, fichier: Fichier) -> Iterator[Lot]:
        for number, lot in enumerate(super().read(fichier), start=1):
            yield replace(lot, gardees=lot.gardees.with_columns(origine=pl.lit(f"{fichier.nom}:{number}")))


@pytest.mark.parametrize("beside", [(), ("2026-10-20 bob",)], ids=["alone", "beside_a_new_file"])
def test_a_file_whose_rows_contradict_each_other_takes_no_row_either(depot: Depot, beside: tuple[str, ...]) -> None:
    source = MotsUniques(par_jour=False)
    depot.put("a", "2026-10-14 ana", "2026-10-15 cid")
    depot.collect(source=source)
    depot.put("a", "2026-10-14 ana", "2026-10-15 ana", "2026-10-14 cid", "2026-10-15 cid")
    if beside:
        depot.put("b", *beside)
    found = depot.collect(source=source)
    assert (found.gardees, found.rejetees) == (2 + len(beside), 0)
    assert "4 rows of 2026-10 are all rejected" in found.fautes[0]
    assert_all_rows_are_accounted_for(found)


def test_a_file_that_breaks_off_after_a_bad_row_takes_no_row_and_is_accounted_for(depot: Depot) -> None:
    depot.put("a", "2026-10-14 ana")
    depot.collect()
    depot.put("a", "2026-10-14 ?", "CUT")
    found = depot.collect()
    assert (depot.words(), found.rejetees, found.fautes) == (["14 ana"], 1, ("entrees/a: damaged after line 1",))
    assert_all_rows_are_accounted_for(found)


def test_a_bad_file_is_replaced_by_another_bad_one(depot: Depot) -> None:
    """Where nothing was good, there is nothing to keep."""
    depot.put("a", "2026-10-14 ?")
    depot.collect()
    depot.put("a", "2026-10-14 ?", "2026-10-15 ?")
    found = depot.collect()
    assert (found.lues, found.rejetees, found.fautes) == (2, 2, ())


def test_what_cannot_be_seen_is_not_taken_away(depot: Depot) -> None:
    """A server that cannot be reached has its damaged file still: the month stays partial."""
    depot.put("a", "2026-10-14 ana")
    broken = depot.put("b", "CUT")
    fault = depot.collect().fautes
    broken.unlink()
    assert depot.collect(est_complet=False).fautes == fault == ("entrees/b: damaged after line 0",)


def test_a_corrected_file_is_known_where_the_configuration_is_read_from_another_folder(depot: Depot) -> None:
    """`entrees/a` is `../entrees/a` there: the same file, not one that is gone and one that is new."""
    depot.put("a", "2026-10-14 ana", "2026-10-15 typo")
    depot.put("b", "2026-10-14 bob")
    depot.collect()
    depot.put("a", "2026-10-14 ana")
    (depot.dossier / "config").mkdir()
    files = depot.files("../entrees/*", folder="config")
    assert [one.nom for one in files] == ["../entrees/a", "../entrees/b"]
    assert depot.collect(files=files).remplacements == (
        "entrees/a was replaced: 2 rows before, 1 now; 2026-10 keeps 2 rows, 3 before, 2 the same",
    )
    assert depot.words() == ["14 ana", "14 bob"]
    assert depot.collect().inchangee  # and back again


def test_two_new_files_that_end_alike_are_no_known_one(depot: Depot) -> None:
    depot.put("a", "2026-10-14 ana")
    depot.collect()
    (depot.dossier / "entrees/a").unlink()
    for folder in ("one", "two"):
        (depot.dossier / folder / "entrees").mkdir(parents=True)
        (depot.dossier / folder / "entrees/a").write_text(f"2026-10-15 {folder}\n")
    depot.collect(files=depot.files("*/entrees/*"))
    assert depot.words() == ["14 ana", "15 one", "15 two"]


def elsewhere(depot: Depot, *lost: str) -> list[Fichier]:
    """The files as those of a drop that are brought when they are read; `lost` cannot be."""

    def bring(fichier: Fichier) -> None:
        if fichier.nom.removeprefix("entrees/") in lost:
            raise UnreadableInputError(f"{fichier.nom}: found no way to it")
        fichier.chemin.write_bytes((depot.dossier / fichier.nom).read_bytes())

    brought = depot.dossier / "passage"
    shutil.rmtree(brought, ignore_errors=True)
    brought.mkdir()
    files = [replace(one, chemin=brought / one.chemin.name) for one in depot.files()]
    return [replace(one, apporter=partial(bring, one)) for one in files]


def test_a_month_is_collected_anew_from_files_that_are_brought_again(depot: Depot) -> None:
    depot.put("a", "2026-10-14 ana")
    depot.put("b", "2026-10-15 bob")
    depot.collect(files=elsewhere(depot))
    depot.put("a", "2026-10-14 cid")
    depot.collect(files=elsewhere(depot))
    assert depot.words() == ["14 cid", "15 bob"]


@pytest.mark.parametrize("source", [Mots(), Mots(version="2")], ids=["a corrected file", "another register"])
def test_a_month_stays_when_one_of_its_files_cannot_be_brought_again(depot: Depot, source: Mots) -> None:
    depot.put("a", "2026-10-14 ana")
    depot.put("b", "2026-10-15 bob")
    depot.collect(files=elsewhere(depot))
    depot.put("a", "2026-10-14 cid")
    found = depot.collect(source=source, files=elsewhere(depot, "b"))
    assert depot.words() == ["14 ana", "15 bob"]
    assert any("entrees/b: found no way to it" in fault for fault in found.fautes)
    assert any("the month is kept as it was collected" in fault for fault in found.fautes)
    assert_all_rows_are_accounted_for(found)
    assert "entrees/b" not in {nom for nom, *_ in known_digests(depot.store, "mots")}  # brought anew next time
    again = depot.collect(source=source, files=elsewhere(depot))
    assert depot.words() == ["14 cid", "15 bob"]
    assert again.fautes == ()


def test_a_file_that_cannot_be_brought_is_told_though_nothing_else_is_there(depot: Depot) -> None:
    depot.put("a", "2026-10-14 ana")
    found = depot.collect(files=elsewhere(depot, "a"))
    assert found.fautes == ("entrees/a: found no way to it",)
    assert depot.collect(files=elsewhere(depot)).fautes == ()
    assert depot.words() == ["14 ana"]


def test_every_name_of_a_content_is_known(depot: Depot) -> None:
    depot.put("a", "2026-10-14 ana")
    depot.put("copy", "2026-10-14 ana")
    depot.collect()
    assert {nom for nom, *_ in known_digests(depot.store, "mots")} == {"entrees/a", "entrees/copy"}


def test_a_file_of_several_months_is_split(depot: Depot) -> None:
    depot.put("a", "2026-09-30 ana", "2026-10-01 ana", "2026-10-02 ?", "2026-08-31 ana", "?")
    found = depot.collect(SEPTEMBRE, OCTOBRE)
    assert depot.words(SEPTEMBRE) == ["30 ana"]
    assert depot.words(OCTOBRE) == ["01 ana"]
    assert (found.lues, found.gardees, found.rejetees) == (3, 1, 2)  # the row without a day goes with most of its file


def test_history_is_read_once_and_the_month_in_question_anew_when_the_reading_changes(depot: Depot) -> None:
    depot.put("a", "2026-09-30 ana", "2026-10-01 ana")
    depot.collect(SEPTEMBRE, OCTOBRE)
    changed = Mots(version="2")  # another register, or other labels
    files = depot.files()
    found = collect_source(changed, files, (SEPTEMBRE, OCTOBRE), depot.store)
    assert found[SEPTEMBRE].inchangee  # history keeps the register of its time
    assert not found[OCTOBRE].inchangee
    assert collect_source(changed, files, (SEPTEMBRE, OCTOBRE), depot.store)[OCTOBRE].inchangee


def test_what_stands_before_a_cut_is_kept_and_the_file_is_named(depot: Depot) -> None:
    depot.put("a", "2026-10-14 ana", "CUT", "2026-10-14 bob")
    depot.put("b", "2026-10-14 cid")
    found = depot.collect()
    assert depot.words() == ["14 ana", "14 cid"]
    assert found.fautes == ("entrees/a: damaged after line 1",)
    assert depot.collect().fautes == found.fautes  # told again as long as the file is so


def test_a_file_of_which_nothing_can_be_read_may_hold_any_month(depot: Depot) -> None:
    depot.put("a", "2026-09-01 ana", "2026-10-01 ana")
    depot.put("b", "CUT")
    for mois in (SEPTEMBRE, OCTOBRE):
        assert depot.collect(mois).fautes == ("entrees/b: damaged after line 0",)


def test_an_unreadable_file_that_is_taken_away_is_no_fault_any_more(depot: Depot) -> None:
    depot.put("a", "2026-10-01 ana")
    broken = depot.put("b", "CUT")
    assert depot.collect().fautes
    broken.unlink()
    assert depot.collect().fautes == ()


@pytest.mark.parametrize("damage", SEEN_AT_ITS_END)
def test_a_piece_that_was_lost_is_made_again(depot: Depot, damage: Damage) -> None:
    depot.put("a", "2026-10-14 ana", "2026-10-14 ?")
    depot.collect()
    before = depot.state()
    for piece in [*depot.store.path("collecte").rglob("*.parquet"), *depot.store.path("rejets").rglob("*.parquet")]:
        damage(piece)
        depot.collect()
        assert {name: content for name, (_, content) in depot.state().items()} == {
            name: content for name, (_, content) in before.items()
        }


def test_a_damaged_piece_whose_file_is_gone_is_named(depot: Depot) -> None:
    """Its other rows are not collected anew either: those of the files that are gone would be lost with them."""
    gone = depot.put("a", "2026-10-14 ana")
    depot.put("b", "2026-10-15 bob")
    depot.collect()
    gone.unlink()
    (piece,) = depot.store.path("collecte").rglob("jour=2026-10-14/*.parquet")
    cut_off(piece)
    before = depot.state()
    (told,) = depot.collect().fautes
    assert told.startswith(f"mots 2026-10: {piece.relative_to(depot.dossier / 'data')} is gone or is no sound Parquet")
    assert "1 collected files are gone (such as entrees/a)" in told
    assert depot.state() == before


class Killed(BaseException):
    """As SIGKILL: nothing after it runs."""


class Victim(StoreLocal):
    """A store whose process dies just before its n-th writing or sweeping."""

    def __init__(self, racine: Path, deaths_at: int) -> None:
        super().__init__(racine)
        self._left = deaths_at

    def _step(self) -> None:
        self._left -= 1
        if self._left == 0:
            raise Killed

    def write_bytes(self, relative: str, content: bytes) -> None:
        self._step()
        super().write_bytes(relative, content)

    def sweep(self, folder: str, keep: Collection[str], *, below: bool = True) -> None:
        self._step()
        super().sweep(folder, keep, below=below)


@pytest.mark.parametrize("moment", range(1, 5))
def test_a_collection_that_was_killed_is_taken_up_to_the_same_bytes(depot: Depot, moment: int) -> None:
    """Killed before the manifest, either sweep, or the index; a reader of `*.parquet` must see no row twice."""
    depot.put("a", "2026-10-14 ana", "2026-10-14 ?")
    depot.collect()
    depot.put("b", "2026-10-14 bob", "2026-10-15 ?")
    with pytest.raises(Killed):
        collect_source(Mots(), depot.files(), [OCTOBRE], Victim(depot.dossier / "data", moment))
    depot.collect()
    rows = pl.read_parquet(depot.dossier / "data/collecte/mots/mois=2026-10/jour=*/*.parquet", hive_partitioning=False)
    assert rows["mot"].to_list() == ["ana", "bob"]
    rejects = list(depot.store.path("rejets/mots/mois=2026-10").glob("*.parquet"))
    assert len(rejects) == 1


def test_messages_name_no_absolute_path(depot: Depot) -> None:
    depot.put("a", "2026-10-14 ?", "CUT")
    found = depot.collect()
    assert not re.search(re.escape(str(depot.dossier)), "".join([*found.fautes, *found.exemples]))
    assert found.exemples == (
        "entrees/a:1: Date: found nothing, expected a day such as 2026-10-01T00:00 (date_lisible)",
    )
