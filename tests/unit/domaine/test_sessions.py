"""Stored events of one local day to visits: where they are cut, and that events out of order are never cut at all."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from ent_report.domaine.sessions import JourneeVisites, Territoire, UnsortedEventsError, visits_of_day
from ent_report.vocabulary import Niveau

A, B = "0770001H", "0770002J"
SERVICES = ("courrier_electronique", "non_classe")
TERRITOIRE = Territoire(
    pl.DataFrame({"uai": [A, B], "departement": ["077", "077"], "academie": ["Créteil"] * 2, "region": ["11"] * 2}),
    SERVICES,
    {"conversation": "courrier_electronique"},
)


def events(*rows: tuple[str, int, str], kind: str = "ACCESS", application: str = "conversation") -> pl.DataFrame:
    """Stored events: lycée, user, time of 5 October 2026 in UTC; numbered by user and time."""
    numbers = {key: n for n, key in enumerate(sorted({(user, at) for _, user, at in rows}))}
    return pl.DataFrame(
        [
            {
                "uai": uai,
                "pseudonyme": user,
                "instant": datetime.fromisoformat(f"2026-10-05T{at}").replace(tzinfo=UTC),
                "type": kind,
                "application": application,
                "profil": "eleve",
                "appareil": "ordinateur",
                "evenement": numbers[user, at],
            }
            for uai, user, at in rows
        ],
        schema_overrides={"instant": pl.Datetime("ms", "UTC"), "evenement": pl.UInt32},
    )


def cut(*rows: tuple[str, int, str]) -> list[tuple[str, int, int, int]]:
    """The visits of some events: lycée, user, duration in seconds, pages."""
    visites = visits_of_day(events(*rows), TERRITOIRE).visites
    return [
        (code, user, duree_ms // 1000, pages)
        for code, user, duree_ms, pages in visites.select("code", "pseudonyme", "duree_ms", "pages").iter_rows()
    ]


@pytest.mark.parametrize(
    ("second", "visits"),
    [
        ("08:29:59.999", 1),
        ("08:30:00", 1),  # exactly 30 minutes: the same visit
        ("08:30:00.001", 2),
    ],
)
def test_a_visit_ends_after_more_than_thirty_minutes(second: str, visits: int) -> None:
    assert len(cut((A, 1, "08:00:00"), (A, 1, second))) == visits


def test_the_thirty_minutes_are_between_neighbours() -> None:
    found = cut((A, 1, "08:00:00"), (A, 1, "08:25:00"), (A, 1, "08:50:00"), (A, 1, "09:15:00"))
    assert found == [(A, 1, 75 * 60, 4)]


def test_another_user_or_another_lycee_is_another_visit() -> None:
    found = cut((A, 1, "08:00:00"), (A, 2, "08:00:01"), (B, 2, "08:00:02"))
    assert found == [(A, 1, 0, 1), (A, 2, 0, 1), (B, 2, 0, 1)]


def test_the_day_and_hour_of_a_visit_are_local() -> None:
    """22:30 in UTC is half past midnight of the next day in Paris, in summer."""
    visite = visits_of_day(events((A, 1, "22:30:00")), TERRITOIRE).visites
    assert visite.select("jour", "jour_semaine", "heure").row(0) == (6, 2, 0)  # Tuesday 6 October


@pytest.mark.parametrize(
    "rows",
    [
        ((A, 1, "08:10:00"), (A, 1, "08:00:00")),  # instants
        ((A, 2, "08:00:00"), (A, 1, "08:00:00")),  # users
        ((B, 1, "08:00:00"), (A, 1, "08:00:00")),  # lycées
    ],
)
def test_events_out_of_order_are_refused(rows: tuple[tuple[str, int, str], ...]) -> None:
    with pytest.raises(UnsortedEventsError):
        cut(*rows)


def test_each_key_starts_anew() -> None:
    """The next user's events may be earlier, and so may the next lycée's users be smaller numbers."""
    assert len(cut((A, -5, "09:00:00"), (A, 7, "08:00:00"), (B, -9, "07:00:00"))) == 3


def test_what_is_no_activity_is_not_looked_at() -> None:
    other = events((A, 1, "08:10:00"), (A, 1, "08:00:00"), kind="DELETE")  # not even at its order
    assert visits_of_day(other, TERRITOIRE).visites.is_empty()


def shared(*rows: tuple[str, int, str]) -> tuple[JourneeVisites, pl.DataFrame]:
    day = visits_of_day(events(*rows), TERRITOIRE)
    return day, day.partagees[Niveau.REGION]


def test_a_user_of_two_lycees_has_visits_of_their_own_above_them() -> None:
    """20 minutes apart in two lycées: a visit in each, and one visit of 40 minutes in the region."""
    day, region = shared((A, 1, "08:00:00"), (A, 1, "08:40:00"), (A, 2, "08:00:00"), (B, 1, "08:20:00"))
    assert day.visites.select("pseudonyme", "seul").rows() == [(1, False), (1, False), (2, True), (1, False)]
    assert region.select("code", "pseudonyme", "duree_ms", "pages").rows() == [("11", 1, 40 * 60 * 1000, 3)]


def test_an_event_of_two_lycees_counts_once_above_them() -> None:
    _, region = shared((A, 1, "08:00:00"), (B, 1, "08:00:00"))
    assert region.select("pseudonyme", "pages").rows() == [(1, 1)]


def test_services_are_those_of_the_pages_alone() -> None:
    login = events((A, 1, "08:00:00"), kind="LOGIN")
    page = events((A, 1, "08:01:00"), application="inconnue")
    visite = visits_of_day(pl.concat([login, page]), TERRITOIRE).visites
    assert visite.select("pages", "services").row(0) == (1, 1 << SERVICES.index("non_classe"))


def test_a_lycee_that_left_the_register_is_left_out() -> None:
    """History is read under today's register."""
    assert_frame_equal(
        visits_of_day(events((A, 1, "08:00:00"), ("0770003K", 1, "08:00:00")), TERRITOIRE).visites,
        visits_of_day(events((A, 1, "08:00:00")), TERRITOIRE).visites,
    )
