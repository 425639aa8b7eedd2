from __future__ import annotations

import json
from collections import Counter

import pytest
from unit.demo.lecture import OCTOBRE, OCTOBRE_PASSE, PROFILS, SEPTEMBRE

from ent_report.demo.salete import STRUCTURE_INCONNUE
from ent_report.vocabulary import Uai

MOIS = [OCTOBRE_PASSE, SEPTEMBRE, OCTOBRE]
EXPORTS = ["accounts", "access", "connector", "device"]


def readings(region, mois) -> list[dict | None]:
    """What each line of the month's files says, None where it cannot be read."""
    return [
        read(line)
        for fichier in region.fichiers()
        if fichier.parent.name == str(mois)
        for line in region.lignes(fichier)
    ]


def read(line: str) -> dict | None:
    try:
        return json.loads(line)
    except json.JSONDecodeError:
        return None


@pytest.fixture(scope="module", params=MOIS, ids=str)
def lines(request, region) -> list[dict | None]:
    return readings(region, request.param)


def test_two_lines_cannot_be_read(lines):
    assert lines.count(None) == 2


def test_one_line_is_cut_and_one_is_malformed(region):
    fichier = region.entrees / "evenements/2026-10/evenements-2026-10-06.jsonl.gz"
    unreadable = [line for line in region.lignes(fichier) if read(line) is None]
    assert sorted(line.endswith("}") for line in unreadable) == [False, True]


def test_every_kind_of_faulty_event_occurs_once_a_month(lines):
    events = [event for event in lines if event is not None]
    known = set(PROFILS)
    assert [event["profil"] for event in events if event["profil"] not in known] == ["Robot"]
    assert len([event for event in events if "date" not in event]) == 1
    unknown = [event["structures"] for event in events if STRUCTURE_INCONNUE in event["structures"]]
    assert sorted(len(structures) > 1 for structures in unknown) == [False, True]
    modules = Counter(event["module"] for event in events)
    assert (modules["AppMystere"], modules["ACTUALITES"], modules["cOnVersation"]) == (1, 1, 1)


def test_a_batch_was_fetched_twice(region):
    for mois in MOIS:
        folder = region.entrees / "evenements" / str(mois)
        batch = region.lignes(folder / f"evenements-{mois}-13-bis.jsonl.gz")
        original = set(region.lignes(folder / f"evenements-{mois}-13.jsonl.gz"))
        assert batch
        assert set(batch) <= original
        assert len(batch) < len(original) / 10


@pytest.mark.parametrize("kind", EXPORTS)
@pytest.mark.parametrize("mois", MOIS, ids=str)
def test_every_export_has_each_fault_once(region, kind, mois):
    rows = region.export(kind, mois)
    figures = list(rows[0])[4:]
    assert len([row for row in rows if row["UAI"].islower() or row["UAI"] != row["UAI"].upper()]) == 1
    assert len([row for row in rows if row["Profil"] not in PROFILS.values()]) == 1
    assert len([row for row in rows if any(row[name].startswith("-") for name in figures)]) == 1
    assert len([row for row in rows if not is_uai(row["UAI"])]) == 1
    twins = [count for count in Counter(tuple(row.values()) for row in rows).values() if count > 1]
    assert twins == [2]


def is_uai(text: str) -> bool:
    try:
        Uai(text)
    except ValueError:
        return False
    return True
