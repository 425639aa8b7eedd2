"""A month that is collected at the platform's API: the figures of the same events in a file, and nobody's data."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import stamina
from flow.campagne import command, ent_report
from serveurs import plateforme as api
from serveurs.plateforme import SECRET, Plateforme, serve
from spec.tables import ELSEWHERE, A, B, C, Region, event

from ent_report.collecte.collect import Collecte
from ent_report.collecte.mois import collect_month
from ent_report.mois.chantier import open_month
from ent_report.mois.figures import compute_indicators
from ent_report.mois.tables import read_figures
from ent_report.operation.run_summary import start_summary
from ent_report.vocabulary import Mois

pytestmark = pytest.mark.slow

MOIS, JOUR = Mois(2025, 10), date(2025, 10, 14)
SECRETS = {
    "ENT_REPORT_PSEUDONYM_KEY": "a key for tests only, of a decent length",
    "ENT_REPORT_PLATEFORME_SECRET": SECRET,
}
WITHIN_S = 600
IP, SESSION, BROWSER = "203.0.113.77", "session-4711", "SecretBrowser/9.9"
PERSONAL = {"ip": IP, "sessionId": SESSION, "ua": BROWSER, "referer": f"https://ent.example/?user={SESSION}"}


def a_month() -> list[dict[str, Any]]:
    """Some hundred events of twenty users over three weeks, and those that are read with care."""
    chance = random.Random(1)
    ordinary = [
        event(
            f"2025-10-{chance.randint(1, 20):02d} {chance.randint(7, 22):02d}:{chance.randint(0, 59):02d}",
            f"user-{chance.randint(1, 20)}",
            *chance.choice([(A,), (B,), (C,), (A, C)]),  # of two lycées: counts in each, and once above
            kind=chance.choice(["ACCESS", "ACCESS", "LOGIN", "CONNECTOR"]),
            module=chance.choice(["blog", "wiki", "unknown"]),
            profil=chance.choice(["Student", "Teacher", "Relative"]),
            device=chance.choice(["desktop", "smartphone", None]),
        )
        for _ in range(400)
    ]
    careful = [
        event("2025-10-01 00:00", "user-1", A),  # the month's first instant
        event("2025-10-31 23:59:59.999", "user-1", A),  # and its last
        event("2025-11-01 00:00", "user-1", A),  # another month's
        event("2025-10-26T00:30Z", "user-2", A),  # the hour that comes twice: in summer time
        event("2025-10-26T01:30Z", "user-2", A),  # and in winter time
        event("2025-10-26 23:30", "user-2", A),  # the last hour of the day of twenty-five
        event("2025-10-14 08:00", "", A),  # nobody's
        event("2025-10-14 08:00", "user-3", A, profil="Robot"),
        event("2025-10-14 08:00", "user-3", ELSEWHERE),
        event("2025-10-14 08:00", "user-3", A, ELSEWHERE),
        *[event("2025-10-14 09:00", "user-4", A)] * 3,  # the same three times
        *[event("2025-10-14 08:00", f"user-{n}", B) for n in range(30)],  # thirty in one instant
    ]
    return [one | PERSONAL for one in [*ordinary, *careful]]


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=5, cap=True):
        yield


@pytest.fixture
def plateforme() -> Iterator[Plateforme]:
    with serve(Plateforme(a_month(), taille=40)) as server:
        yield server


def by_api(region: Region, plateforme: Plateforme) -> Path:
    """The region's configuration, its events coming from the platform."""
    region.evenements()
    config = region.config()
    files = f'kind = "files"\n{region.sources["evenements"]}'
    wanted = config.read_text().replace(files, f'kind = "plateforme"\nurl = "{plateforme.url}"')
    (config.parent / "api.toml").write_text(wanted)
    return config.parent / "api.toml"


def collect(config: Path, data_dir: Path, jour: date | None = None, secrets: Mapping[str, str] = SECRETS) -> Collecte:
    (found,) = collect_month(open_month(config, data_dir, MOIS), secrets, jour)
    return found


def figures(config: Path, data_dir: Path) -> pl.DataFrame:
    chantier = open_month(config, data_dir, MOIS)
    compute_indicators(chantier)
    return read_figures(chantier.store, [MOIS])


def accounts(found: Collecte) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ("lues", "gardees", "rejetees", "doublons", "regles", "fautes")}


def files_of(data_dir: Path) -> list[Path]:
    return [path for path in data_dir.rglob("*") if path.is_file()]


