from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
from unit.demo.lecture import ACTIFS, OCTOBRE, OCTOBRE_PASSE, PROFILS, SEPTEMBRE

CONFIG = Path(__file__).parents[3] / "config"
HEADERS = {
    "accounts": "Établissement;UAI;Date;Profil;Connexions;Visiteurs uniques;Comptes chargés;Comptes activés",
    "access": "Établissement;UAI;Date;Profil;Application;Nombre d'accès",
    "connector": "Établissement;UAI;Date;Profil;Connecteur;Nombre d'accès",
    "device": "Établissement;UAI;Date;Profil;Support;Connexions",
}


def clean(region, kind: str, mois=OCTOBRE) -> list[dict[str, str]]:
    """An export without the rows that its last four lines add, its first UAI in capitals."""
    return [{**row, "UAI": row["UAI"].upper()} for row in region.export(kind, mois)[:-4]]


def by_profile(region, event_type: str) -> Counter[tuple[str, str]]:
    events = region.par_lycee.filter(
        pl.col("event-type") == event_type, pl.col("uai").is_not_null(), pl.col("profil") != "Robot", mois="2026-10"
    )
    return Counter((uai, PROFILS[profil]) for uai, profil in events.select("uai", "profil").iter_rows())


@pytest.mark.parametrize("kind", HEADERS)
@pytest.mark.parametrize("mois", [OCTOBRE_PASSE, SEPTEMBRE, OCTOBRE], ids=str)
def test_exports_are_written_as_the_service_does(region, kind, mois):
    octets = (region.entrees / f"export-stats-{kind}-{mois}.csv").read_bytes()
    assert octets.startswith(b"\xef\xbb\xbf")
    header, *lines = octets.decode("utf-8-sig").splitlines()
    assert header.replace('"', "") == HEADERS[kind]
    assert all(line.startswith('"') and line.endswith('"') for line in (header, *lines))
    assert {row["Date"] for row in region.export(kind, mois)} == {f"{mois}-01T00:00"}


def test_connexions_are_the_logins(region):
    told = {(row["UAI"], row["Profil"]): int(row["Connexions"]) for row in clean(region, "accounts")}
    logins = by_profile(region, "LOGIN")
    assert told == {place: logins[place] for place in told}
    assert sum(told.values()) == logins.total()


def test_connexions_by_device_add_up_to_the_connexions(region):
    by_device: Counter[tuple[str, str]] = Counter()
    for row in clean(region, "device"):
        by_device[row["UAI"], row["Profil"]] += int(row["Connexions"])
    assert by_device == Counter(
        {(row["UAI"], row["Profil"]): int(row["Connexions"]) for row in clean(region, "accounts")}
    )


def test_visitors_are_those_of_the_events(region):
    seen = (
        region.par_lycee.filter(
            pl.col("event-type").is_in(ACTIFS), pl.col("uai").is_not_null(), pl.col("profil") != "Robot", mois="2026-10"
        )
        .group_by("uai", "profil")
        .agg(pl.col("userId").n_unique())
    )
    visitors = {(uai, PROFILS[profil]): users for uai, profil, users in seen.iter_rows()}
    told = {(row["UAI"], row["Profil"]): int(row["Visiteurs uniques"]) for row in clean(region, "accounts")}
    differences = {place: visitors.get(place, 0) - users for place, users in told.items()}
    # The user whose profile changes is counted under the first one alone.
    assert sorted(filter(None, differences.values())) in ([], [1])


def test_visitors_are_activated_and_the_activated_are_loaded(region):
    for mois in (OCTOBRE_PASSE, SEPTEMBRE, OCTOBRE):
        for row in clean(region, "accounts", mois):
            assert int(row["Visiteurs uniques"]) <= int(row["Comptes activés"]) <= int(row["Comptes chargés"])


@pytest.mark.parametrize(("kind", "event_type"), [("access", "ACCESS"), ("connector", "CONNECTOR")])
def test_accesses_are_those_of_the_events(region, kind, event_type):
    told: Counter[tuple[str, str]] = Counter()
    for row in clean(region, kind):
        if row.get("Application") != "Application mystère":
            told[row["UAI"], row["Profil"]] += int(row["Nombre d'accès"])
    events = by_profile(region, event_type)
    assert told.keys() == events.keys()
    assert sum(abs(told[place] - events[place]) for place in told) <= 5  # the month's faulty events that can be read


def test_activated_accounts_grow(region):
    def activated(mois) -> int:
        return sum(int(row["Comptes activés"]) for row in clean(region, "accounts", mois))

    assert activated(OCTOBRE_PASSE) < activated(OCTOBRE)
    assert activated(SEPTEMBRE) < activated(OCTOBRE)


def test_the_tiny_lycee_has_profiles_of_one_to_four_accounts(region):
    tiny = region.annuaire[2]["identifiant_de_l_etablissement"]
    loaded = {row["Profil"]: int(row["Comptes chargés"]) for row in clean(region, "accounts") if row["UAI"] == tiny}
    assert len(loaded) == 5
    assert 0 < loaded["Enseignants"] + loaded["Personnels"] < 5


def test_the_new_lycee_has_no_row_in_the_older_months(region):
    new = region.annuaire[3]["identifiant_de_l_etablissement"]
    for kind in HEADERS:
        for mois in (OCTOBRE_PASSE, SEPTEMBRE):
            assert new not in {row["UAI"] for row in clean(region, kind, mois)}
        assert new in {row["UAI"] for row in clean(region, kind)}


def test_one_application_is_unknown_to_the_configuration(region):
    services = tomllib.loads((CONFIG / "services.toml").read_text(encoding="utf-8"))
    known = {name.casefold() for name in services["applications"]}
    applications = {row["Application"] for row in clean(region, "access")}
    assert {name for name in applications if name.casefold() not in known} == {"Application mystère"}
    assert {row["Connecteur"].casefold() for row in clean(region, "connector")} <= known


def test_labels_are_known_to_the_configuration(region):
    labels = tomllib.loads((CONFIG / "libelles.toml").read_text(encoding="utf-8"))
    devices = {name.casefold() for name in labels["appareils"]}
    assert {row["Support"].casefold() for row in clean(region, "device")} <= devices
    assert {row["Profil"] for row in clean(region, "accounts")} <= set(labels["profils"])
