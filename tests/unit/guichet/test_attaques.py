"""The page attacked: what is typed, what is forged, how much comes, how slowly, and what it tells."""

from __future__ import annotations

import http.client
import resource
import socket
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from itsdangerous import TimestampSigner
from unit.guichet.conftest import MOIS, UAI, Guichet, Prefect, uai, until

from ent_report.guichet import corps, jetons
from ent_report.guichet.attente import PrefectUnreachableError
from ent_report.guichet.serveur import Ecoute

ELSEWHERE = "https://evil.example"


# What is typed

HOSTILE_UAIS = [
    "0750652B\r\nSet-Cookie: a=b",
    "0750652B\nLocation: https://evil.example",
    "\r\n\r\n<html>",
    "0750652B\0",
    "0750652\0B",
    "\x1b[31m0750652B",
    "../../../etc/passwd",
    "..\\0750652B",
    "/0750652B",
    "0750652B/",
    "0750652B%00",
    "%30750652B",
    "0750652B;rm -rf /",
    "{{7*7}}",
    "{% include 'x' %}",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' or 1=1 --",
    "０７５０６５２Ｂ",  # full width
    "０750652B",
    "0750652В",  # a Cyrillic Ve
    "O750652B",  # a letter for the 0
    "0750652ß",
    "0000015ſ",  # whose capital is S, which would be the right letter
    "075०652B",
    "٠٧٥٠٦٥٢B",
    "0750652B\u0301",
    "\u202e0750652B",
    "0750652\u200bB",
    "x" * 1500,
]


@pytest.mark.parametrize("typed", HOSTILE_UAIS)
def test_nothing_but_a_uai_is_taken(guichet: Guichet, typed: str) -> None:
    answer = guichet.ask(typed)
    assert answer.status_code == 422
    assert "Set-Cookie: a=b" not in str(answer.headers)
    assert "evil.example" not in str(answer.headers)
    for raw in ("<script", "<img src=x", "\0", "\x1b", "\u202e", "49</"):
        assert raw not in answer.text
    assert "x" * 25 not in answer.text
    assert guichet.prefect.asked(0) == []


@pytest.mark.parametrize(
    "mois", [f"{MOIS[0]}\r\nX: y", f"{MOIS[0]}\0", f" {MOIS[0]}", "../2026-10", "２０２６-１０", "<b>"]
)
def test_nothing_but_a_month_of_the_list_is_taken(guichet: Guichet, mois: str) -> None:
    answer = guichet.ask(UAI, mois)
    assert answer.status_code == 422
    assert "<b>" not in answer.text
    assert guichet.prefect.asked(0) == []