def assert_nobody_s_data(data_dir: Path) -> None:
    """Neither in a file's bytes nor in a cell of a table, which is compressed."""
    secrets = ["user-", IP, SESSION, BROWSER, SECRET]
    files = files_of(data_dir)
    assert [(path, one) for path in files for one in secrets if one.encode() in path.read_bytes()] == []
    tables = [pl.read_parquet(path, hive_partitioning=False) for path in files if path.suffix == ".parquet"]
    cells = {str(cell) for table in tables for column in table for cell in column.to_list()}
    assert cells
    assert [cell for cell in cells if any(one in cell for one in secrets)] == []


def test_the_figures_are_those_of_the_same_events_in_a_file(tmp_path: Path, plateforme: Plateforme) -> None:
    region = Region(tmp_path)
    config = by_api(region, plateforme)
    whole = [one for one in a_month() if one["date"] < event("2025-11-01 00:00", "", A)["date"]]
    region.evenements(*whole)
    by_file = collect(region.config(), tmp_path / "by-file")
    by_request = collect(config, tmp_path / "by-api")
    assert accounts(by_request) == accounts(by_file)
    assert by_request.rejetees == 3
    assert by_request.doublons == 2
    assert len(plateforme.demandes) > 31  # one for each day, and several for the fullest
    expected = figures(region.config(), tmp_path / "by-file")
    assert expected.height > 200
    assert figures(config, tmp_path / "by-api").equals(expected)


def test_what_is_no_event_is_rejected_and_counted(tmp_path: Path, plateforme: Plateforme) -> None:
    sound = event("2025-10-14 08:00", "user-1", A)
    elements = ["garbage user-1", sound, ["user-1"], sound | {"profil": {"label": "Student"}}, sound]
    plateforme.fautes = [api.body(api.json.dumps(elements).encode())]
    found = collect(by_api(Region(tmp_path), plateforme), tmp_path / "data", JOUR)
    assert (found.lues, found.gardees, found.doublons, found.rejetees) == (5, 1, 1, 3)
    assert found.regles["ligne_json_lisible"] == 2
    rejects = pl.read_parquet(tmp_path / "data/rejets/evenements/mois=2025-10/*.parquet", hive_partitioning=False)
    assert sorted(one.rpartition(":")[2] for one in rejects["origine"]) == ["1", "3", "4"]
    assert_nobody_s_data(tmp_path / "data")


def test_nothing_new_costs_no_request_and_changes_nothing(tmp_path: Path, plateforme: Plateforme) -> None:
    plateforme.evenements += [event(f"2025-10-{day:02d} 10:00", "user-1", A) for day in range(20, 32)]
    config, data_dir = by_api(Region(tmp_path), plateforme), tmp_path / "data"
    first = collect(config, data_dir)
    stored = {path: path.read_bytes() for path in files_of(data_dir / "collecte")}
    plateforme.demandes.clear()
    second = collect(config, data_dir)
    assert plateforme.demandes == []
    assert second.inchangee
    assert accounts(second) == accounts(first)
    assert {path: path.read_bytes() for path in files_of(data_dir / "collecte")} == stored


def test_a_day_alone(tmp_path: Path, plateforme: Plateforme) -> None:
    config, data_dir = by_api(Region(tmp_path), plateforme), tmp_path / "data"
    found = collect(config, data_dir, JOUR)
    assert found.fautes == ()
    assert {path.parent.name for path in (data_dir / "collecte").rglob("*.parquet")} == {"jour=2025-10-14"}
    plateforme.demandes.clear()
    assert collect(config, data_dir, JOUR).inchangee
    assert plateforme.demandes == []


@pytest.mark.parametrize(
    ("jour", "faults"),
    [
        (date(2025, 10, 14), ("sources.evenements: found no row of 2025-10-14, a class day, expected at least one",)),
        (date(2025, 10, 19), ()),  # a Sunday may be empty
    ],
)
def test_an_empty_day_that_was_expected(
    tmp_path: Path, plateforme: Plateforme, jour: date, faults: tuple[str, ...]
) -> None:
    plateforme.evenements = []
    assert collect(by_api(Region(tmp_path), plateforme), tmp_path / "data", jour).fautes == faults


