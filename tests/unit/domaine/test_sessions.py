"""Stored events of one local day to visits, never out of order; where they are cut is in `tests/spec`."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from ent_report.domaine.sessions import Territoire, UnsortedEventsError, visits_of_day

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


def cut(*rows: tuple[str, int, str]) -> pl.DataFrame:
    return visits_of_day(events(*rows), TERRITOIRE).visites


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


def test_services_are_those_of_the_pages_alone() -> None:
    login = events((A, 1, "08:00:00"), kind="LOGIN")
    page = events((A, 1, "08:01:00"), application="inconnue")
    visite = visits_of_day(pl.concat([login, page]), TERRITOIRE).visites
    assert visite.select("pages", "services").row(0) == (1, 1 << SERVICES.index("non_classe"))


def test_a_lycee_that_left_the_register_is_left_out() -> None:
    """History is read under today's register."""
    assert_frame_equal(cut((A, 1, "08:00:00"), ("0770003K", 1, "08:00:00")), cut((A, 1, "08:00:00")))
