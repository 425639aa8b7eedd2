from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest

from ent_report.demo import fabricate
from ent_report.vocabulary import Mois, Uai

MOIS = Mois(2026, 10)
DNMA = ("profils", "services", "profils-appareils", "appareils")


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def make(folder: Path, *, mois: Mois = MOIS, lycees: int = 3, seed: int = 1, history: bool = False) -> Path:
    return fabricate(folder, mois=mois, lycees=lycees, events_per_day=200, seed=seed, mois_d_historique=history)


def test_same_arguments_give_the_same_bytes(tmp_path):
    make(tmp_path / "a", history=True)
    make(tmp_path / "b", history=True)
    assert digests(tmp_path / "a") == digests(tmp_path / "b")


def test_another_seed_gives_other_people(tmp_path):
    make(tmp_path / "a")
    make(tmp_path / "b", seed=2)
    first, second = digests(tmp_path / "a"), digests(tmp_path / "b")
    assert first.keys() == second.keys()
    changed = {name for name in first if first[name] != second[name]}
    assert {name for name in first if name.endswith(".gz")} <= changed


def test_a_second_call_leaves_nothing_of_the_first(tmp_path):
    make(tmp_path / "again", mois=Mois(2026, 3))
    make(tmp_path / "again")
    make(tmp_path / "once")
    assert digests(tmp_path / "again") == digests(tmp_path / "once")


@pytest.mark.parametrize("name", ["region.toml", "entrees/annuaire.csv"])
def test_a_real_region_is_not_replaced(tmp_path, name):
    precious = tmp_path / name
    precious.parent.mkdir(exist_ok=True)
    precious.write_text('[region]\nnom = "Une vraie région"\n', encoding="utf-8")
    with pytest.raises(FileExistsError, match="not a demonstration"):
        make(tmp_path)
    assert "Une vraie région" in precious.read_text(encoding="utf-8")


@pytest.mark.parametrize(("lycees", "events_per_day"), [(0, 100), (3, 0), (-1, 100)])
def test_a_region_of_nothing_is_refused(tmp_path, lycees, events_per_day):
    with pytest.raises(ValueError, match=f"found {lycees} lycées and {events_per_day} events"):
        fabricate(tmp_path, mois=MOIS, lycees=lycees, events_per_day=events_per_day)


@pytest.mark.parametrize("lycees", [1, 2, 30])
def test_any_number_of_lycees(tmp_path, lycees):
    make(tmp_path, lycees=lycees)
    rows = (tmp_path / "entrees" / "annuaire.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    due = [row for row in rows if ";OUVERT;" in row and ";11;" in row and ";Collège;" not in row]
    assert len(due) == lycees
    assert (
        len(list((tmp_path / "entrees" / "evenements").glob("2026-10/*.gz"))) == 31 + 1
    )  # and the batch fetched twice


@pytest.mark.parametrize(
    ("mois", "days"),
    [
        (Mois(2024, 2), 29),
        (Mois(2026, 3), 31),  # an hour is missing
        (Mois(2026, 8), 31),  # opens a school year, in the middle of the holidays
        (Mois(2031, 1), 31),  # later than the school holidays that are known
    ],
)
def test_any_month(tmp_path, mois, days):
    make(tmp_path, mois=mois, history=True)
    entrees = tmp_path / "entrees"
    for month in (mois - 12, mois - 1, mois):
        assert (entrees / f"export-stats-accounts-{month}.csv").is_file()
    assert len(list(entrees.glob(f"evenements/{mois}/evenements-*[0-9].jsonl.gz"))) == days


def test_without_history_only_the_month_is_made(tmp_path):
    make(tmp_path)
    entrees = tmp_path / "entrees"
    assert {path.name for path in entrees.glob("*.csv")} == {
        "annuaire.csv",
        *(f"export-stats-{kind}-2026-10.csv" for kind in ("accounts", "access", "connector", "device")),
        *(f"fr-en-dnma-par-uai-{name}-2026-10.csv" for name in DNMA),
    }
    # The month's first two hours, local time, are the last of 30 September in UTC.
    assert [path.name for path in entrees.glob("evenements/2026-09/*")] == ["evenements-2026-09-30.jsonl.gz"]


def test_the_configuration_finds_every_input(tmp_path):
    path = make(tmp_path, history=True)
    assert path == tmp_path / "region.toml"
    settings = tomllib.loads(path.read_text(encoding="utf-8"))
    assert settings["presentation"]["donnees_fictives"] is True
    assert (tmp_path / settings["references"]["annuaire"]["path"]).is_file()
    found = {name: len(list(tmp_path.glob(source["path"]))) for name, source in settings["sources"].items()}
    assert found.pop("evenements") == 31 + 30 + 31 + 2 + 3  # two hours before each period, three batches fetched twice
    national = dict.fromkeys((f"dnma_{name.replace('-', '_')}" for name in DNMA), 2)  # a file a period
    assert found == {"comptes": 3, "acces": 3, "connecteurs": 3, "appareils": 3} | national


def test_three_lycees_have_targets(tmp_path):
    make(tmp_path, lycees=5)
    targets = tomllib.loads((tmp_path / "objectifs.toml").read_text(encoding="utf-8"))["lycee"]
    assert len([Uai(uai) for uai in targets]) == 3
    assert all(0 < target < 100 for lycee in targets.values() for target in lycee["axes"].values())
    assert any("services_actives" in lycee for lycee in targets.values())
