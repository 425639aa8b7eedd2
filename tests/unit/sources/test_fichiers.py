"""Input files: which of a folder are read, and their lines whatever wraps them."""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import os
from pathlib import Path
from typing import IO

import pyarrow as pa
import pytest

from ent_report.errors import UnreadableInputError
from ent_report.sources.blocs import read_blocks, read_text
from ent_report.sources.fichiers import Fichier
from ent_report.sources.inventaire import finished_name, take_inventory

LINES = b'{"a": 1}\n{"b": "\xc3\xa9"}\n{"c": 3}\n'


def zstd(content: bytes) -> bytes:
    return bytes(pa.compress(content, codec="zstd", asbytes=True))


def described(folder: Path, content: bytes, name: str = "un.jsonl") -> Fichier:
    (folder / name).write_bytes(content)
    (found,) = take_inventory([name], folder).fichiers
    return found


def lines(fichier: Fichier, size: int = 10) -> list[tuple[int, bytes]]:
    """Every line with its number, read in blocks of about `size` bytes."""
    return [
        (bloc.premiere_ligne + n, line)
        for bloc in read_blocks(fichier, size)
        for n, line in enumerate(bloc.octets.splitlines())
    ]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(LINES, id="plain"),
        pytest.param(gzip.compress(LINES), id="gzip"),
        pytest.param(gzip.compress(LINES[:9]) + gzip.compress(LINES[9:]), id="two gzip members, as `cat a.gz b.gz`"),
        pytest.param(gzip.compress(LINES[:4]) + gzip.compress(LINES[4:]), id="two members, cut within a line"),
        pytest.param(zstd(LINES), id="zstd"),
        pytest.param(zstd(LINES[:9]) + zstd(LINES[9:]), id="two zstd frames"),
        pytest.param(b"\xef\xbb\xbf" + LINES, id="a byte order mark"),
        pytest.param(gzip.compress(b"\xef\xbb\xbf" + LINES), id="a mark within gzip"),
        pytest.param(LINES.removesuffix(b"\n"), id="no end of the last line"),
        pytest.param(LINES.replace(b"\n", b"\r\n"), id="lines of Windows"),
    ],
)
@pytest.mark.parametrize("size", [1, 10, 1 << 20])
def test_the_lines_of_a_file_whatever_its_wrapping(tmp_path: Path, content: bytes, size: int) -> None:
    found = lines(described(tmp_path, content, "a-name-that-says-nothing"), size)
    assert found == list(enumerate(LINES.splitlines(), start=1))


@pytest.mark.parametrize("content", [b"", gzip.compress(b"", mtime=0), b"\xef\xbb\xbf"])
def test_an_empty_file_has_no_line(tmp_path: Path, content: bytes) -> None:
    assert lines(described(tmp_path, content)) == []


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_told(tmp_path: Path, encoding: str) -> None:
    mark = {"utf-16": "", "utf-16-le": "\ufeff", "utf-16-be": "\ufeff"}[encoding]
    fichier = described(tmp_path, (mark + LINES.decode()).encode(encoding))
    with pytest.raises(UnreadableInputError, match=r"un\.jsonl: found UTF-16 text, expected UTF-8"):
        lines(fichier)


@pytest.mark.parametrize("wrap", [gzip.compress, zstd])
@pytest.mark.parametrize("cut", [-1, -5, 0.5])
def test_whole_lines_before_a_cut_are_kept_and_the_cut_is_told(tmp_path: Path, wrap: object, cut: float) -> None:
    original = [f'{{"n": {n}, "x": "{os.urandom(20).hex()}"}}\n'.encode() for n in range(5000)]
    whole = wrap(b"".join(original))
    fichier = described(tmp_path, whole[: cut if cut < 0 else int(len(whole) * cut)])
    found: list[bytes] = []
    with pytest.raises(UnreadableInputError) as damage:
        found.extend(line for bloc in read_blocks(fichier) for line in bloc.octets.splitlines(keepends=True))
    assert found == original[: len(found)]
    assert len(found) > 1000
    assert f"un.jsonl: damaged after line {len(found)}: " in str(damage.value)


def test_a_line_without_an_end_is_not_swallowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ent_report.sources.blocs.LINE_BYTES_MAX", 100)
    fichier = described(tmp_path, b"{}\n" + b"x" * 1000)
    with pytest.raises(UnreadableInputError, match="line 2 is longer than 100 bytes"):
        lines(fichier, 10)


def test_text_of_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    fichier = described(tmp_path, "UAI;Profil\n0770001H;Élèves\n".encode("latin-1"), "export.csv")
    with pytest.raises(UnreadableInputError, match=r"export\.csv: line 2: found byte 0xc9, expected UTF-8 text"):
        read_text(fichier)


def names(folder: Path, *patterns: str) -> list[str]:
    return [one.nom for one in take_inventory(patterns, folder).fichiers]


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    for name in ("e/b.jsonl", "e/a.jsonl.gz", "e/2026/c.jsonl", "autre.csv", "e/.hidden", "e/d.jsonl.tmp", "e/e.part"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("autre.csv", ["autre.csv"]),  # a path
        ("e", ["e/2026/c.jsonl", "e/a.jsonl.gz", "e/b.jsonl"]),  # a folder: all below it, in order of name
        ("e/*.jsonl*", ["e/a.jsonl.gz", "e/b.jsonl"]),  # a glob; what is still being written is left for later
        ("e/**/*.jsonl", ["e/2026/c.jsonl", "e/b.jsonl"]),
    ],
)
def test_a_path_a_folder_or_a_glob(depot: Path, pattern: str, found: list[str]) -> None:
    assert names(depot, pattern) == found


