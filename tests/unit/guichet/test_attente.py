"""What becomes of requests after the answer: runs, once each, sooner or later; or nothing, which the log counts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import date

import pytest
from unit.guichet.conftest import Prefect, uai

from ent_report.guichet import attente
from ent_report.guichet.attente import Attente, PrefectUnreachableError, RunRefusedError
from ent_report.guichet.formulaire import Demande
from ent_report.guichet.reglages import Guichet as Reglages
from ent_report.vocabulary import Mois, Uai

AWAY = PrefectUnreachableError("Connection refused")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attente, "PAS_S", 0.02)
    monkeypatch.setattr(attente, "ATTENTE_INITIALE_S", 0.02)
    monkeypatch.setattr(attente, "ATTENTE_ENTRE_ESSAIS_S", 0.05)
    monkeypatch.setattr(attente, "FIN_S", 0.2)


@pytest.fixture(autouse=True)
def lines(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    caplog.set_level("INFO", "ent_report.guichet")
    return lambda: [one.getMessage() for one in caplog.records if one.name == "ent_report.guichet"]


def demande(n: int = 1, mois: int = 10, recue_s: float | None = None) -> Demande:
    received = time.monotonic() if recue_s is None else recue_s
    return Demande(Uai(uai(n)), Mois(2026, mois), "192.0.2.0/24", date(2026, 11, 4), received)


def carry_out(prefect: Prefect, *steps: Callable[[Attente], object] | float, **limits: int) -> None:
    """Let requests come, and time pass, while the queue runs."""

    async def run() -> None:
        queue = Attente(Reglages(**limits))
        async with queue.running(prefect.demander):
            for step in steps:
                if isinstance(step, float):
                    await asyncio.sleep(step)
                else:
                    step(queue)

    asyncio.run(run())


def came(*demandes: Demande) -> Callable[[Attente], object]:
    return lambda queue: [queue.put(one) for one in demandes]


def test_what_comes_just_before_the_end_becomes_a_run() -> None:
    prefect = Prefect()
    carry_out(prefect, came(demande(1), demande(2)))
    assert [one.uai for one in prefect.recues] == [uai(1), uai(2)]


def test_while_prefect_is_away_requests_wait(lines) -> None:
    prefect = Prefect(panne=AWAY)
    carry_out(prefect, came(demande(1), demande(2)), 0.3, lambda _: setattr(prefect, "panne", None), 0.5)
    assert [one.uai for one in prefect.recues] == [uai(1), uai(2)]
    assert prefect.essais > 3
    assert lines() == [
        "Prefect: Connection refused; requests wait meanwhile",  # once, however often it was tried
        "Prefect takes requests again; 1 wait",
    ]


def test_a_prefect_that_does_not_answer_is_one_that_is_away(monkeypatch: pytest.MonkeyPatch, lines) -> None:
    monkeypatch.setattr(attente, "ESSAI_S", 0.05)
    prefect = Prefect(duree_s=60)
    carry_out(prefect, came(demande()), 0.2, lambda _: setattr(prefect, "duree_s", 0), 0.4)
    assert len(prefect.recues) == 1
    assert lines()[0] == "Prefect: no answer within 0.05 s; requests wait meanwhile"


def test_a_refused_run_is_lost_alone_and_may_be_asked_for_again(lines) -> None:
    prefect = Prefect(panne=RunRefusedError("409 Conflict"))
    again = lambda _: setattr(prefect, "panne", None)  # noqa: E731
    carry_out(prefect, came(demande(1)), 0.2, again, came(demande(1), demande(2)))
    assert [one.uai for one in prefect.recues] == [uai(1), uai(2)]
    assert lines() == ["a request is lost: 409 Conflict"]


def test_a_fault_of_the_program_costs_one_request(lines) -> None:
    prefect = Prefect(panne=ZeroDivisionError())
    carry_out(prefect, came(demande(1)), 0.2, lambda _: setattr(prefect, "panne", None), came(demande(2)))
    assert [one.uai for one in prefect.recues] == [uai(2)]
    assert lines() == ["a request is lost: ZeroDivisionError"]


def test_a_request_that_waited_for_a_day_is_of_no_use_any_more(lines) -> None:
    prefect = Prefect(panne=AWAY)
    old = time.monotonic() - attente.DUREE_MAX_S
    carry_out(prefect, came(demande(1, recue_s=old)), 0.3, lambda _: setattr(prefect, "panne", None), came(demande(2)))
    assert [one.uai for one in prefect.recues] == [uai(2)]
    assert "a request is lost: Connection refused" in lines()


def test_the_same_request_again_makes_no_second_run(lines) -> None:
    prefect = Prefect()
    carry_out(prefect, came(demande(1), demande(1)), 0.1, came(demande(1), demande(1, mois=9)))
    assert [(one.uai, one.mois.numero) for one in prefect.recues] == [(uai(1), 10), (uai(1), 9)]
    assert lines() == ["left aside: 1 requests: asked for within a day"] * 2


def test_one_that_waits_is_not_asked_for_again_either() -> None:
    prefect = Prefect(panne=AWAY)
    carry_out(prefect, came(demande(1)), 0.1, came(demande(1)), lambda _: setattr(prefect, "panne", None), 0.3)
    assert len(prefect.recues) == 1


def test_a_full_queue_takes_no_more_and_the_log_counts_them(lines) -> None:
    prefect = Prefect(panne=AWAY)
    back = lambda _: setattr(prefect, "panne", None)  # noqa: E731
    carry_out(prefect, came(*(demande(n) for n in range(20))), 0.1, back, 0.5, attente_max=5)
    assert [one.uai for one in prefect.recues] == [uai(n) for n in range(5)]
    assert "left aside: 15 requests: the queue is full" in lines()
    assert not [one for one in lines() if "192.0.2" in one or uai(7) in one]


def test_one_that_was_left_aside_may_be_asked_for_again() -> None:
    prefect = Prefect()
    carry_out(prefect, came(demande(1), demande(2)), 0.2, came(demande(2)), attente_max=1)
    assert [one.uai for one in prefect.recues] == [uai(1), uai(2)]


def test_more_than_can_be_looked_at_is_let_go_of_at_once(monkeypatch: pytest.MonkeyPatch, lines) -> None:
    monkeypatch.setattr(attente, "ARRIVEES_MAX", 10)
    prefect = Prefect()
    carry_out(prefect, came(*(demande(n) for n in range(30))), 0.2)
    assert len(prefect.recues) == 10
    assert lines() == ["left aside: 20 requests: came too fast"]


def test_what_still_waits_at_the_end_is_told(lines) -> None:
    carry_out(Prefect(panne=AWAY), came(demande(1), demande(2), demande(3)), 0.1)
    assert lines()[-1] == "stopped while 3 requests wait: they are lost"


def test_a_limit_of_the_hour_holds_for_all_lycees_together(lines) -> None:
    prefect = Prefect()
    carry_out(prefect, came(*(demande(n) for n in range(10))), 0.2, total_heure=4)
    assert len(prefect.recues) == 4
    assert lines() == ["left aside: 6 requests: all runs of an hour are used up"]
