"""Two runs at once, and runs that are killed: one edition or none, whole, and nobody's work lost without a word."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from issued_region import MOIS, small_month
from rivals import die_while_issuing, make_report, race
from spec.tables import A

from ent_report.editions.empreintes import read_empreintes
from ent_report.editions.etablies import last_edition, lycee_folder
from ent_report.editions.production import Atelier
from ent_report.editions.publication import publish
from ent_report.editions.resultats import ECHEC, ETABLI, INCHANGE
from ent_report.entrepots.choix import open_store
from ent_report.report.donnees import Edition
from ent_report.verification.dossiers import folder_faults

pytestmark = pytest.mark.slow

DOSSIER = lycee_folder(MOIS, A)
FILES = {"rapport.html": b"<html>", "donnees.csv": b"a;b"}


def test_of_two_runs_that_make_the_same_report_the_slower_one_says_unchanged(tmp_path: Path) -> None:
    small_month(tmp_path)
    found = race(make_report, (tmp_path, A, None), (tmp_path, A, None))
    assert sorted((one.statut, one.edition, one.raison) for one in found) == [(ETABLI, 1, None), (INCHANGE, 1, None)]


def test_of_two_runs_with_other_figures_the_slower_one_says_so_and_issues_next_time(tmp_path: Path) -> None:
    chantier = small_month(tmp_path)
    found = race(make_report, (tmp_path, A, "ours"), (tmp_path, A, "theirs"))
    (won,), (lost,) = ([one for one in found if one.statut == statut] for statut in (ETABLI, ECHEC))
    assert (won.edition, won.raison) == (1, None)
    assert lost.raison == f"{DOSSIER}/edition-01: was issued by another run meanwhile"
    (again,) = Atelier(chantier).lycees([A])
    assert (again.statut, again.edition) == (ETABLI, 2)
    last = last_edition(chantier.store, DOSSIER)
    assert last is not None
    assert last.manifest["remplace"]["edition"] == 1


@pytest.mark.parametrize("written", [0, 1, 2])  # of the two files, then the manifest
def test_a_run_that_is_killed_between_files_leaves_no_edition(tmp_path: Path, written: int) -> None:
    assert die_while_issuing(tmp_path, DOSSIER, FILES, written) == -signal.SIGKILL
    store = open_store(tmp_path)
    (left,) = store.path(DOSSIER).iterdir()
    assert last_edition(store, DOSSIER) is None
    assert list(folder_faults(store, MOIS, read_empreintes(store, MOIS))) == [
        f"{DOSSIER}/{left.name}: was left by a run that was killed"
    ]
    publish(store, DOSSIER, Edition(1, None, None, ()), FILES, {"uai": A})
    assert [one.name for one in store.path(DOSSIER).iterdir()] == ["edition-01"]
    assert list(folder_faults(store, MOIS, read_empreintes(store, MOIS))) == []


def test_what_a_living_run_is_writing_is_left_to_it(tmp_path: Path) -> None:
    """Process 1 lives: another run's half-written edition is not cleared away."""
    store = open_store(tmp_path)
    theirs = store.path(DOSSIER) / ".edition-01.1"
    theirs.mkdir(parents=True)
    publish(store, DOSSIER, Edition(1, None, None, ()), FILES, {"uai": A})
    assert theirs.is_dir()
