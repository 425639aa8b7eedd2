"""The platform's API for events: whole days alone, each batch asked for once, and nobody's data on disk."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest
from serveurs import plateforme as api
from serveurs.plateforme import SECRET, Plateforme, serve
from spec.tables import A, event
from unit.transports.demandes import demande

from ent_report.domaine.sessions import TYPES_ACTIVITE
from ent_report.sources.evenements.pseudonymises import PSEUDONYMISES
from ent_report.sources.pseudonymes import Pseudonymes
from ent_report.transports.base import DemandeEntree, Livraison
from ent_report.transports.patience import RequeteError, may_pass
from ent_report.transports.plateforme import TRANSPORT
from ent_report.transports.plateforme import Plateforme as Provenance
from ent_report.transports.plateforme.reponses import _too_many
from ent_report.vocabulary import PARIS, Mois

OCTOBRE = Mois(2026, 10)
MIDNIGHT, NEXT = (int(datetime(2026, 10, day, tzinfo=PARIS).timestamp() * 1000) for day in (14, 15))
JOUR = date(2026, 10, 14)


@dataclass
class Cas:
    """A platform, and what is asked of it."""

    plateforme: Plateforme
    dossier: Path

    def demande(self, **changes: Any) -> DemandeEntree:
        usual = {
            "entree": "sources.evenements",
            "mois": (OCTOBRE - 1, OCTOBRE),
            "secrets": {"ENT_REPORT_PLATEFORME_SECRET": SECRET},
            "maintenant": datetime(2026, 11, 20, tzinfo=UTC),
            "jour": JOUR,
        }
        return demande(self.dossier, **usual | changes)

    def bring(self, *, types: tuple[str, ...] = TYPES_ACTIVITE, delai_s: float = 30, **changes: Any) -> Livraison:
        provenance = Provenance(kind="plateforme", url=self.plateforme.url, types=types, delai_s=delai_s)
        self.plateforme.demandes.clear()
        with TRANSPORT.bring(provenance, self.demande(**changes)) as found:
            return found

    def probe(self, **changes: Any) -> list[str]:
        return TRANSPORT.probe(Provenance(url=self.plateforme.url), self.demande(**changes))

    def bring_half_a_day(self) -> Livraison:
        """Of 120 events the first batch, after which the platform fails for good."""
        self.plateforme.evenements = every_minute(120)
        self.plateforme.fautes = [None, *[api.status(500)] * 5]
        return self.bring()

    @property
    def nb(self) -> int:
        """How many requests the last delivery cost."""
        return len(self.plateforme.demandes)


@pytest.fixture
def cas(tmp_path: Path) -> Iterator[Cas]:
    with serve(Plateforme()) as server:
        yield Cas(server, tmp_path)


def every_minute(count: int, jour: str = "2026-10-14") -> list[dict[str, Any]]:
    """Events of three users, a minute apart, from eight o'clock on."""
    return [event(f"{jour} {8 + n // 60:02d}:{n % 60:02d}", f"user-{n % 3}", A) for n in range(count)]


def rows(found: Livraison) -> pl.DataFrame:
    return pl.concat([PSEUDONYMISES.to_frame(), *(pl.read_parquet(one.chemin) for one in found.fichiers)])


def days(found: Livraison) -> list[str]:
    return [one.nom[5:15] for one in found.fichiers]


# What is asked, and what is made of the answer


def test_a_day_is_fetched_in_batches_each_event_once(cas: Cas) -> None:
    cas.plateforme.evenements = every_minute(120)
    found = cas.bring()
    assert found.fautes == ()
    assert rows(found)["date"].to_list() == [one["date"] for one in cas.plateforme.evenements]
    assert [one.epoch for one in cas.plateforme.demandes] == [
        MIDNIGHT,
        cas.plateforme.evenements[49]["date"],  # the batch's last instant: it comes again, whole
        cas.plateforme.evenements[98]["date"],
    ]
    assert {one.epoch + one.duration for one in cas.plateforme.demandes} == {NEXT}
    assert all(one.sorted for one in cas.plateforme.demandes)


