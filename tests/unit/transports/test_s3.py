"""Drops in an object store: what is brought, what is not brought twice, and what is told when it cannot be."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from serveurs.coupure import coupure
from serveurs.s3 import BUCKET, ID, KEY, SECRET, ServeurS3
from unit.transports.demandes import Client, contents, known

from ent_report.transports.files import Files

BIG = os.urandom(3_000_000)
UNCUT = 10**9
"""The limit of the connection that lists."""


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client(tmp_path, {"DROP": SECRET, "WRONG": "nobody:guessed", "ALONE": "no-pair"})


def drop(s3: ServeurS3, *paths: str, port: int | None = None, **keys: Any) -> Files:
    where = f"http://127.0.0.1:{port or s3.port}"
    urls = tuple(f"s3://{BUCKET}/{path}" for path in paths)
    return Files(**{"path": urls, "secret": "DROP", "point_acces": where, "region": "eu-west-3"} | keys)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("d/a.csv", {"a.csv"}),  # an object
        ("d", {"a.csv", "b.txt", "2026/c é #1.csv"}),  # all below a prefix
        ("d/*.csv", {"a.csv"}),
        ("d/**/*.csv", {"a.csv", "2026/c é #1.csv"}),
        ("*/20*/*.csv", {"2026/c é #1.csv"}),
    ],
)
def test_an_object_a_prefix_or_a_glob(client: Client, s3: ServeurS3, path: str, found: set[str]) -> None:
    for name in ("d/a.csv", "d/b.txt", "d/2026/c é #1.csv", "dd/a.csv", "d.csv"):
        s3.put(name, b"content")
    with client.bring(drop(s3, path)) as brought:
        assert brought.fautes == ()
        assert contents(brought, "/d/") == dict.fromkeys(found, b"content")
        assert all(one.nom.startswith(f"s3://{BUCKET}/d/") for one in brought.fichiers)


def test_aws_s_own_variables_let_in(client: Client, s3: ServeurS3, monkeypatch: pytest.MonkeyPatch) -> None:
    s3.put("d/a.csv", b"content")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ID)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", KEY)
    with client.bring(drop(s3, "d/*", secret=None)) as brought:
        assert contents(brought, "/d/") == {"a.csv": b"content"}


def test_a_known_object_is_brought_only_when_it_is_read(client: Client, s3: ServeurS3) -> None:
    s3.put("d/a.csv", b"one")
    s3.put("d/b.csv", b"two")
    with client.bring(drop(s3, "d/*")) as first:
        before = known(first)
    s3.put("d/b.csv", b"TWO")  # of the same size, and likely in the same second: its ETag tells
    s3.demandes.clear()
    with client.bring(drop(s3, "d/*"), before) as again:
        assert s3.demandes == {("GET", f"/{BUCKET}"): 1, ("GET", f"/{BUCKET}/d/b.csv"): 1}
        assert contents(again, "/d/") == {"a.csv": b"one", "b.csv": b"TWO"}
    assert s3.nb_fetched("d/a.csv") == 1


def test_an_object_that_was_replaced_since_it_was_listed_is_left_for_later(client: Client, s3: ServeurS3) -> None:
    s3.put("d/a.csv", b"whole")
    s3.put("d/b.csv", b"former")
    s3.apres_liste = lambda: s3.put("d/b.csv", b"latter")
    with client.bring(drop(s3, "d/*")) as brought:
        assert contents(brought, "/d/") == {"a.csv": b"whole"}
        assert brought.remarques == (f"s3://{BUCKET}/d/b.csv: left for later: it changed while it was brought",)


def test_a_store_that_stumbles_is_asked_again(client: Client, s3: ServeurS3) -> None:
    s3.put("d/a.csv", b"content")
    s3.pannes = [500, 503]
    with client.bring(drop(s3, "d/*")) as brought:
        assert contents(brought, "/d/") == {"a.csv": b"content"}
    assert s3.pannes == []


def test_a_cut_connection_is_made_anew(client: Client, s3: ServeurS3) -> None:
    s3.put("d/a.csv", BIG)
    with coupure(s3.port, UNCUT, 1_500_000) as proxy:
        with client.bring(drop(s3, "d/*", port=proxy.port)) as brought:
            assert brought.fautes == ()
            assert contents(brought, "/d/") == {"a.csv": BIG}
        assert proxy.coupees == 1


def test_an_object_that_is_cut_again_and_again_does_not_hide_the_others(client: Client, s3: ServeurS3) -> None:
    s3.put("d/a.csv", BIG)
    s3.put("d/b.csv", b"small")
    with coupure(s3.port, UNCUT, 500_000, 500_000, 500_000) as proxy:
        with client.bring(drop(s3, "d/*", port=proxy.port)) as brought:
            assert contents(brought, "/d/") == {"b.csv": b"small"}
            (fault,) = brought.fautes
            assert fault.startswith(f"sources.comptes.path: s3://{BUCKET}/d/a.csv: found no usable answer of http://")
            assert len(list(client.passage.iterdir())) == 1  # nothing half taken
        assert proxy.coupees == 3


def test_after_three_that_were_lost_in_a_row_no_other_is_tried(client: Client, s3: ServeurS3) -> None:
    s3.put("d/e.csv", b"known")
    with client.bring(drop(s3, "d/*")) as first:
        before = known(first)
    for name in "abcdf":
        s3.put(f"d/{name}.csv", name.encode())
    s3.apres_liste = lambda: s3.pannes.extend([500] * 9)
    with client.bring(drop(s3, "d/*"), before) as brought:
        assert [one.nom[-5:] for one in brought.fichiers] == ["e.csv"]  # what is known is still there
        assert [fault.partition("/d/")[2][:5] for fault in brought.fautes] == ["a.csv", "b.csv", "c.csv", "d.csv"]
        assert "d.csv: not tried, nor were 1 others, after 3 in a row that were lost" in brought.fautes[-1]
    assert s3.pannes == []


def test_bytes_that_are_not_what_the_store_says_are_brought_again(client: Client, s3: ServeurS3) -> None:
    s3.put("d/a.csv", b"content")
    s3.alterations = [b"cOntent"]
    with client.bring(drop(s3, "d/*")) as brought:
        assert contents(brought, "/d/") == {"a.csv": b"content"}
    assert s3.nb_fetched("d/a.csv") == 2


def test_a_store_that_encrypts_has_etags_that_are_no_md5(client: Client, s3: ServeurS3) -> None:
    s3.put("d/a.csv", b"content")
    s3.alterations = [b"another"] * 2  # the same bytes twice, whatever the ETag looks like
    with client.bring(drop(s3, "d/*")) as brought:
        assert contents(brought, "/d/") == {"a.csv": b"another"}


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"path": "s3://no-such-bucket/d/*"}, "found no bucket no-such-bucket, expected the one that files are put in"),
        ({"path": "s3://no-such-bucket/d/a.csv"}, "found no bucket no-such-bucket"),
        ({"path": f"s3://{BUCKET}/d/x*"}, "found no file, expected at least one"),
        ({"path": f"s3://{BUCKET}/d/x.csv"}, "found no file, expected at least one"),
        ({"secret": "WRONG"}, "found that access is refused (403 InvalidAccessKeyId), expected credentials"),
        ({"secret": "ALONE"}, "found a secret that is no pair, expected id:key"),
        ({"point_acces": "http://127.0.0.1:1"}, "found no usable answer of http://127.0.0.1:1 (HTTP error"),
    ],
)
def test_what_cannot_be_had_is_one_line(client: Client, s3: ServeurS3, keys: dict[str, Any], told: str) -> None:
    s3.put("d/a.csv", b"content")
    provenance = drop(s3, "d/*", **keys)
    for faults in (client.faults(provenance), client.probe(provenance)):
        (fault,) = faults
        assert fault.startswith(f"sources.comptes.path: {provenance.path[0]}: {told}")
        assert "\n" not in fault
        assert not any(secret in fault for pair in client.secrets.values() for secret in pair.split(":"))


def test_a_store_that_answers_nothing_but_errors_is_told(client: Client, s3: ServeurS3) -> None:
    s3.pannes = [500] * 3
    (fault,) = client.faults(drop(s3, "d/*"))
    assert f"s3://{BUCKET}/d/*: found no usable answer of {s3.adresse} (500 InternalError)" in fault
    assert s3.pannes == []


def test_no_credentials_at_all_are_told(client: Client, s3: ServeurS3, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor is a cloud's own service asked for some, which would take long to not be there."""
    monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
    (fault,) = client.faults(drop(s3, "d/*", secret=None))
    assert f"s3://{BUCKET}/d/*: found no credentials, expected credentials that are let in" in fault


def test_trying_brings_nothing(client: Client, s3: ServeurS3) -> None:
    s3.put("d/a.csv", b"content")
    assert client.probe(drop(s3, "d/*")) == []
    assert s3.nb_fetched("d/a.csv") == 0
