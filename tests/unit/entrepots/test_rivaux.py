"""Two runs at once on an object store, and runs that are killed: one edition or none, whole."""

from __future__ import annotations

import signal

import pytest
from issued_region import MOIS
from rivals import die_while_issuing, publish_editions, race
from spec.tables import A
from unit.entrepots.conftest import URL

from ent_report.editions.empreintes import read_empreintes
from ent_report.editions.etablies import EditionDamagedError, damaged_files, last_edition, lycee_folder, read_edition
from ent_report.editions.publication import publish
from ent_report.report.donnees import Edition
from ent_report.store import Store
from ent_report.verification.dossiers import folder_faults

pytestmark = pytest.mark.slow

DOSSIER = lycee_folder(MOIS, A)
ROUNDS = 10
FILES = {"rapport.html": b"<html>", "donnees.csv": b"a;b"}
FIRST = Edition(1, None, None, ())


def test_of_two_processes_exactly_one_issues_each_edition(objets: Store) -> None:
    ours, theirs = race(publish_editions, (URL, DOSSIER, "ours", ROUNDS), (URL, DOSSIER, "theirs", ROUNDS))
    known = read_empreintes(objets, MOIS)
    assert known is not None
    assert len(known.editions) == ROUNDS
    for number, (one, other) in enumerate(zip(ours, theirs, strict=True), start=1):
        assert (one is None) != (other is None)
        assert str(one or other) == f"{DOSSIER}/edition-{number:02d}: was issued by another run meanwhile"
        edition = read_edition(objets, DOSSIER, number)
        winner = "ours" if one is None else "theirs"
        assert edition.manifest["who"] == winner
        assert damaged_files(objets, edition) == []
        content = objets.read_bytes(f"{edition.dossier}/donnees.csv")
        assert content == f"{winner} {number} donnees.csv".encode() * 1000
    assert list(folder_faults(objets, MOIS, known)) == []  # and nothing is left over


@pytest.mark.parametrize("written", [1, 2])  # of the two files, then the manifest
def test_a_run_that_is_killed_between_files_leaves_no_edition(objets: Store, written: int) -> None:
    assert die_while_issuing(URL, DOSSIER, FILES, written) == -signal.SIGKILL
    assert last_edition(objets, DOSSIER) is None
    assert len(list(objets.walk(DOSSIER))) == written
    assert list(folder_faults(objets, MOIS, read_empreintes(objets, MOIS))) == [
        f"{DOSSIER}/edition-01: was left by a run that was killed"
    ]
    publish(objets, DOSSIER, FIRST, FILES, {"uai": A})
    assert list(folder_faults(objets, MOIS, read_empreintes(objets, MOIS))) == []


def test_an_edition_that_was_issued_and_is_gone_is_not_made_again(objets: Store) -> None:
    folder = publish(objets, DOSSIER, FIRST, FILES, {"uai": A})
    objets.delete(folder, "manifest.json")
    with pytest.raises(EditionDamagedError, match="was issued and is gone: put it back from a backup"):
        publish(objets, DOSSIER, FIRST, FILES, {"uai": A})
    found = list(folder_faults(objets, MOIS, read_empreintes(objets, MOIS)))
    assert f"{folder}: is gone, expected the edition that was issued" in found