@pytest.mark.parametrize(
    "jeton", ["a\r\nSet-Cookie: x=y", "\0", "é", "a.b.c", "", "." * 1000, "０", "AAAAAAAAAAAAAAAAAAAAAAAA.AAAAAA."]
)
def test_nothing_but_a_token_is_taken(guichet: Guichet, jeton: str) -> None:
    guichet.jeton()
    answer = guichet.ask(jeton=jeton)
    assert answer.status_code == 403
    assert "x=y" not in str(answer.headers)
    assert guichet.prefect.asked(0) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"uai=0750652B",
        b"jeton=&uai=0750652B",
        b"jeton=&uai=0750652B&mois=2026-10&mois=2026-09",
        b"jeton=&uai=0750652B&uai=0750652B&mois=2026-10",
        b"jeton=&uai=0750652B&mois=2026-10&destinataire=moi@evil.example",
        b"jeton=&uai=0750652B&mois=2026-10&" + b"&".join(b"a%d=" % n for n in range(100)),
        b"jeton=&uai=%FF%FE&mois=2026-10",
        b"jeton=&uai=\xff&mois=2026-10",
        b"&&&&",
        b"\0" * 100,
    ],
)
def test_a_body_that_the_form_cannot_have_sent(guichet: Guichet, body: bytes) -> None:
    """Above all: nobody can name another recipient."""
    answer = guichet.client.post("/", content=body, headers={"Content-Type": corps.TYPE})
    assert answer.status_code == 400
    assert "Demande illisible" in answer.text
    assert guichet.prefect.asked(0) == []


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "text/plain", "application/json", ""])
def test_only_a_form_s_type_is_read(guichet: Guichet, kind: str) -> None:
    answer = guichet.client.post("/", content=b"uai=0750652B", headers={"Content-Type": kind})
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "line", [b"GET /\r\nX: y HTTP/1.1", b"GET /%0d%0aX:%20y HTTP/1.1", b"GET //evil.example/ HTTP/1.1", b"\0\0\0"]
)
def test_a_request_line_cannot_write_into_the_answer(guichet: Guichet, line: bytes) -> None:
    answer = exchange(guichet.url, line + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    head = answer.partition(b"\r\n\r\n")[0].lower()
    assert head.startswith((b"http/1.1 404", b"http/1.1 400"))
    assert b"\nx:" not in head
    assert b"evil" not in head


# What is forged


def test_a_form_without_our_cookie_is_refused(guichet: Guichet) -> None:
    jeton = guichet.jeton()
    guichet.client.cookies.clear()
    answer = guichet.ask(jeton=jeton)
    assert answer.status_code == 403
    assert "n’a pas été enregistrée" in answer.text
    assert guichet.prefect.asked(0) == []


def test_the_token_of_another_browser_is_refused(guichet: Guichet) -> None:
    """As an attacker has it, who opened the form himself and put his token into a page of his own."""
    with httpx.Client(base_url=guichet.url) as attacker:
        theirs = guichet.jeton(attacker)
    guichet.jeton()
    assert guichet.ask(jeton=theirs).status_code == 403
    assert guichet.prefect.asked(0) == []


def test_a_token_signed_with_another_key_is_refused(guichet: Guichet) -> None:
    guichet.jeton()
    temoin = guichet.client.cookies["guichet"]
    forged = TimestampSigner("guessed", salt="ent-report.guichet", key_derivation="hmac").sign(temoin).decode()
    assert guichet.ask(jeton=forged).status_code == 403


def test_an_old_form_is_asked_for_again_with_what_it_held(guichet: Guichet, monkeypatch: pytest.MonkeyPatch) -> None:
    jeton = guichet.jeton()
    monkeypatch.setattr(jetons, "DUREE_S", -1)
    answer = guichet.ask(UAI, str(MOIS[4]), jeton)
    assert answer.status_code == 403
    assert "trop longtemps" in answer.text
    assert f'value="{UAI}"' in answer.text
    assert f'<option value="{MOIS[4]}" selected>' in answer.text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),  # another host of the region's domain
        ({"Origin": ELSEWHERE}, 403),
        ({"Origin": ELSEWHERE, "Sec-Fetch-Site": "same-origin"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),  # another port
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 303),  # what a browser sends
        ({"Sec-Fetch-Site": "none"}, 303),  # and where the page is loaded again
        ({}, 303),  # an old one
    ],
)
def test_a_form_that_another_site_sent_is_refused(guichet: Guichet, headers: dict[str, str], status: int) -> None:
    assert guichet.ask(jeton=guichet.jeton(), **headers).status_code == status
    assert len(guichet.prefect.asked(status == 303)) == (status == 303)


def test_a_cookie_of_somebody_s_making_is_not_kept(guichet: Guichet) -> None:
    planted = {"Cookie": "guichet=planted"}
    (cookie,) = guichet.client.get("/", headers=planted).headers.get_list("Set-Cookie")
    assert "planted" not in cookie


# How much comes


@pytest.mark.slow
def test_ten_thousand_requests_in_a_minute(ouvre) -> None:
    """From as many networks and for as many lycées: the runs and what is kept are bounded, and it goes on answering."""
    prefect = Prefect(duree_s=0.001)
    guichet = ouvre(prefect, par_appelant_minute=10, par_appelant_heure=60, total_heure=200)
    jeton, cookie = guichet.jeton(), f"guichet={guichet.client.cookies['guichet']}"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with connected(guichet.url) as browser:
        statuses = [post(browser, jeton, cookie, uai(n), f"2001:db8:{n:x}::1")[0] for n in range(10_000)]
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert statuses.count(303) > 9_900  # two networks may share a count
    assert set(statuses) <= {303, 429}
    assert grown_kib < 40 * 1024
    assert len(prefect.asked(200)) == 200
    assert guichet.client.get("/").status_code == 200


@pytest.mark.slow
def test_ten_thousand_requests_while_prefect_is_away(ouvre) -> None:
    """Then what waits is bounded by the queue, and all of it becomes runs once Prefect is back."""
    prefect = Prefect(panne=PrefectUnreachableError("away"))
    guichet = ouvre(prefect, par_appelant_minute=10_000, par_appelant_heure=10_000, total_heure=10_000, attente_max=50)
    jeton, cookie = guichet.jeton(), f"guichet={guichet.client.cookies['guichet']}"
    with connected(guichet.url) as browser:
        times = [timed_post(browser, jeton, cookie, n) for n in range(10_000)]
    assert statistics.median(times) < 0.1
    assert prefect.essais < 1_000
    prefect.panne = None
    assert until(lambda: len(prefect.recues) >= 50, within_s=70)
    assert len(prefect.asked(50)) <= 51


