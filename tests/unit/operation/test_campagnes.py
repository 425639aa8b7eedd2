"""The runs that a month's folder keeps: what they left each report at, and their pages."""

from pathlib import Path

import pytest

from ent_report.entrepots.choix import open_store
from ent_report.operation.campagnes import outcomes, pages, read_runs
from ent_report.store import Store
from ent_report.vocabulary import Mois

OCTOBRE = Mois(2026, 10)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(tmp_path)


def run(code: str, statut: str) -> dict[str, object]:
    return {"resultats": [{"code": code, "statut": statut}]}


def test_the_last_attempt_is_what_a_report_is_left_at(store: Store) -> None:
    store.write_json("bilans/2026-10/2.json", run("a", "etabli"))  # made again after it failed
    store.write_json("bilans/2026-10/1.json", run("a", "echec"))
    store.write_json("bilans/2026-10/3.json", run("b", "retenu"))
    store.write_bytes("bilans/2026-10/0.json", b"{ cut off")
    store.write_json("bilans/2026-10/4.json", {"resultats": []})  # a daily collection
    found = outcomes(read_runs(store, OCTOBRE))
    assert {code: one["statut"] for code, one in found.items()} == {"a": "etabli", "b": "retenu"}


def test_a_run_has_a_page_if_it_lived_to_write_it(store: Store) -> None:
    assert pages(store, OCTOBRE) == frozenset()
    for name in ("one.html", "two.html", "index.html"):
        store.write_bytes(f"bilans/2026-10/{name}", b"")
    store.write_json("bilans/2026-10/three.json", {})  # killed before its page
    assert pages(store, OCTOBRE) == {"one", "two"}