def test_events_of_one_instant_on_both_sides_of_a_batch_s_end_count_once(cas: Cas) -> None:
    instants = ["08:00"] * 20 + ["08:01"] * 60 + ["08:02"] * 20  # 08:01 does not fit into one batch of 70
    cas.plateforme.evenements = [event(f"2026-10-14 {at}", f"u{n}", A) for n, at in enumerate(instants)]
    cas.plateforme.taille = 70
    found = rows(cas.bring())
    assert (found.height, found["pseudonyme"].n_unique()) == (100, 100)


def test_events_that_another_collector_marked_are_asked_for_too(cas: Cas) -> None:
    cas.plateforme.evenements = [one | {"synced": {"$date": "2026-10-15"}} for one in every_minute(3)]
    assert rows(cas.bring()).height == 3


def test_the_types_asked_for_are_those_that_count_or_those_that_are_configured(cas: Cas) -> None:
    cas.plateforme.evenements = [*every_minute(2), event("2026-10-14 09:00", "u", A, kind="VIDEO")]
    assert rows(cas.bring()).height == 2
    assert cas.plateforme.demandes[0].types == TYPES_ACTIVITE
    assert rows(cas.bring(types=("VIDEO",), jour=date(2026, 10, 15))).height == 2  # the 14th is had: it stays as it is


@pytest.mark.parametrize(
    ("secret", "expected"),
    [
        ("a-token", "Bearer a-token"),  # of OAuth
        ("a-token\n", "Bearer a-token"),  # a file's or a block's end of line is no part of it
        ("ent-report:s3cr3t", "Basic ZW50LXJlcG9ydDpzM2NyM3Q="),  # an application and its secret
    ],
)
def test_the_credential_is_a_token_or_an_application_s(cas: Cas, secret: str, expected: str) -> None:
    cas.plateforme.autorisations = (expected,)
    assert cas.bring(secrets={"ENT_REPORT_PLATEFORME_SECRET": secret}).fautes == ()
    assert cas.plateforme.demandes[0].authorization == expected


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (json.dumps, "application/json"),  # as the platform answers
        (lambda events: json.dumps({"status": "ok", "result": events}), "application/json;charset=UTF-8"),
        (lambda events: "\n".join(map(json.dumps, events)), "application/x-ndjson"),
        (lambda events: json.dumps(events[0]) + "\r\n\r\n" + json.dumps(events[1]) + "\r\n", "application/json"),
    ],
    ids=["array", "object with one list", "lines", "lines of Windows, one blank"],
)
def test_each_form_of_body(cas: Cas, body: Any, kind: str) -> None:
    cas.plateforme.fautes = [api.body(body(every_minute(2)).encode(), kind)]
    assert rows(cas.bring()).height == 2
    assert cas.nb == 1


def test_what_is_no_event_is_kept_as_its_size_and_what_has_no_user_has_no_pseudonym(cas: Cas) -> None:
    elements = ["garbage user-1", event("2026-10-14 08:00", "", A), event("2026-10-14 08:01", "user-1", A), 7]
    cas.plateforme.fautes = [api.body(json.dumps(elements).encode())]
    found = rows(cas.bring())
    assert found["octets_illisibles"].to_list() == [16, None, None, 1]
    assert found["pseudonyme"].is_null().to_list() == [True, True, False, True]


# Which days


@pytest.mark.parametrize(
    ("jour", "hours"),
    [
        (date(2026, 10, 24), 24),
        (date(2026, 10, 25), 25),  # winter time begins
        (date(2026, 3, 29), 23),  # summer time begins
    ],
)
def test_a_day_is_from_midnight_to_midnight_in_paris(cas: Cas, jour: date, hours: int) -> None:
    cas.bring(jour=jour, mois=(Mois.of(jour),))
    (asked,) = cas.plateforme.demandes
    assert datetime.fromtimestamp(asked.epoch / 1000, PARIS).isoformat()[:19] == f"{jour}T00:00:00"
    assert asked.duration == hours * 3_600_000


