"""The journal of what was sent, the same in a folder and in an object store."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ent_report.courrier import Remise, Sort
from ent_report.envois.demandes import Demande, Pli, Resultat
from ent_report.envois.journal import Journal, PrisConcurremmentError
from ent_report.store import Store
from ent_report.vocabulary import Mois

OCTOBRE = Mois(2026, 10)
PLI = Pli(OCTOBRE, "0750652B", 1, "ce.0750652b@ac-paris.fr")
ASKED = replace(Demande.of("Mme Martin"), le="2026-11-04T08:00:00.000Z")
LATER = replace(ASKED, le="2026-12-04T08:00:00.000Z")


def test_attempts_follow_each_other_and_are_read_back(store: Store) -> None:
    journal = Journal(store)
    assert journal.attempts(PLI) == []
    assert journal.months() == []
    first = journal.claim(PLI, ASKED, "<one@region.example>")
    assert _result(journal) is Resultat.INCERTAIN
    journal.settle(first, Remise(Sort.DIFFERE, "451 later"))
    assert _result(journal) is Resultat.DIFFERE
    line = journal.settle(journal.claim(PLI, ASKED, "<two@region.example>"), Remise(Sort.REMIS, "250 OK"))
    assert (line.resultat, line.reponse, line.message_id) == (Resultat.ENVOYE, "250 OK", "<two@region.example>")
    assert [one.message_id for one in journal.lines(OCTOBRE)] == ["<one@region.example>", "<two@region.example>"]
    assert journal.months() == [OCTOBRE]


def test_a_claim_is_taken_by_one_alone(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = Journal(store)
    monkeypatch.setattr("ent_report.envois.journal._attempt_names", lambda *_: [])
    journal.claim(PLI, ASKED, "<one@region.example>")
    with pytest.raises(PrisConcurremmentError):
        journal.claim(PLI, ASKED, "<two@region.example>")


def test_what_is_past_its_time_goes_and_the_rest_stays(store: Store) -> None:
    journal = Journal(store)
    journal.settle(journal.claim(PLI, ASKED, "<one@region.example>"), Remise(Sort.REMIS, "250 OK"))
    journal.release(OCTOBRE, "region", 1, ASKED)
    recent = journal.note(OCTOBRE, "0750652B", 1, LATER, (Resultat.DEJA_ENVOYE, "sent"))
    assert journal.purge((OCTOBRE + 1).premier_jour) == 0
    assert journal.purge((OCTOBRE + 2).premier_jour) == 2
    assert journal.lines(OCTOBRE) == [recent]
    assert not journal.is_released(OCTOBRE, "region", 1)
    assert journal.attempts(PLI) == []


def _result(journal: Journal) -> Resultat:
    return journal.attempts(PLI)[-1].resultat
