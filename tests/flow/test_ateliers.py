"""Chunks whose processes die, on an engine that dies as it is told to: what is made again, and who is held to be it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import pytest

from ent_report.configuration.sections.exploitation import Execution
from ent_report.editions.resultats import ECHEC, ETABLI
from flows import environnement

A, B, C, D = "0750001A", "0750002B", "0750003C", "0750004D"


@pytest.fixture(scope="module", autouse=True)
def _settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    environnement.prepare(tmp_path_factory.mktemp("prefect"))


@pytest.fixture(autouse=True)
def _no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is logged has no run to go to."""
    monkeypatch.setenv("PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW", "ignore")


class Mortel:
    """Each process dies of the `mortels`, and one of them of its machine at the `accident`-th report that is begun. It
    knows what was made before, or does not.
    """

    nb_voies = 1

    def __init__(self, mortels: set[str], morts_max: int, *, accident: int = 0, is_known: bool) -> None:
        self.mortels, self.morts_max, self.accident, self.is_known = mortels, morts_max, accident, is_known
        self.submitted: list[list[str]] = []
        self.begun = 0

    def submit(self, chunk: list[str]) -> Any:
        self.submitted.append(chunk)
        return len(self.submitted)

    def first_ended(self, futures: Sequence[Any]) -> Any:
        return futures[0]

    def results(self, _future: Any, chunk: list[str]) -> list[dict[str, Any]]:
        made: list[dict[str, Any]] = []
        for uai in chunk:
            self.begun += 1
            if uai in self.mortels or self.begun == self.accident:
                return made if self.is_known else []
            made.append({"code": uai, "statut": ETABLI})
        return made


def made_by(engine: Mortel, monkeypatch: pytest.MonkeyPatch, per_chunk: int = 4) -> dict[str, str]:
    """What becomes of four lycées: code -> its status; each once."""
    from flows import ateliers  # noqa: PLC0415  after Prefect's settings

    monkeypatch.setattr(ateliers, "open_engine", lambda *_: nullcontext(engine))
    chunks = ateliers.submit_chunks(
        "region.toml",
        "data",
        "2026-10",
        [A, B, C, D],
        "run",
        Execution(lycees_par_tache=per_chunk),
        essai=False,
    )
    found = [one for chunk in chunks for one in chunk]
    assert len(found) == 4
    return {one["code"]: one["statut"] for one in found}


def test_a_chunk_of_which_nothing_is_known_is_halved(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Mortel({C}, 1, is_known=False)
    assert made_by(engine, monkeypatch) == {A: ETABLI, B: ETABLI, C: ECHEC, D: ETABLI}
    assert engine.submitted == [[A, B, C, D], [A, B], [C, D], [C], [D]]


def test_what_is_known_is_kept_and_the_next_one_is_made_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Mortel({C}, 2, is_known=True)
    assert made_by(engine, monkeypatch) == {A: ETABLI, B: ETABLI, C: ECHEC, D: ETABLI}
    assert engine.submitted == [[A, B, C, D], [C], [D]]  # of two deaths the first may have been its machine's


def test_a_machine_that_goes_under_a_lone_report_does_not_fail_it(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Mortel(set(), 2, accident=3, is_known=True)
    assert made_by(engine, monkeypatch, per_chunk=1) == dict.fromkeys([A, B, C, D], ETABLI)
    assert engine.submitted == [[A], [B], [C], [C], [D]]


def test_the_last_of_a_chunk_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Mortel({D}, 2, is_known=True)
    assert made_by(engine, monkeypatch) == {A: ETABLI, B: ETABLI, C: ETABLI, D: ECHEC}
    assert engine.submitted == [[A, B, C, D], [D]]