def test_a_day_that_broke_off_leaves_nobody_s_data_and_goes_on(tmp_path: Path, plateforme: Plateforme) -> None:
    config, data_dir = by_api(Region(tmp_path), plateforme), tmp_path / "data"
    plateforme.fautes = [None, *[api.cut_connection] * 5]
    found = collect(config, data_dir, JOUR)
    assert found.gardees == 0
    assert "2025-10-14: fetched until" in found.fautes[0]
    assert list(data_dir.rglob("lot-*.parquet"))
    chantier = open_month(config, data_dir, MOIS)
    bilan = start_summary("test", MOIS, [found], chantier.references, 4)
    chantier.store.write_json("bilans/test.json", bilan.as_dict())
    assert bilan.exit_status == 3
    assert_nobody_s_data(data_dir)
    held = {(one.epoch, one.duration) for one in plateforme.demandes[:1]}
    plateforme.demandes.clear()
    assert collect(config, data_dir, JOUR).fautes == ()
    assert held.isdisjoint((one.epoch, one.duration) for one in plateforme.demandes)
    whole = collect(config, tmp_path / "at-once", JOUR)
    assert accounts(collect(config, data_dir, JOUR)) == accounts(whole)
    assert_nobody_s_data(data_dir)


def test_another_key_is_another_fetch(tmp_path: Path, plateforme: Plateforme) -> None:
    config, data_dir = by_api(Region(tmp_path), plateforme), tmp_path / "data"
    first = collect(config, data_dir, JOUR)
    second = collect(config, data_dir, JOUR, SECRETS | {"ENT_REPORT_PSEUDONYM_KEY": "another key for tests only"})
    assert accounts(second) == accounts(first)
    assert not second.inchangee


def test_a_file_of_another_key_is_not_read(tmp_path: Path, plateforme: Plateforme) -> None:
    region = Region(tmp_path)
    collect(by_api(region, plateforme), tmp_path / "data", JOUR)
    (day,) = (tmp_path / "data").rglob("jour=2025-10-14.parquet")
    region.sources["evenements"] = f'path = "{day}"'
    other = SECRETS | {"ENT_REPORT_PSEUDONYM_KEY": "another key for tests only"}
    assert (
        "its pseudonyms were made under another key" in collect(region.config(), tmp_path / "o", None, other).fautes[-1]
    )
    assert collect(region.config(), tmp_path / "same").gardees > 0


# The command


@pytest.mark.slow
def test_the_command_says_what_it_could_not_have_and_goes_on(tmp_path: Path, plateforme: Plateforme) -> None:
    arguments = (
        "collect",
        "--jour",
        JOUR,
        "--config",
        by_api(Region(tmp_path), plateforme),
        "--data-dir",
        tmp_path / "d",
    )
    plateforme.fautes = [api.status(401)]
    status, _, errors = ent_report(*arguments, **SECRETS)
    assert status == 3
    assert f"{plateforme.url}: refused the credential (HTTP 401); not fetched: 2025-10-14" in errors
    assert ent_report(*arguments, **SECRETS)[0] == 0
    asked = len(plateforme.demandes)
    status, output, errors = ent_report(*arguments, **SECRETS)
    assert (status, len(plateforme.demandes) - asked) == (0, 0)
    assert SECRET not in output + errors
    assert_nobody_s_data(tmp_path / "d")


@pytest.mark.slow
def test_a_kill_between_batches_costs_no_batch_twice(tmp_path: Path, plateforme: Plateforme) -> None:
    plateforme.evenements += [event(f"2025-10-14 {10 + n // 6}:{n % 6}0", "user-5", A) for n in range(60)]
    config, data_dir = by_api(Region(tmp_path), plateforme), tmp_path / "data"
    arguments = ("collect", "--jour", JOUR, "--config", config, "--data-dir", data_dir)
    third, gone = threading.Event(), threading.Event()

    def hold(_: api.Requete) -> None:
        third.set()
        gone.wait(WITHIN_S)

    plateforme.fautes = [None, None, hold]
    process = command(*arguments, **SECRETS)
    is_there = third.wait(WITHIN_S)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    gone.set()
    assert is_there
    assert_nobody_s_data(data_dir)
    held = {one.epoch for one in plateforme.demandes[:2]}
    plateforme.demandes.clear()
    assert ent_report(*arguments, **SECRETS)[0] == 0
    assert held.isdisjoint(one.epoch for one in plateforme.demandes)
    assert accounts(collect(config, data_dir, JOUR)) == accounts(collect(config, tmp_path / "at-once", JOUR))
    assert_nobody_s_data(data_dir)