def test_a_month_asks_for_its_days_that_are_over(cas: Cas) -> None:
    cas.plateforme.evenements = every_minute(1, "2026-10-01")
    found = cas.bring(jour=None, maintenant=datetime(2026, 10, 5, 0, 59, tzinfo=UTC))  # 02:59: the 4th has an hour more
    assert days(found) == ["2026-10-01", "2026-10-02", "2026-10-03"]
    found = cas.bring(jour=None, maintenant=datetime(2026, 10, 5, 1, 0, tzinfo=UTC))
    assert days(found)[-1] == "2026-10-04"
    assert found.fautes == ()


def test_a_day_that_is_asked_for_and_is_not_over_is_a_fault_and_no_request(cas: Cas) -> None:
    found = cas.bring(maintenant=datetime(2026, 10, 14, 22, 0, tzinfo=UTC))
    assert found.fautes == ("sources.evenements: 2026-10-14: is asked for from 2026-10-15T03:00+02:00 on, not before",)
    assert cas.nb == 0


def test_a_day_that_was_had_costs_no_request_again(cas: Cas) -> None:
    cas.plateforme.evenements = every_minute(120)
    first = cas.bring()
    assert cas.nb == 3
    assert (cas.bring(), cas.nb) == (first, 0)
    assert len(cas.bring(jour=None).fichiers) == 31
    assert cas.nb == 30  # the other days


@pytest.mark.parametrize(("until", "nb"), [(59, 1), (60, 0)], ids=["the platform may be late", "believed"])
def test_an_empty_day_is_a_day_and_is_asked_for_again_for_a_week(cas: Cas, until: int, nb: int) -> None:
    empty = cas.bring(maintenant=datetime(2026, 10, 15, 3, 0, tzinfo=UTC))
    assert (days(empty), rows(empty).height, empty.fautes) == (["2026-10-14"], 0, ())
    cas.plateforme.evenements = every_minute(2)
    later = datetime(2026, 10, 21, 21, tzinfo=UTC) + timedelta(minutes=until)
    assert rows(cas.bring(maintenant=later)).height == 2 * nb
    assert cas.nb == nb


def test_two_empty_days_are_two_files(cas: Cas) -> None:
    """Or the collection, which knows files by their bytes, would know of one."""
    found = cas.bring(jour=None, maintenant=datetime(2026, 10, 3, 12, tzinfo=UTC))
    assert len({one.sha256 for one in found.fichiers}) == 2


def test_days_of_the_months_before_are_delivered_and_not_asked_for(cas: Cas) -> None:
    cas.plateforme.evenements = every_minute(2)
    cas.bring()
    cas.bring(jour=date(2026, 10, 18))  # empty: it says nothing of November
    found = cas.bring(jour=None, mois=(OCTOBRE, OCTOBRE + 1), maintenant=datetime(2026, 11, 1, 12, tzinfo=UTC))
    assert (days(found), cas.nb) == (["2026-10-14"], 0)


def test_another_key_asks_for_the_days_anew(cas: Cas) -> None:
    cas.plateforme.evenements = every_minute(2)
    first = rows(cas.bring())
    second = cas.bring(pseudonymes=lambda: Pseudonymes("another key for tests, of a decent length"))
    assert cas.nb == 1
    assert set(first["pseudonyme"]).isdisjoint(rows(second)["pseudonyme"])
    assert len(list(cas.dossier.rglob("*.parquet"))) == 1  # the one whose key is gone was replaced


