"""A month that was issued for real, and what verify says of each thing that is done to it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from damage import Damage, cut_off, emptied, overwritten, removed, spoiled_within
from issued_region import MOIS, issue_all, small_month, writable
from spec.tables import A, B

from ent_report.editions.empreintes import record_edition, sha256
from ent_report.editions.production import Atelier
from ent_report.editions.resultats import ECHEC, INCHANGE
from ent_report.entrepots.choix import open_store
from ent_report.verification.verify import verify_month
from flows.bilan import Pages

pytestmark = pytest.mark.slow

OF_A, OF_B = f"etablissements/{A}/edition-01", f"etablissements/{B}/edition-01"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    issue_all(small_month(folder))
    return folder


class Mois:
    """A copy of the month, to be damaged."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reports = folder / f"data/rapports/{MOIS}"
        self.store = open_store(folder / "data")

    def verify(self) -> list[str]:
        """The faults, without the folder that all are in."""
        found = verify_month(self.folder / "region.toml", self.folder / "data", MOIS)
        return [one.removeprefix(f"rapports/{MOIS}/") for one in found["fautes"]]

    def change(self, name: str, content: bytes) -> None:
        with writable(self.reports / name) as path:
            path.write_bytes(content)

    def read(self, name: str) -> bytes:
        return (self.reports / name).read_bytes()


@pytest.fixture
def month(made: Path, tmp_path: Path) -> Mois:
    shutil.copytree(made, tmp_path / "month")
    return Mois(tmp_path / "month")


def files(folder: Path) -> list[str]:
    root = folder / f"data/rapports/{MOIS}"
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def test_what_was_issued_is_sound_and_counted(month: Mois) -> None:
    found = verify_month(month.folder / "region.toml", month.folder / "data", MOIS)
    assert found.pop("chiffres") > 200
    assert found == {"mois": str(MOIS), "editions": 3, "fichiers": 9, "fautes": []}


def test_any_changed_byte_is_found_and_its_file_named(month: Mois) -> None:
    """Each file of the month: its first, middle and last byte, then one byte more and one less."""
    names = files(month.folder)
    assert len(names) == 3 * 4 + 2
    for name in names:
        content = month.read(name)
        flipped = [
            content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
            for place in (0, len(content) // 2, len(content) - 1)
        ]
        for other in (*flipped, content + b"\n", content[:-1]):
            month.change(name, other)
            found = month.verify()
            # A hash that was changed in empreintes.json cannot be told from a manifest that was.
            assert any("empreintes.json" in one if "empreintes" in name else one.startswith(name) for one in found)
        month.change(name, content)
    assert month.verify() == []


def test_a_manifest_that_was_made_to_fit_changed_files_is_found(month: Mois) -> None:
    """Report and manifest agree with each other, and not with what was issued."""
    page = month.read(f"{OF_A}/rapport.html").replace(b"Lyc\xc3\xa9e A", b"Lyc\xc3\xa9e Z")
    manifest = json.loads(month.read(f"{OF_A}/manifest.json"))
    (described,) = (one for one in manifest["fichiers"] if one["name"] == "rapport.html")
    described["sha256"] = sha256(page)
    month.change(f"{OF_A}/rapport.html", page)
    month.change(f"{OF_A}/manifest.json", (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())
    assert month.verify() == [f"{OF_A}/manifest.json: its bytes are not those that empreintes.json keeps"]


def _remove(month: Mois, name: str) -> None:
    path = month.reports / name
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def _add(month: Mois, name: str) -> None:
    path = month.reports / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")


def _second_edition_alone(month: Mois, name: str) -> None:
    """The first is gone, the second there: as if somebody had tidied up."""
    shutil.move(month.reports / OF_A, month.reports / name)
    manifest = json.loads((month.reports / name / "manifest.json").read_text())
    manifest |= {"edition": 2, "remplace": {"edition": 1, "raison": "x", "chiffres_modifies": []}}
    content = json.dumps(manifest).encode()
    month.change(f"{name}/manifest.json", content)
    record_edition(month.store, f"rapports/{MOIS}/{name}", content)


@pytest.mark.parametrize(
    ("damage", "name", "told"),
    [
        (_remove, f"{OF_A}/rapport.pdf", [f"{OF_A}/rapport.pdf: is gone"]),
        (_remove, f"{OF_A}/manifest.json", [f"{OF_A}/manifest.json: is gone or is no JSON object"]),
        (_remove, OF_A, [f"{OF_A}: is gone, expected the edition that was issued", "index.html: links to"]),
        (_remove, f"etablissements/{A}", [f"{OF_A}: is gone, expected the edition", "index.html: links to"]),
        (_remove, "index.html", ["index.html: is gone"]),
        (_remove, "empreintes.json", ["empreintes.json: is gone or is no such file"]),
        (_add, f"{OF_A}/notes.txt", [f"{OF_A}/notes.txt: is not in its manifest.json"]),
        (_add, f"{OF_A}/.rapport.pdf.swp", [f"{OF_A}/.rapport.pdf.swp: is not in its manifest.json"]),
        (_add, f"etablissements/{A}/edition-1/x", [f"etablissements/{A}/edition-1: does not belong there"]),
        (_add, f"etablissements/{A}/.edition-02.77/x", [f"etablissements/{A}/.edition-02.77: was left by a run"]),
        (_add, "etablissements/Lycée A/edition-01/x", ["etablissements/Lycée A: does not belong there"]),
        (_add, ".index.html.12.tmp", [".index.html.12.tmp: was left by a run"]),
        (_add, "copie.pdf", ["copie.pdf: does not belong there"]),
        (
            _second_edition_alone,
            f"etablissements/{A}/edition-02",
            [f"{OF_A}: is gone, expected the edition", "index.html: links to", "index.html: does not link to"],
        ),
    ],
)
def test_what_is_gone_or_was_added_is_found(
    month: Mois, damage: Callable[[Mois, str], None], name: str, told: list[str]
) -> None:
    damage(month, name)
    found = month.verify()
    for start in told:
        assert any(fault.startswith(start) for fault in found), found


def test_another_lycee_s_edition_in_the_folder_is_found(month: Mois) -> None:
    """Restored from a backup into the wrong place."""
    shutil.rmtree(month.reports / OF_A)
    shutil.copytree(month.reports / OF_B, month.reports / OF_A)
    assert f"{OF_A}/manifest.json: uai: found '{B}', expected '{A}'" in month.verify()


def test_an_index_that_says_something_else_is_found(month: Mois) -> None:
    page = month.read("index.html").replace(OF_B.encode(), OF_B.replace("01", "03").encode())
    month.change("index.html", page)
    assert month.verify() == [
        "index.html: its bytes are not those that were written",
        f"index.html: links to {OF_B.replace('01', '03')}, which is not the last edition of that report",
        f"index.html: does not link to {OF_B}, expected the last edition of every report",
    ]


def test_figures_that_the_indicators_no_longer_say_are_found(month: Mois) -> None:
    small_month(month.folder, comptes=99)
    told = f"{OF_A}/donnees.csv: Comptes activés: found 103, expected 102"
    assert told in month.verify()


def test_without_indicators_nothing_is_taken_for_compared(month: Mois) -> None:
    shutil.rmtree(month.folder / "data/indicateurs")
    assert f"{OF_A}/donnees.csv: found no indicators of {MOIS} to hold its figures to" in month.verify()


TABLE = f"indicateurs/mois={MOIS}/versions"


def _piece(month: Mois, folder: str) -> Path:
    (piece,) = (month.folder / "data" / folder).glob("*.parquet")
    return piece


@pytest.mark.parametrize("damage", [cut_off, emptied, overwritten, spoiled_within])
@pytest.mark.parametrize("folder", [TABLE, f"indicateurs/mois={MOIS}/comparables"])
def test_a_damaged_table_is_one_line_that_names_it(month: Mois, damage: Damage, folder: str) -> None:
    piece = _piece(month, folder)
    damage(piece)
    told = f"{folder}/{piece.name}: is no sound Parquet file: its bytes are not those that were written"
    assert month.verify() == [told]


def test_a_table_of_the_month_before_that_is_gone_is_named(month: Mois) -> None:
    folder = f"indicateurs/mois={MOIS - 1}/versions"
    piece = _piece(month, folder)
    piece.unlink()
    assert month.verify() == [f"{folder}/{piece.name}: is gone"]


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (cut_off, "its bytes are not those of {table}"),
        (spoiled_within, "its bytes are not those of {table}"),
        (removed, "is gone"),
    ],
)
def test_a_public_copy_that_is_not_the_table_is_found(month: Mois, damage: Damage, told: str) -> None:
    table = f"{TABLE}/{_piece(month, TABLE).name}"
    public = f"indicateurs/mois={MOIS}/indicateurs.parquet"
    damage(month.folder / "data" / public)
    assert month.verify() == [f"{public}: {told.format(table=table)}: the next run puts it back"]
    small_month(month.folder)
    assert month.verify() == []


