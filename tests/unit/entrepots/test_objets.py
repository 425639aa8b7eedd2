"""An object store as the data directory: names that are held, processes that die, servers that cannot be trusted."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from serveurs.s3 import BUCKET, ServeurS3
from unit.entrepots.conftest import URL

from ent_report.entrepots import baux
from ent_report.entrepots.adresse import Adresse
from ent_report.entrepots.baux import Bail
from ent_report.entrepots.choix import local_folder, open_store
from ent_report.entrepots.racine import below
from ent_report.errors import StorageError, UsageError
from ent_report.store import Store

DOSSIER = "rapports/2026-10/region"
FILES = {"rapport.pdf": b"%PDF", "donnees.csv": b"a;b", "manifest.json": b"{}"}
LOCK = ".tmp/collecte.verrou"


def lease() -> Bail:
    adresse = Adresse.parse(URL)
    return Bail(adresse.open(est_prompt=True), LOCK, adresse)


def die(bail: Bail) -> None:
    """What a killed process leaves: a lease that nobody renews or gives back."""
    bail._over.set()
    bail._renewer.join()


def test_a_name_that_a_dead_process_held_is_free_once_its_lease_is_over(objets: Store, short_leases: float) -> None:
    dead = lease()
    dead.take()
    die(dead)
    start = time.monotonic()
    with objets.lock("collecte"):
        assert time.monotonic() - start > short_leases
    with pytest.raises(StorageError, match=r"collecte\.verrou: was lost to another process: nothing more is written"):
        dead.refuse_if_lost()


def test_a_living_process_keeps_its_name_however_long_it_works(objets: Store, short_leases: float) -> None:
    told = []

    def wait() -> None:
        with objets.lock("collecte"):
            told.append("theirs")

    with objets.lock("collecte"):
        thread = threading.Thread(target=wait)
        thread.start()
        time.sleep(4 * short_leases)
        objets.write_bytes("m.json", b"{}")
        told.append("ours")
    thread.join()
    assert told == ["ours", "theirs"]


def test_a_store_that_is_away_for_a_moment_is_waited_for(objets: Store, serveur: ServeurS3) -> None:
    """Nobody listens on its port: several tries in a row that fail at once must not be all that there are."""
    objets.write_bytes("m.json", b"{}")
    serveur.stop()
    back = threading.Timer(3.0, serveur.start)
    back.start()
    try:
        assert objets.read_bytes("m.json") == b"{}"
    finally:
        back.join()


def test_who_lost_his_name_writes_nothing_more(objets: Store, serveur: ServeurS3, short_leases: float) -> None:
    with objets.lock("collecte"):
        serveur.put(f"{URL.removeprefix(f's3://{BUCKET}/')}/{LOCK}", b'{"proprietaire": "somebody else"}')
        time.sleep(2 * short_leases)
        with pytest.raises(StorageError, match="was lost to another process"):
            objets.write_bytes("m.json", b"{}")
        with pytest.raises(StorageError, match="was lost to another process"):
            objets.delete("bilans", "*")
    assert not objets.exists("m.json")


def test_a_lease_whose_renewal_failed_is_asked_for_again_before_anything_is_written(
    objets: Store, short_leases: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Bail, "_renew", lambda _: None)
    with objets.lock("collecte"):
        time.sleep(2 * short_leases)  # nobody took it meanwhile
        objets.write_bytes("m.json", b"{}")
    assert objets.exists("m.json")


def test_half_a_folder_is_none_and_makes_way(objets: Store) -> None:
    objets.write_bytes(f"{DOSSIER}/edition-01/rapport.pdf", b"left by a killed run")
    objets.write_bytes(f"{DOSSIER}/edition-01/other.csv", b"left by a killed run")
    assert objets.folders(DOSSIER, "manifest.json") == []
    objets.put_folder(f"{DOSSIER}/edition-01", FILES)
    found = {one: objets.read_bytes(one) for one in objets.walk(DOSSIER)}
    assert found == {f"{DOSSIER}/edition-01/{name}": content for name, content in FILES.items()}


def test_a_server_that_writes_over_what_is_there_is_refused(
    serveur: ServeurS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(baux, "_trusted", set())
    monkeypatch.setattr(serveur, "ignore_conditions", True)
    with (
        pytest.raises(UsageError, match="expected an object store that honours If-None-Match and If-Match"),
        open_store(URL).lock("collecte"),
    ):
        pass


def test_a_server_that_fails_now_and_then_is_asked_again(objets: Store, serveur: ServeurS3) -> None:
    serveur.pannes += [500, 503]
    objets.write_bytes("m.json", b"{}")
    assert objets.read_bytes("m.json") == b"{}"


def test_a_server_that_fails_for_good_is_told_in_a_line(serveur: ServeurS3, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "somebody-else")
    with pytest.raises(UsageError) as found:
        open_store(URL)
    assert str(found.value) == f"{URL}: cannot be used as the data directory: 403 InvalidAccessKeyId"


def test_a_bucket_that_is_not_there(serveur: ServeurS3) -> None:
    with pytest.raises(UsageError, match="s3://no-such-bucket: cannot be used as the data directory: 404 NoSuchBucket"):
        open_store("s3://no-such-bucket")


def test_no_credentials(serveur: ServeurS3, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    with pytest.raises(UsageError, match="found no credentials, expected AWS_ACCESS_KEY_ID"):
        open_store(URL)


@pytest.mark.parametrize(
    "url",
    [
        "s3://",
        "s3:///prefix",
        "gs://bucket/prefix",
        "s3://user:password@bucket/x",
        "s3://bucket/a//b",
        "s3://bucket/a?b",
    ],
)
def test_what_is_no_url_of_a_data_directory(url: str) -> None:
    with pytest.raises(UsageError, match="expected s3://bucket/prefix") as found:
        Adresse.parse(url)
    assert "password" not in str(found.value)


def test_every_server_and_prefix_has_a_local_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ENT_REPORT_LOCAL_DIR", str(tmp_path))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "id")
    found = {local_folder("s3://bucket/a"), local_folder("s3://bucket/b"), local_folder("s3://bucket/a/")}
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9000")
    found.add(local_folder("s3://bucket/a"))
    assert len(found) == 3
    assert {one.parent for one in found} == {tmp_path}
    assert local_folder(tmp_path) == tmp_path


def test_paths_are_told_as_people_read_them(tmp_path: Path) -> None:
    assert below("s3://bucket/a/", "rapports", "2026-10") == "s3://bucket/a/rapports/2026-10"
    assert below(Path("data"), "rapports", "2026-10") == "data/rapports/2026-10"


def test_what_another_machine_brought_is_here_and_what_a_killed_one_had_is_not_lost(
    objets: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with objets.reception("evenements") as folder:
        (folder / "jour.parquet").write_bytes(b"first")
        (folder / "gone.parquet").write_bytes(b"gone soon")
    monkeypatch.setenv("ENT_REPORT_LOCAL_DIR", str(tmp_path / "other machine"))
    there = open_store(URL)
    with there.reception("evenements") as folder:
        assert (folder / "jour.parquet").read_bytes() == b"first"
        (folder / "jour.parquet").write_bytes(b"second")
        (folder / "gone.parquet").unlink()
    monkeypatch.setenv("ENT_REPORT_LOCAL_DIR", str(tmp_path / "local"))
    left = local_folder(URL) / "reception/evenements"
    (left / "begun.parquet").write_bytes(b"by a run that was killed")
    (left / ".half.parquet.part").write_bytes(b"half")
    with open_store(URL).reception("evenements") as folder:
        assert (folder / "jour.parquet").read_bytes() == b"second"
        assert not (folder / "gone.parquet").exists()
    found = {one.rpartition("/")[2]: objets.read_bytes(one) for one in objets.walk("reception")}
    assert found == {"jour.parquet": b"second", "begun.parquet": b"by a run that was killed"}


def test_a_rerun_brings_nothing_that_is_there(objets: Store, serveur: ServeurS3) -> None:
    with objets.reception("comptes") as folder:
        (folder / "a.csv").write_bytes(b"a")
    serveur.demandes.clear()
    with objets.reception("comptes"):
        pass
    assert {method for method, path in serveur.demandes if path.endswith("a.csv")} == set()