def test_a_day_of_another_key_stays_where_the_platform_has_it_no_more(cas: Cas) -> None:
    cas.plateforme.evenements = every_minute(2)
    (first,) = cas.bring().fichiers
    cas.plateforme.evenements = []
    found = cas.bring(pseudonymes=lambda: Pseudonymes("another key for tests, of a decent length"))
    assert "the platform has no event any more; the 2 that were fetched under another key are kept" in found.fautes[0]
    assert found.fichiers == ()
    assert rows(cas.bring()).height == 2
    assert first.chemin.is_file()


# What goes wrong


@pytest.mark.parametrize(
    "fault",
    [
        api.status(500),
        api.status(400),  # the platform's database took too long
        api.status(429),
        api.status(429, Retry_After="7"),
        api.slow,
        api.cut_connection,
        api.cut_json,
        api.body(b"<html>maintenance</html>", "text/html"),
        api.body(b"<html>maintenance</html>"),
        api.body(b""),
        api.body(b'"no list"'),
        api.body(b'{"error": "late"}'),
    ],
    ids=["500", "400", "429", "429 until", "slow", "cut", "cut JSON", "type", "HTML", "nothing", "text", "no list"],
)
def test_a_passing_fault_is_asked_again_and_told(cas: Cas, fault: api.Faute) -> None:
    cas.plateforme.evenements = every_minute(120)
    cas.plateforme.fautes = [None, fault, fault]  # the second batch, twice
    found = cas.bring(delai_s=0.5 if fault is api.slow else 30)
    assert found.fautes == ()
    assert rows(found)["date"].to_list() == [one["date"] for one in cas.plateforme.evenements]
    assert cas.nb == 5
    assert len(found.remarques) == 1
    assert found.remarques[0].startswith("2026-10-14: asked again: ")


HALF_A_DAY = "fetched until 2026-10-14T08:49:00.000+02:00 alone (49 events)"
LASTING = [
    (api.status(503), "HTTP 503"),
    (api.no_more_header, "no X-HAS-MORE header of true or false: whether that was all is not known"),
    (api.cut_json, "the answer is no JSON, or was cut"),
    (api.body(b"[]", has_more="true"), "the platform says that there is more, but gave no event to go on from"),
]


@pytest.mark.parametrize(("fault", "why"), LASTING)
def test_a_half_fetched_day_is_no_day_and_the_fault_says_how_far(cas: Cas, fault: api.Faute, why: str) -> None:
    cas.plateforme.evenements = every_minute(120)
    cas.plateforme.fautes = [None, *[fault] * 5]
    found = cas.bring()
    assert found.fichiers == ()
    assert found.fautes == (f"sources.evenements: 2026-10-14: {HALF_A_DAY}: {why}; the next run goes on from there",)


def test_the_other_days_go_on(cas: Cas) -> None:
    cas.plateforme.evenements = every_minute(2, "2026-10-02")
    cas.plateforme.fautes = [api.status(500)] * 5
    found = cas.bring(jour=None, maintenant=datetime(2026, 10, 4, 12, tzinfo=UTC))
    assert days(found) == ["2026-10-02", "2026-10-03"]
    assert [one[:61] for one in found.fautes] == ["sources.evenements: 2026-10-01: nothing was fetched: HTTP 500"]


def test_a_fetch_goes_on_where_it_stopped(cas: Cas) -> None:
    cas.plateforme.evenements = every_minute(220)
    cas.plateforme.fautes = [None, None, *[api.status(500)] * 5]
    cas.bring()
    found = cas.bring()
    assert [one.epoch for one in cas.plateforme.demandes] == [
        cas.plateforme.evenements[n]["date"]
        for n in (98, 147, 196)  # none of what is held
    ]
    assert rows(found)["date"].to_list() == [one["date"] for one in cas.plateforme.evenements]
    assert not list(cas.dossier.rglob("lot-*"))


def test_a_day_under_way_is_gone_on_with_by_a_later_month(cas: Cas) -> None:
    cas.bring_half_a_day()
    found = cas.bring(jour=None, mois=(OCTOBRE, OCTOBRE + 1), maintenant=datetime(2026, 11, 1, 12, tzinfo=UTC))
    assert (days(found), cas.nb) == (["2026-10-14"], 2)