def test_a_manifest_of_the_tables_that_says_nothing_is_named(month: Mois) -> None:
    name = f"indicateurs/mois={MOIS}/manifeste.json"
    (month.folder / "data" / name).write_text("{}")
    assert f"{name}: is no such file: the next run computes the month anew" in month.verify()


def test_an_edition_s_manifest_without_its_keys_is_one_line(month: Mois) -> None:
    month.change(f"{OF_A}/manifest.json", b"{}")
    (found,) = [one for one in month.verify() if one.startswith(OF_A)]
    assert found.startswith(f"{OF_A}/manifest.json: found no sound uai, mois, edition")
    assert found.endswith(": put it back from a backup")
    (of_a,) = Atelier(small_month(month.folder)).lycees([A])
    assert of_a.statut == ECHEC
    assert str(of_a.raison).startswith(f"rapports/{MOIS}/{OF_A}/manifest.json: found no sound uai")


def test_an_edition_whose_run_was_killed_is_named_and_then_taken_on(month: Mois) -> None:
    """Killed after the edition was in place and before that was kept: the next run keeps it, and issues nothing."""
    path = month.reports / "empreintes.json"
    known = json.loads(path.read_text())
    del known["editions"][OF_A]
    path.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n")
    assert [one.partition(": ")[0] for one in month.verify()] == [OF_A]
    (found,) = Atelier(small_month(month.folder)).lycees([A])
    assert found.statut == INCHANGE
    assert month.verify() == []


def test_what_was_issued_is_kept_anew_where_that_is_lost(month: Mois) -> None:
    (month.reports / "empreintes.json").unlink()
    chantier = small_month(month.folder)
    atelier = Atelier(chantier)
    assert {one.statut for one in (*atelier.lycees([A, B]), atelier.region({}))} == {INCHANGE}
    Pages(chantier).write_index()
    assert month.verify() == []


def test_a_damaged_or_lost_edition_is_not_issued_over(month: Mois) -> None:
    month.change(f"{OF_A}/rapport.html", b"other")
    shutil.rmtree(month.reports / OF_B)
    of_a, of_b = Atelier(small_month(month.folder, comptes=99)).lycees([A, B])
    assert (of_a.statut, of_b.statut) == (ECHEC, ECHEC)
    assert "rapport.html: its bytes are not those that were issued" in str(of_a.raison)
    assert "edition-01: was issued and is gone: put it back from a backup" in str(of_b.raison)
    assert not (month.reports / OF_B).exists()
