"""No id, address, session or browser of a person stands in any byte of what a collection leaves behind."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import polars as pl
import pytest
from computed_month import compute
from spec.tables import ELSEWHERE, A, Region, event

from ent_report.operation.run_summary import start_summary
from ent_report.vocabulary import Mois

MOIS = Mois(2026, 10)
PERSONAL = {
    "userId": "b7c1e9d4-secret-user",
    "ip": "203.0.113.77",
    "sessionId": "secret-session-0042",
    "ua": "SecretBrowser/9.9",
}
SECRETS = [value.encode() for value in PERSONAL.values()]

PERSON = event("2026-10-05 08:00", "", A) | PERSONAL
KINDS = {
    "sound": PERSON,
    "unknown profile": PERSON | {"profil": "Robot"},
    "no date": PERSON | {"date": None},
    "a date of no clock": PERSON | {"date": 1},
    "no structure": PERSON | {"structures": []},
    "a structure of another region": PERSON | {"structures": [ELSEWHERE]},
    "no type": PERSON | {"event-type": None},
    "an unlisted application": PERSON | {"module": "inconnue"},
    "ids in classes and groups": PERSON | {"classes": [PERSONAL["userId"]], "groups": [PERSONAL["userId"]]},
}
WHOLE = json.dumps(PERSON)
NOT_JSON = [
    WHOLE[:-40],  # truncated
    WHOLE[: WHOLE.index("secret-user") + 11],  # truncated within the id
    f"garbage {PERSONAL['userId']} {PERSONAL['ip']}",
    f'"{PERSONAL["userId"]}"',  # JSON, but no object
    f'["{PERSONAL["userId"]}"]',
    WHOLE.replace('"userId"', "userId"),  # malformed
    WHOLE + WHOLE,  # two on one line
]


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory after a month of every kind of event, and the summary of it."""
    region = Region(tmp_path_factory.mktemp("region"))
    region.evenements(*KINDS.values(), *NOT_JSON, json.dumps(PERSON) + "\xe9", file="un.jsonl")
    region.sources["evenements"] = 'path = "evenements/*"'
    folder = region.folder / "evenements"
    stream = io.BytesIO()
    pl.DataFrame([kind for kind in KINDS.values() if "classes" not in kind]).write_parquet(stream)
    (folder / "deux.parquet").write_bytes(stream.getvalue())
    (folder / "cut.jsonl.gz").write_bytes(gzip.compress(f"{WHOLE}\n{WHOLE}\n".encode())[:-12])
    (folder / "cut.parquet").write_bytes(stream.getvalue()[:-20])
    (folder / "latin.jsonl").write_bytes(WHOLE.replace("blog", "bl\xe9g").encode("latin-1"))
    chantier, found = compute(region.config(), region.folder / "data")
    bilan = start_summary("test", MOIS, found, chantier.references, 4)
    chantier.store.write_json("bilans/test.json", bilan.as_dict())
    assert found[0].rejetees >= 2 * (len(KINDS) - 4) + len(NOT_JSON)  # or the kinds above would prove nothing
    return region.folder / "data"


def test_no_byte_of_any_file(collected: Path) -> None:
    files = [path for path in collected.rglob("*") if path.is_file()]
    assert any(path.suffix == ".parquet" and "rejets" in path.parts for path in files)
    assert [(path.name, secret) for path in files for secret in SECRETS if secret in path.read_bytes()] == []


def test_no_cell_of_any_table(collected: Path) -> None:
    """Parquet is compressed: its cells are looked at, too."""
    tables = {path: pl.read_parquet(path, hive_partitioning=False) for path in collected.rglob("*.parquet")}
    assert sum(table.height for path, table in tables.items() if "rejets" in path.parts) > 15
    faults = [
        (path.name, column, secret)
        for path, table in tables.items()
        for column in table.columns
        for secret in PERSONAL.values()
        if any(secret in str(cell) for cell in table[column].to_list())
    ]
    assert faults == []


def test_no_column_of_a_person(collected: Path) -> None:
    (piece,) = collected.glob("collecte/evenements/mois=2026-10/jour=2026-10-05/*.parquet")
    assert pl.read_parquet(piece, hive_partitioning=False).columns == [
        "uai",
        "pseudonyme",
        "instant",
        "type",
        "application",
        "profil",
        "appareil",
        "device",
        "structures",
        "evenement",
    ]


def test_rejected_events_keep_what_is_no_person_s(collected: Path) -> None:
    rejects = pl.read_parquet(collected / "rejets/evenements/mois=2026-10/*.parquet", hive_partitioning=False)
    lines = [json.loads(text) for text in rejects["ligne"] if text.startswith("{")]
    assert any(one.get("profil") == "Robot" for one in lines)
    assert {name for one in lines for name in one} <= {
        "event-type",
        "module",
        "date",
        "profil",
        "structures",
        "deviceType",
    }