def test_a_file_that_two_patterns_name_stands_once(depot: Path) -> None:
    assert names(depot, "e/b.jsonl", "e/*", "e") == ["e/2026/c.jsonl", "e/a.jsonl.gz", "e/b.jsonl"]


def test_a_folder_that_is_hidden_is_not_looked_into(depot: Path) -> None:
    (depot / "e/.snapshot").mkdir()
    (depot / "e/.snapshot/b.jsonl").write_text("yesterday's")
    assert names(depot, "e") == ["e/2026/c.jsonl", "e/a.jsonl.gz", "e/b.jsonl"]


def test_a_configuration_whose_folder_reads_like_a_pattern(tmp_path: Path) -> None:
    folder = tmp_path / "ENT [prod]"
    folder.mkdir()
    (folder / "a.jsonl").touch()
    assert names(folder, "*.jsonl") == ["a.jsonl"]


def test_a_pattern_that_names_no_file_is_told(depot: Path) -> None:
    found = take_inventory(["e/*.csv", "autre.csv", "nowhere"], depot)
    assert [one.nom for one in found.fichiers] == ["autre.csv"]
    assert found.fautes == [
        f"e/*.csv: found no file (looked in {depot})",
        f"nowhere: found no file (looked in {depot})",
    ]


def test_a_file_is_known_by_its_bytes(depot: Path) -> None:
    (depot / "copy.csv").write_bytes((depot / "autre.csv").read_bytes())
    found = take_inventory(["*.csv"], depot).fichiers
    assert len({one.sha256 for one in found}) == 1
    assert found[0].octets == len("autre.csv")


def test_what_was_read_before_is_not_hashed_again_unless_it_changed(depot: Path) -> None:
    (first,) = take_inventory(["autre.csv"], depot).fichiers
    known = {(first.nom, first.octets, first.modifie_ns): "the digest of before"}
    assert take_inventory(["autre.csv"], depot, known).fichiers[0].sha256 == "the digest of before"
    os.utime(depot / "autre.csv", ns=(0, first.modifie_ns + 1))
    assert take_inventory(["autre.csv"], depot, known).fichiers[0].sha256 == first.sha256


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that opens and cannot be read")
def test_a_file_that_cannot_be_read_does_not_hide_the_others(depot: Path) -> None:
    (depot / "e/unreadable.jsonl").symlink_to("/proc/self/mem")
    found = take_inventory(["e/*.jsonl"], depot)
    assert [one.nom for one in found.fichiers] == ["e/b.jsonl"]
    assert any("unreadable.jsonl" in fault for fault in found.fautes)


def test_what_is_being_written_is_named(depot: Path) -> None:
    (depot / "e/.b.jsonl.Xa81bZ").touch()  # rsync's
    found = take_inventory(["e/*.jsonl"], depot, {})
    assert [one.nom for one in found.fichiers] == ["e/b.jsonl"]
    assert found.remarques == [
        f"e/{name}: left for later: its name says that it is still being written"
        for name in (".b.jsonl.Xa81bZ", "d.jsonl.tmp")  # and not `.hidden` and `e.part`: no names of the glob's
    ]


def test_a_folder_of_files_that_are_being_written_has_none_that_is_whole(tmp_path: Path) -> None:
    (tmp_path / "a.csv.part").touch()
    (fault,) = take_inventory(["*.csv"], tmp_path, {}).fautes
    assert fault.startswith("*.csv: found no file that is whole (1 left for later)")


@pytest.mark.skipif(not hasattr(fcntl, "F_SETLEASE"), reason="needs Linux, which knows who has a file open")
def test_a_file_that_a_process_writes_is_left_for_later(depot: Path) -> None:
    with (depot / "e/b.jsonl").open("ab") as stream:
        stream.write(b"half a")
        stream.flush()
        found = take_inventory(["e/*.jsonl"], depot, {})
        assert (found.fichiers, found.remarques[-1]) == (
            [],
            "e/b.jsonl: left for later: another process is writing it",
        )
    assert names(depot, "e/*.jsonl") == ["e/b.jsonl"]
    with (depot / "e/b.jsonl").open("ab"):  # what was lent was given back: a writer need not wait
        pass


def test_a_file_that_changes_while_it_is_read_is_left_for_later(depot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = hashlib.file_digest

    def while_read(stream: IO[bytes], name: str) -> object:
        with (depot / "e/b.jsonl").open("ab") as other:
            other.write(b"more")
        return digest(stream, name)

    monkeypatch.setattr(hashlib, "file_digest", while_read)
    found = take_inventory(["e/b.jsonl"], depot, {})
    assert found.fichiers == []
    assert found.remarques == ["e/b.jsonl: left for later: it changed while it was read"]


@pytest.mark.parametrize(
    ("name", "finished"),
    [
        ("a.csv", None),
        ("a.tmp.csv", None),  # the suffix is what tells
        ("a.csv.part", "a.csv"),
        ("a.csv.PART", "a.csv"),
        ("a.csv.filepart", "a.csv"),
        ("a.csv.crdownload", "a.csv"),
        ("a.csv~", "a.csv"),
        (".a.csv", "a.csv"),
        (".a.csv.filepart", "a.csv"),
        (".a.csv.Xa81bZ", "a.csv"),
    ],
)
def test_the_name_that_a_file_will_have(name: str, finished: str | None) -> None:
    assert finished_name(name) == finished