# What it tells


def test_which_lycees_exist_shows_in_no_byte(guichet: Guichet) -> None:
    """By construction: tests/test_architecture.py holds that the page can read no register. Its times are compared
    without a threshold: both kinds go through the very same lines, up to a list that is looked at later.
    """
    jeton, cookie = guichet.jeton(), f"guichet={guichet.client.cookies['guichet']}"
    with connected(guichet.url) as browser:
        answers = {post(browser, jeton, cookie, one) for one in (UAI, *(uai(n) for n in range(100)))}
    assert len(answers) == 1


# How slowly, and how large


@pytest.mark.parametrize("length", [corps.OCTETS_MAX + 1, 10_000_000, 10**15])
def test_a_large_body_is_refused_before_it_comes(guichet: Guichet, length: int) -> None:
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: {corps.TYPE}\r\nContent-Length: {length}\r\n\r\n"
    assert exchange(guichet.url, head.encode()).startswith(b"HTTP/1.1 413 ")


def test_a_large_body_in_chunks_is_refused(guichet: Guichet) -> None:
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: {corps.TYPE}\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = (b"400\r\n" + b"a" * 1024 + b"\r\n") * 3
    assert exchange(guichet.url, head.encode() + body).startswith(b"HTTP/1.1 413 ")


def test_a_slow_body_is_not_waited_for(guichet: Guichet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corps, "DELAI_S", 0.3)
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: {corps.TYPE}\r\nContent-Length: 100\r\n\r\njeton="
    start = time.monotonic()
    assert exchange(guichet.url, head.encode()).startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - start < 5
    assert guichet.client.get("/").status_code == 200


def test_who_goes_away_in_the_middle_leaves_nothing(guichet: Guichet, caplog: pytest.LogCaptureFixture) -> None:
    head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: {corps.TYPE}\r\nContent-Length: 100\r\n\r\njeton="
    parts = urlsplit(guichet.url)
    with socket.create_connection((parts.hostname, parts.port)) as there:
        there.sendall(head.encode())
    assert guichet.client.get("/").status_code == 200
    assert "Traceback" not in caplog.text


def test_a_large_head_is_refused(guichet: Guichet) -> None:
    """One that does not end: it is not kept until it does."""
    head = b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 100_000
    assert exchange(guichet.url, head).startswith((b"HTTP/1.1 400 ", b"HTTP/1.1 431 "))


def test_a_caller_that_lies_about_its_address_is_one_caller(ouvre) -> None:
    guichet = ouvre(ecoute=Ecoute(port=0), par_appelant_minute=10)
    jeton = guichet.jeton()
    statuses = [guichet.ask(uai(n), jeton=jeton, **{"X-Forwarded-For": f"192.0.{n}.1"}).status_code for n in range(12)]
    assert statuses == [303] * 10 + [429] * 2


@contextmanager
def connected(url: str) -> Iterator[http.client.HTTPConnection]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        yield connection
    finally:
        connection.close()


def timed_post(connection: http.client.HTTPConnection, jeton: str, cookie: str, n: int) -> float:
    start = time.monotonic()
    assert post(connection, jeton, cookie, uai(n))[0] == 303
    return time.monotonic() - start


def post(
    connection: http.client.HTTPConnection, jeton: str, cookie: str, asked: str, caller: str = "192.0.2.1"
) -> tuple[object, ...]:
    """All that comes back but the hour, the status first."""
    body = urlencode({"jeton": jeton, "uai": asked, "mois": str(MOIS[0])})
    headers_sent = {"Content-Type": corps.TYPE, "Cookie": cookie, "X-Forwarded-For": caller}
    connection.request("POST", "/", body, headers_sent)
    answer = connection.getresponse()
    headers = tuple((name, value) for name, value in answer.getheaders() if name.lower() != "date")
    return answer.status, answer.reason, headers, answer.read()


def exchange(url: str, sent: bytes) -> bytes:
    """What comes back for bytes, until the server closes the connection."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as there:
        there.sendall(sent)
        received = b""
        try:
            while chunk := there.recv(65536):
                received += chunk
        except ConnectionResetError:
            pass
    return received