@pytest.mark.parametrize("damage", [b"", b"{", b'{"suite_ms": 1}'])
def test_a_day_whose_note_is_damaged_begins_anew(cas: Cas, damage: bytes) -> None:
    cas.bring_half_a_day()
    (note,) = cas.dossier.rglob("suite.json")
    note.write_bytes(damage)
    assert rows(cas.bring()).height == 120
    assert cas.nb == 3


def test_a_batch_that_is_damaged_is_not_believed(cas: Cas) -> None:
    cas.bring_half_a_day()
    (lot,) = cas.dossier.rglob("lot-*")
    lot.write_bytes(lot.read_bytes()[:-9])
    assert rows(cas.bring()).height == 120


AT_ONCE = [event("2026-10-14 08:00", f"user-{n}", A) for n in range(60)]


@pytest.mark.parametrize(
    ("events", "faults", "why", "nb"),
    [
        (every_minute(120), [api.has_more] * 100, "a whole batch is of the one millisecond", 4),  # no end of « more »
        (AT_ONCE, [], "a whole batch is of the one millisecond 1791957600000, and there is more: no way to go on", 1),
        ([], [api.body(json.dumps(every_minute(3)[::-1]).encode(), has_more="true")], "found events out of order", 1),
    ],
    ids=["more forever", "one instant", "out of order"],
)
def test_a_batch_that_nothing_can_go_on_from_ends_the_day(
    cas: Cas, events: list[dict[str, Any]], faults: list[api.Faute], why: str, nb: int
) -> None:
    cas.plateforme.evenements, cas.plateforme.fautes = events, faults
    (fault,) = cas.bring().fautes
    assert why in fault
    assert cas.nb == nb


@pytest.mark.parametrize("at", ["2026-10-13 23:59:59", "2026-10-15 00:00"])
def test_events_of_another_day_are_a_fault(cas: Cas, at: str) -> None:
    """A platform that counts in another unit, or reads no duration."""
    cas.plateforme.fautes = [api.body(json.dumps([event(at, "u", A)]).encode())]
    found = cas.bring()
    assert found.fichiers == ()
    assert f"expected milliseconds from {MIDNIGHT} to before {NEXT}" in found.fautes[0]


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (api.status(401), "refused the credential (HTTP 401)"),
        (api.status(403), "refused the credential (HTTP 403)"),
        (api.status(302, Location="/auth/login"), "refused the credential (HTTP 302, a redirection to another page)"),
        (api.status(404), "HTTP 404, expected events"),
        (api.status(429, Retry_After="3600"), "HTTP 429, wants to be asked again in 3600 s"),
    ],
)
def test_what_no_request_would_change_is_asked_once(cas: Cas, fault: api.Faute, why: str) -> None:
    cas.plateforme.evenements = every_minute(2, "2026-10-01")
    cas.plateforme.fautes = [None, fault]
    found = cas.bring(jour=None, maintenant=datetime(2026, 10, 5, 12, tzinfo=UTC))
    assert days(found) == ["2026-10-01"]  # what was had before
    assert found.fautes == (
        f"sources.evenements: {cas.plateforme.url}: {why}; not fetched: 2026-10-02, 2026-10-03, 2026-10-04",
    )
    assert cas.nb == 2


