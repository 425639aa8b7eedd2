"""Files of this machine, as an input brings them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from unit.transports.demandes import Client, contents

from ent_report.transports.files import Files


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client(tmp_path)


def test_an_empty_file_is_left_for_later(client: Client) -> None:
    (client.dossier / "a.csv").write_bytes(b"whole")
    (client.dossier / "b.csv").touch()
    with client.bring(Files(path=("*.csv",))) as found:
        assert [one.nom for one in found.fichiers] == ["a.csv"]
        assert (found.remarques, found.fautes) == (("b.csv: left for later: it is empty",), ())


def test_only_files_that_are_not_whole_are_a_fault(client: Client) -> None:
    (client.dossier / "b.csv").touch()
    assert client.faults(Files(path=("*.csv",))) == [
        "sources.comptes.path: *.csv: found no file that is whole (1 left for later), expected at least one"
    ]


@pytest.mark.parametrize(
    ("repos_s", "taken"),
    [
        (None, {"a.csv", "b.csv"}),  # here, a file is whole when nobody writes it
        (60, {"a.csv"}),
        (59, {"a.csv", "b.csv"}),
    ],
)
def test_a_file_must_have_lain_still_for_as_long_as_is_said(
    client: Client, repos_s: int | None, taken: set[str]
) -> None:
    now = 1_800_000_000
    client.maintenant = datetime.fromtimestamp(now, UTC)
    for name, age_s in {"a.csv": 61, "b.csv": 59}.items():
        (client.dossier / name).write_bytes(b"content")
        os.utime(client.dossier / name, (now - age_s, now - age_s))
    with client.bring(Files(path=(".",), repos_s=repos_s)) as found:
        assert set(contents(found, "/")) == taken
        assert len(found.fichiers) + len(found.remarques) == 2
