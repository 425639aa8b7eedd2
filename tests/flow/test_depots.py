"""A month whose files lie in drops: events on an SFTP server, exports in an object store."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
import pytest
import stamina
from computed_month import compute, compute_month
from polars.testing import assert_frame_equal
from serveurs.s3 import BUCKET, KEY, SECRET, ServeurS3, serveur_s3
from serveurs.sftp import PASSWORD, ServeurSftp, serveur_sftp
from spec.tables import A, B, Region, event

from ent_report.collecte.mois import collect_month
from ent_report.mois.chantier import open_month
from ent_report.mois.tables import read_figures
from ent_report.operation.check import check_all
from ent_report.operation.run_summary import Bilan, start_summary
from ent_report.vocabulary import Mois

pytestmark = pytest.mark.slow

MOIS = Mois(2026, 10)
PERSON = {"userId": "b7c1e9d4-secret-user", "ip": "203.0.113.77"}
ENVIRONMENT = {
    "ENT_REPORT_PSEUDONYM_KEY": "a key for tests only, of a decent length",
    "DROP_SFTP": PASSWORD,
    "DROP_S3": SECRET,
}
HIDDEN = [*PERSON.values(), PASSWORD, KEY, ENVIRONMENT["ENT_REPORT_PSEUDONYM_KEY"]]


def accounts(uai: str, visitors: int) -> tuple[object, ...]:
    return (uai, "2026-10-01", "Élèves", 500, visitors, 200, 150)


@dataclass
class Campagne:
    """A region whose inputs lie in two drops, and the same ones in a folder; `dits` is all that was told."""

    folder: Path
    sftp: ServeurSftp
    s3: ServeurS3
    dits: list[str] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def config(self) -> Path:
        return self.folder / "depots/region.toml"

    def prepare(self) -> None:
        """Two files of events, one of them cut short of a line, and two exports, of which one has a wrong label."""
        here = Region(self.folder / "ici")
        here.folder.mkdir()
        here.evenements(event("2026-10-05 08:00", "ana", A), event("2026-10-05 08:01", "", A) | PERSON, file="5.jsonl")
        here.evenements(event("2026-10-06 08:00", "bob", B), json.dumps(PERSON)[:-5], file="6.jsonl")
        here.export("comptes", accounts(A, 120), file="a")
        here.export("comptes", accounts(B, 60), (B, "2026-10-01", "Robots", 1, 1, 1, 1), file="b")
        here.config()
        (self.sftp.dossier / "jours").mkdir()
        for file in here.folder.glob("evenements/*"):
            self.drop_events(file.name, file.read_bytes())
        for file in here.folder.glob("export-*.csv"):
            self.s3.put(f"ent/{file.name}", file.read_bytes())
        self.write_config(self.sftp.port)

    def drop_events(self, name: str, content: bytes) -> None:
        """Put a file on the server as one that was there for long."""
        file = self.sftp.dossier / "jours" / name
        file.write_bytes(content)
        os.utime(file, (1_700_000_000 + len(content), 1_700_000_000 + len(content)))

    def write_config(self, sftp_port: int) -> None:
        there = Region(self.config.parent)
        there.folder.mkdir(exist_ok=True)
        (there.folder / "cles").write_text(self.sftp.known_hosts())
        url = self.sftp.url("jours/*.jsonl", sftp_port)
        there.sources["evenements"] = f'path = "{url}"\nsecret = "DROP_SFTP"\ncles_hotes = "cles"'
        there.sources["comptes"] = (
            f'path = "s3://{BUCKET}/ent/export-comptes-*.csv"\nsecret = "DROP_S3"\n'
            f'point_acces = "{self.s3.adresse}"\nregion = "eu-west-3"\nfrequence = "mois"'
        )
        there.config()

    def run(self) -> tuple[Bilan, pl.DataFrame]:
        chantier, found = compute(self.config, self.data, secrets=ENVIRONMENT)
        bilan = start_summary("test", MOIS, found, chantier.references, 4)
        chantier.store.write_json("bilans/test.json", bilan.as_dict())
        self.dits += [*bilan.fautes, *bilan.avertissements]
        self.sftp.octets_lus.clear()
        self.s3.demandes.clear()
        return bilan, read_figures(chantier.store, [MOIS])

    def collected(self) -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in sorted(self.data.glob("collecte/*/mois=*/**/*.*"))}


@pytest.fixture
def campagne(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Campagne]:
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    stamina.set_testing(True, attempts=3)
    with serveur_sftp(tmp_path / "serveur") as sftp, serveur_s3() as s3:
        found = Campagne(tmp_path, sftp, s3)
        found.prepare()
        yield found
    stamina.set_testing(False)


def fetched(campagne: Campagne) -> list[str]:
    """The files of which a byte was brought since the last run."""
    objects = [path.rpartition("/")[2] for method, path in campagne.s3.demandes if path.endswith(".csv")]
    return sorted([name.rpartition("/")[2] for name in campagne.sftp.octets_lus] + objects)


def test_the_same_figures_as_from_a_folder_and_nothing_is_brought_twice(campagne: Campagne) -> None:
    _, figures = campagne.run()
    expected = compute_month(campagne.folder / "ici/region.toml", campagne.folder / "data-ici", MOIS)
    assert expected.height > 50
    assert_frame_equal(figures, expected)
    chantier = open_month(campagne.config, campagne.data, MOIS)
    again = collect_month(chantier, ENVIRONMENT)
    assert [one.inchangee for one in again] == [True, True]
    assert fetched(campagne) == []


def test_a_corrected_file_takes_the_place_of_the_former_one_and_the_run_says_so(campagne: Campagne) -> None:
    campagne.run()
    region = Region(campagne.folder / "ici")
    region.export("comptes", accounts(A, 121), file="a")
    campagne.s3.put("ent/export-comptes-a.csv", (region.folder / "export-comptes-a.csv").read_bytes())
    region.evenements(
        event("2026-10-06 08:00", "bob", B), event("2026-10-06 09:00", "cid", B), file="6.jsonl"
    )  # and the line that was cut is gone
    campagne.drop_events("6.jsonl", (region.folder / "evenements/6.jsonl").read_bytes())
    bilan, figures = campagne.run()
    assert_frame_equal(figures, compute_month(region.folder / "region.toml", campagne.folder / "data-ici", MOIS))
    url, export = campagne.sftp.url("jours/6.jsonl"), f"s3://{BUCKET}/ent/export-comptes-a.csv"
    assert [line for line in bilan.avertissements if "replaced" in line] == [
        f"evenements: {url} was replaced: 2 rows before, 2 now; 2026-10 keeps 4 rows, 3 before, 3 the same",
        f"comptes: {export} was replaced: 1 rows before, 1 now; 2026-10 keeps 2 rows, 2 before, 1 the same",
    ]
    assert bilan.exit_status == 0


def test_only_what_the_corrected_month_needs_is_brought_again(campagne: Campagne) -> None:
    campagne.run()
    campagne.drop_events("6.jsonl", json.dumps(event("2026-10-06 08:30", "bob", B)).encode())
    collect_month(open_month(campagne.config, campagne.data, MOIS), ENVIRONMENT)
    assert fetched(campagne) == ["5.jsonl", "6.jsonl"]


def test_an_unreachable_server_leaves_the_month_as_it_was_collected(campagne: Campagne) -> None:
    _, figures = campagne.run()
    before = campagne.collected()
    campagne.write_config(sftp_port=1)
    campagne.s3.pannes = [500] * 3
    bilan, again = campagne.run()
    assert campagne.collected() == before
    assert_frame_equal(again, figures)
    assert bilan.exit_status == 3
    assert [fault.partition(": found no")[0] for fault in bilan.fautes] == [
        f"sources.evenements.path: {campagne.sftp.url('jours/*.jsonl', 1)}",
        f"sources.comptes.path: s3://{BUCKET}/ent/export-comptes-*.csv",
    ]
    campagne.write_config(campagne.sftp.port)
    collect_month(open_month(campagne.config, campagne.data, MOIS), ENVIRONMENT)
    assert fetched(campagne) == []  # nor was it forgotten what is known


def test_a_file_that_is_left_for_later_is_no_fault_of_a_month_that_has_others(campagne: Campagne) -> None:
    campagne.drop_events("7.jsonl.part", b"{}")
    campagne.s3.put("ent/export-comptes-c.csv", b"")
    campagne.s3.put("ent/export-comptes-copy.csv", (campagne.folder / "ici/export-comptes-a.csv").read_bytes())
    bilan, _ = campagne.run()
    assert bilan.exit_status == 0
    told = "\n".join(bilan.avertissements)
    assert "jours/7.jsonl.part: left for later: its name says" in told
    assert "export-comptes-c.csv: left for later: it is empty" in told
    assert f"export-comptes-copy.csv: the same bytes as s3://{BUCKET}/ent/export-comptes-a.csv, collected once" in told
    collect_month(open_month(campagne.config, campagne.data, MOIS), ENVIRONMENT)
    assert fetched(campagne) == []  # a second name of the same bytes is known, too


def test_nothing_that_must_not_be_is_in_a_file_a_message_or_a_log(
    campagne: Campagne, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    campagne.run()
    campagne.drop_events("6.jsonl", json.dumps(event("2026-10-06 08:30", "", B) | PERSON).encode())
    campagne.run()  # files that were known are brought late
    campagne.write_config(sftp_port=1)
    campagne.s3.pannes = [500] * 3
    campagne.run()
    files = [path for path in campagne.data.rglob("*") if path.is_file()]
    assert any(path.suffix == ".parquet" for path in files)
    tables = [pl.read_parquet(path, hive_partitioning=False).write_json() for path in campagne.data.rglob("*.parquet")]
    logs = [f"{one.getMessage()} {vars(one)}" for one in caplog.records if not one.name.startswith("werkzeug")]
    assert any("retry_scheduled" in text for text in logs)
    for secret in HIDDEN:
        assert [path for path in files if secret.encode() in path.read_bytes()] == []
        assert [text for text in (*tables, *logs, *campagne.dits) if secret in text] == []


def test_checking_tells_what_is_wrong_and_brings_nothing(campagne: Campagne) -> None:
    assert check_all(campagne.config, campagne.data, MOIS) == []
    assert fetched(campagne) == []
    campagne.write_config(sftp_port=1)
    (fault,) = check_all(campagne.config, campagne.data, MOIS)
    assert fault.startswith(f"sources.evenements.path: {campagne.sftp.url('jours/*.jsonl', 1)}: found no way to it")