def test_a_platform_that_is_not_there_is_one_fault(cas: Cas) -> None:
    cas.plateforme.url = "http://127.0.0.1:9"  # nobody listens there
    (fault,) = cas.bring(jour=None, maintenant=datetime(2026, 10, 3, 12, tzinfo=UTC)).fautes
    assert fault.startswith("sources.evenements: http://127.0.0.1:9: cannot be reached: ")
    assert fault.endswith("; not fetched: 2026-10-01, 2026-10-02")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "Wed, 14 Oct 2026 08:00:30 GMT", "Date": "Wed, 14 Oct 2026 08:00:00 GMT"}, 30.0),
        ({"Retry-After": "Wed, 14 Oct 2026 07:00:00 GMT", "Date": "Wed, 14 Oct 2026 08:00:00 GMT"}, 0.0),  # is past
        ({"Retry-After": "soon"}, True),  # as after any other fault
        ({}, True),
        ({"Retry-After": "3600"}, False),  # the next run
    ],
)
def test_the_wait_that_a_platform_asks_for(headers: dict[str, str], seconds: float | bool) -> None:
    import httpx  # noqa: PLC0415

    assert may_pass(_too_many(httpx.Response(429, headers=headers))) == seconds


def test_only_a_passing_fault_is_waited_for() -> None:
    assert not may_pass(RequeteError("refused"))
    assert not may_pass(KeyError("a fault of the program"))


# Secrets, and the configuration


def test_no_credential_is_a_fault_that_names_where_it_is_looked_for(cas: Cas) -> None:
    (fault,) = cas.bring(secrets={}).fautes
    assert "ENT_REPORT_PLATEFORME_SECRET: found nothing in the environment" in fault
    assert cas.nb == 0


@pytest.mark.parametrize("secret", ["two words", "clé", "a\nb"])
def test_a_credential_that_can_be_none_is_a_fault_without_it(cas: Cas, secret: str) -> None:
    (fault,) = cas.bring(secrets={"ENT_REPORT_PLATEFORME_SECRET": secret}).fautes
    assert "found a credential with characters that none has" in fault
    assert secret not in fault


def test_neither_the_secret_nor_a_user_stands_in_any_message_or_file(cas: Cas) -> None:
    cas.plateforme.evenements = every_minute(400)  # nine batches: each fault below comes after one more
    told = []
    for fault in (api.status(500), api.cut_json, api.no_more_header, api.status(403), api.body(b"user-1")):
        cas.plateforme.fautes = [None, *[fault] * 5]
        found = cas.bring()
        told += [*found.fautes, *found.remarques]
    assert len(told) == 5
    assert not [one for one in told if SECRET in one or "user-" in one]
    assert any(cas.dossier.rglob("lot-*"))
    for path in cas.dossier.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes()
            assert path.suffix != ".parquet" or pq.read_schema(path).names == PSEUDONYMISES.names()


@pytest.mark.parametrize(
    "url",
    [
        "https://name:password@ent.example",
        "https://ent.example/?token=password",
        "ftp://ent.example",
        "ent.example",
        "",
    ],
)
def test_a_url_is_bare_and_the_fault_does_not_show_what_it_holds(url: str) -> None:
    with pytest.raises(ValueError, match="url: expected https://host/path") as raised:
        Provenance(url=url)
    assert "password" not in str(raised.value.errors()[0]["msg"])  # type: ignore[attr-defined]


def test_it_brings_events_alone(cas: Cas) -> None:
    found = cas.bring(entree="sources.comptes")
    assert found.fautes == (
        "sources.comptes.kind: found 'plateforme', which brings events alone, expected it in [sources.evenements]",
    )
    assert cas.probe(entree="sources.comptes") == list(found.fautes)


# The probe


def test_a_probe_is_one_request_of_one_minute(cas: Cas) -> None:
    assert cas.probe() == []
    assert [one.duration for one in cas.plateforme.demandes] == [60_000]
    assert not (cas.dossier / "reception").exists()


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (api.status(401), "refused the credential (HTTP 401)"),
        (api.status(500), "HTTP 500"),
        (api.no_more_header, "no X-HAS-MORE header of true or false: whether that was all is not known"),
    ],
)
def test_a_probe_says_what_is_wrong_at_once(cas: Cas, fault: api.Faute, why: str) -> None:
    cas.plateforme.fautes = [fault]
    assert cas.probe() == [f"sources.evenements: {cas.plateforme.url}: {why}"]
    assert cas.nb == 1
