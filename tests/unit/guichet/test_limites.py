"""The windows of limits, with a clock that the test sets."""

from __future__ import annotations

from datetime import date

import pytest

from ent_report.guichet import limites
from ent_report.guichet.formulaire import Demande
from ent_report.guichet.limites import Appelants, Passages
from ent_report.guichet.reglages import Guichet as Reglages
from ent_report.vocabulary import Mois, Uai

ICI, AILLEURS = "192.0.2.0/24", "2001:db8:1::/48"


class Horloge:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.maintenant_s = 1_800_000_000.0

    def time(self) -> float:
        return self.maintenant_s


@pytest.fixture
def horloge(monkeypatch: pytest.MonkeyPatch) -> Horloge:
    found = Horloge()
    monkeypatch.setattr("time.time", found.time)
    return found


def demande(mois: int = 10, uai: str = "0750652B") -> Demande:
    return Demande(Uai(uai), Mois(2026, mois), ICI, date(2026, 11, 4), 0.0)


def test_a_caller_s_minute_and_hour(horloge: Horloge) -> None:
    appelants = Appelants(Reglages(par_appelant_minute=2, par_appelant_heure=3))
    assert [appelants.attente_s(ICI) for _ in range(3)] == [0, 0, 60]
    horloge.maintenant_s += 20
    assert appelants.attente_s(ICI) == 40
    assert appelants.attente_s(AILLEURS) == 0
    horloge.maintenant_s += 41
    assert [appelants.attente_s(ICI) for _ in range(2)] == [0, 3600 - 61]  # the hour's third
    horloge.maintenant_s += 3600 - 60
    assert appelants.attente_s(ICI) == 0


def test_callers_are_counted_in_so_many_places_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limites, "SEAUX", 4)
    appelants = Appelants(Reglages(par_appelant_minute=5))
    allowed = [appelants.attente_s(f"2001:db8:{n:x}::/48") == 0 for n in range(200)]
    assert sum(allowed) == 4 * 5


def test_a_lycee_s_day_is_the_last_24_hours(horloge: Horloge) -> None:
    passages = Passages(Reglages(par_lycee_jour=2))
    assert passages.refus(demande(10)) is None
    assert passages.refus(demande(10)) == "asked for within a day"  # which uses nothing up
    horloge.maintenant_s += 3600
    assert passages.refus(demande(9)) is None
    assert passages.refus(demande(8)) == "the lycée's runs of a day are used up"
    assert passages.refus(demande(8, "0770001H")) is None
    horloge.maintenant_s += 23 * 3600 + 1
    assert passages.refus(demande(10)) is None
    assert passages.refus(demande(9)) == "asked for within a day"


def test_what_became_no_run_may_be_asked_for_again(horloge: Horloge) -> None:
    passages = Passages(Reglages())
    assert passages.refus(demande()) is None
    passages.oublie(demande())
    assert passages.refus(demande()) is None


def test_counts_whose_window_is_over_are_let_go_of(horloge: Horloge) -> None:
    passages = Passages(Reglages(total_heure=10_000))
    for n in range(0, 23_000, 23):
        assert passages.refus(demande(uai=f"{n:07d}A")) is None
    horloge.maintenant_s += 24 * 3600 + 1
    for _ in range(2):  # one round finds them over, the next lets go of them
        passages._storage._MemoryStorage__expire_events()
        passages.menage()
    assert len(passages._storage.events) == 0
