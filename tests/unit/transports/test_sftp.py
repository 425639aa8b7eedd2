"""Drops on an SFTP server: what is brought, what is not brought twice, and what is told when it cannot be."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncssh
import pytest
from serveurs.coupure import coupure
from serveurs.sftp import PASSWORD, ServeurSftp
from unit.transports.demandes import Client, contents, known

from ent_report.errors import UnreadableInputError
from ent_report.transports.files import Files

BIG = os.urandom(3_000_000)


@pytest.fixture
def client(tmp_path: Path, sftp: ServeurSftp) -> Client:
    (tmp_path / "cles").write_text(sftp.known_hosts())
    return Client(tmp_path, {"DROP": PASSWORD, "DROP_KEY": sftp.cle_privee, "WRONG": "guessed"})


def put(sftp: ServeurSftp, path: str, content: bytes = b"a;b\n1;2\n", age_s: float = 3600) -> Path:
    file = sftp.dossier / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    changed = file.stat().st_mtime - age_s
    os.utime(file, (changed, changed))
    return file


def drop(sftp: ServeurSftp, *paths: str, port: int | None = None, **keys: Any) -> Files:
    urls = tuple(sftp.url(path, port) for path in paths)
    return Files(**{"path": urls, "secret": "DROP", "cles_hotes": "cles"} | keys)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("d/a.csv", {"a.csv"}),  # a file
        ("d", {"a.csv", "b.txt", "2026/c.csv"}),  # a folder: all below it
        ("d/", {"a.csv", "b.txt", "2026/c.csv"}),
        ("d/*.csv", {"a.csv"}),
        ("d/**/*.csv", {"a.csv", "2026/c.csv"}),
        ("*/20*/?.csv", {"2026/c.csv"}),
    ],
)
def test_a_path_a_folder_or_a_glob(client: Client, sftp: ServeurSftp, path: str, found: set[str]) -> None:
    for name in ("d/a.csv", "d/b.txt", "d/2026/c.csv", "d/.snapshot/a.csv", "other/a.txt"):
        put(sftp, name, name.encode())
    with client.bring(drop(sftp, path)) as brought:
        assert brought.fautes == ()
        assert contents(brought, "/d/") == {name: f"d/{name}".encode() for name in found}


def test_a_name_is_the_url_without_a_secret(client: Client, sftp: ServeurSftp) -> None:
    put(sftp, "d/a.csv")
    with client.bring(drop(sftp, "d/*")) as brought:
        assert [one.nom for one in brought.fichiers] == [f"sftp://ent@127.0.0.1:{sftp.port}/d/a.csv"]


def test_a_private_key_lets_in(client: Client, sftp: ServeurSftp) -> None:
    put(sftp, "d/a.csv", b"content")
    with client.bring(drop(sftp, "d/*", secret="DROP_KEY")) as brought:
        assert contents(brought, "/d/") == {"a.csv": b"content"}


def test_a_link_leads_to_its_file(client: Client, sftp: ServeurSftp) -> None:
    put(sftp, "elsewhere/a.csv", b"content")
    (sftp.dossier / "d").mkdir()
    (sftp.dossier / "d/latest.csv").symlink_to("../elsewhere/a.csv")
    (sftp.dossier / "d/broken.csv").symlink_to("nowhere")
    with client.bring(drop(sftp, "d/*")) as brought:
        assert brought.fautes == ()
        assert contents(brought, "/d/") == {"latest.csv": b"content"}


def test_a_known_file_is_brought_only_when_it_is_read(client: Client, sftp: ServeurSftp) -> None:
    put(sftp, "d/a.csv", b"of the first")
    put(sftp, "d/b.csv", b"of the second")
    with client.bring(drop(sftp, "d/*")) as first:
        before = known(first)
    put(sftp, "d/b.csv", b"of the second, corrected")
    sftp.octets_lus.clear()
    with client.bring(drop(sftp, "d/*"), before) as again:
        assert dict(sftp.octets_lus) == {"d/b.csv": len(b"of the second, corrected")}
        assert [one.sha256 for one in again.fichiers][:1] == [one.sha256 for one in first.fichiers][:1]
        assert contents(again, "/d/") == {"a.csv": b"of the first", "b.csv": b"of the second, corrected"}
    assert sftp.octets_lus["d/a.csv"] == len(b"of the first")


def test_a_known_file_that_holds_something_else_is_told(client: Client, sftp: ServeurSftp) -> None:
    file = put(sftp, "d/a.csv", b"one")
    with client.bring(drop(sftp, "d/*")) as first:
        before = known(first)
    changed = file.stat().st_mtime
    file.write_bytes(b"two")
    os.utime(file, (changed, changed))
    told = r"d/a\.csv: found another content than was collected of it"
    with client.bring(drop(sftp, "d/*"), before) as again, pytest.raises(UnreadableInputError, match=told):
        again.fichiers[0].apporter()


@pytest.mark.parametrize(
    ("name", "content", "age_s", "why"),
    [
        ("export-2.csv.part", b"1", 3600, "its name says"),
        (".export-2.csv.Xa81bZ", b"1", 3600, "its name says"),  # rsync's
        ("export-2.csv", b"", 3600, "it is empty"),
        ("export-2.csv", b"1", 10, "it changed 10 s ago, less than 60 s"),
    ],
)
def test_a_file_that_is_being_written_is_left_for_later(
    client: Client, sftp: ServeurSftp, name: str, content: bytes, age_s: float, why: str
) -> None:
    put(sftp, "d/export-1.csv", b"whole")
    put(sftp, "d/.notes", b"no export's name: nobody waits for it")
    file = put(sftp, f"d/{name}", content, age_s)
    client.maintenant = datetime.fromtimestamp(int(file.stat().st_mtime) + age_s, UTC)  # SFTP has whole seconds
    with client.bring(drop(sftp, "d/export-*.csv")) as brought:
        assert contents(brought, "/d/") == {"export-1.csv": b"whole"}
        (remark,) = brought.remarques
        assert f"/d/{name}: left for later: {why}" in remark
        assert brought.fautes == ()


def test_a_server_whose_clock_is_ahead_has_its_newest_file_as_its_time(client: Client, sftp: ServeurSftp) -> None:
    old, new = put(sftp, "d/a.csv", age_s=0), put(sftp, "d/b.csv", age_s=0)
    os.utime(old, (4_000_000_000, 4_000_000_000))
    os.utime(new, (4_000_000_061, 4_000_000_061))
    client.maintenant = datetime(2026, 11, 1, tzinfo=UTC)
    with client.bring(drop(sftp, "d/*")) as brought:
        assert set(contents(brought, "/d/")) == {"a.csv"}


def test_only_files_that_are_not_whole_are_a_fault(client: Client, sftp: ServeurSftp) -> None:
    put(sftp, "d/a.csv", b"")
    (fault,) = client.faults(drop(sftp, "d/*"))
    assert fault.endswith("/d/*: found no file that is whole (1 left for later), expected at least one")


@pytest.mark.parametrize("before_the_cut", [5_000, 300_000, 1_500_000])
def test_a_cut_connection_is_made_anew(client: Client, sftp: ServeurSftp, before_the_cut: int) -> None:
    """Cut while files are listed, or in the middle of one."""
    put(sftp, "d/a.csv", BIG)
    with coupure(sftp.port, before_the_cut) as proxy:
        (client.dossier / "cles").write_text(sftp.known_hosts(proxy.port))
        with client.bring(drop(sftp, "d/*", port=proxy.port)) as brought:
            assert brought.fautes == ()
            assert contents(brought, "/d/") == {"a.csv": BIG}
        assert proxy.coupees == 1


def test_a_file_that_grows_while_it_is_brought_is_left_for_later(
    client: Client, sftp: ServeurSftp, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = put(sftp, "d/a.csv", b"first line\n")
    put(sftp, "d/b.csv", b"whole")
    read = asyncssh.SFTPServer.read

    def grows(self: Any, file_obj: Any, offset: int, size: int) -> bytes:
        if file_obj.name.endswith(b"a.csv"):
            with file.open("ab") as stream:
                stream.write(b"another line\n")
        return read(self, file_obj, offset, size)

    monkeypatch.setattr(asyncssh.SFTPServer, "read", grows)
    with client.bring(drop(sftp, "d/*")) as brought:
        assert contents(brought, "/d/") == {"b.csv": b"whole"}
        assert [line.rpartition("/")[2] for line in brought.remarques] == [
            "a.csv: left for later: it changed while it was brought"
        ]


def of_another_key(sftp: ServeurSftp) -> str:
    return sftp.known_hosts(key=asyncssh.generate_private_key("ssh-ed25519"))


@pytest.mark.parametrize(
    ("path", "keys", "told"),
    [
        ("d/*.csv", {"cles_hotes": "nowhere"}, "cles_hotes: nowhere: found no file that can be"),
        ("d/*.csv", {"secret": "WRONG"}, "found that the login of ent is refused"),
        ("d/*.csv", {"port": 1}, "found no way to it (Connect call failed"),
        ("nowhere/*.csv", {}, "found no such folder, expected the one that files are put in"),
        ("nowhere/a.csv", {}, "found no such folder"),
        ("d/x.csv", {}, "found no file, expected at least one"),
        ("d/x*", {}, "found no file, expected at least one"),
    ],
)
def test_what_cannot_be_had_is_one_line(
    client: Client, sftp: ServeurSftp, path: str, keys: dict[str, Any], told: str
) -> None:
    put(sftp, "d/a.csv")
    assert_told(client, drop(sftp, path, **keys), told)


def assert_told(client: Client, provenance: Files, told: str) -> None:
    for faults in (client.faults(provenance), client.probe(provenance)):
        (fault,) = faults
        assert fault.startswith(f"sources.comptes.path: {provenance.path[0]}: {told}")
        assert not any(secret in fault for secret in client.secrets.values())


@pytest.mark.parametrize("known", [of_another_key, lambda _: ""], ids=["another key", "none"])
def test_a_server_whose_key_is_not_known_is_not_talked_to(
    client: Client, sftp: ServeurSftp, known: Callable[[ServeurSftp], str]
) -> None:
    (client.dossier / "cles").write_text(known(sftp))
    told = "found a host key that is not in cles, expected the server's key in one: compare what"
    assert_told(client, drop(sftp, "d/*.csv"), told)


def test_a_secret_that_is_not_there_is_told_by_its_name(client: Client, sftp: ServeurSftp) -> None:
    (fault,) = client.faults(drop(sftp, "d/*", secret="NOWHERE"))
    assert fault.startswith("sources.comptes.secret: found nothing under the name NOWHERE, expected an environment")
    assert sftp.connexions == 0


def test_an_unreachable_server_does_not_hide_what_lies_here(client: Client, sftp: ServeurSftp) -> None:
    (client.dossier / "here.csv").write_bytes(b"local")
    with client.bring(Files(path=("here.csv", sftp.url("d/*", 1)), secret="DROP", cles_hotes="cles")) as brought:
        assert contents(brought, "/") == {"here.csv": b"local"}
        assert len(brought.fautes) == 1
