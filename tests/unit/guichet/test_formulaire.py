"""What is read of a form, of an address and of a token, apart from any server."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import TimestampSigner

from ent_report.guichet.appelants import INCONNU, reseau
from ent_report.guichet.formulaire import Fautes, Saisie, examine, mois_proposes, read_saisie
from ent_report.guichet.jetons import DUREE_S, Jetons
from ent_report.vocabulary import Mois

MOIS = mois_proposes(date(2026, 11, 28))


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 11, 1), "2026-10", "2025-10"),
        (date(2026, 10, 31), "2026-09", "2025-09"),
        (date(2027, 1, 1), "2026-12", "2025-12"),
        (date(2028, 2, 29), "2028-01", "2027-01"),
    ],
)
def test_the_months_that_are_over(today: date, first: str, last: str) -> None:
    offered = mois_proposes(today)
    assert (len(offered), str(offered[0]), str(offered[-1])) == (13, first, last)
    assert all(one - 1 == next_one for one, next_one in pairwise(offered))


@given(st.text(), st.text(), st.text())
def test_any_text_comes_back_as_it_was_typed(jeton: str, uai: str, mois: str) -> None:
    body = urlencode({"jeton": jeton, "uai": uai, "mois": mois}, errors="surrogatepass").encode()
    try:
        found = read_saisie(body)
    except UnicodeDecodeError:
        return  # half a character
    assert found == Saisie(jeton, uai, mois)
    assert len(found.uai_montre) <= 24
    assert found.uai_montre.isprintable()
    assert isinstance(examine(found, MOIS), Fautes) or found.uai.strip().isascii()


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        found = read_saisie(body)
    except ValueError:
        return
    assert isinstance(found, Saisie)


def test_both_fields_are_told_at_once() -> None:
    assert examine(Saisie("", "", ""), MOIS) == Fautes("absent", "hors_liste")
    assert examine(Saisie("", "0750652b ", "2026-10"), MOIS) == ("0750652B", Mois(2026, 10))
    assert examine(Saisie("", "0750 652 B", "2026-10"), MOIS) == ("0750652B", Mois(2026, 10))


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("::1", "::/48"),
        ("", INCONNU),
        (None, INCONNU),
        ("unix:", INCONNU),
        ("192.0.2.77\r\nX: y", INCONNU),
        ("1" * 5000, INCONNU),
    ],
)
def test_of_an_address_the_network_alone(address: str | None, network: str) -> None:
    assert reseau(address) == network


def test_a_token_holds_for_its_cookie_and_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = Jetons(), Jetons()
    cookie = ours.temoin()
    token = ours.jeton(cookie)
    assert ours.is_valid(token, cookie)
    assert not ours.is_valid(token, ours.temoin())
    assert not ours.is_valid(token, None)
    assert not theirs.is_valid(token, cookie)  # of another start of the program
    assert not ours.is_valid(ours.jeton(""), "")
    now = int(TimestampSigner("x").get_timestamp())
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: now + DUREE_S + 1)
    assert not ours.is_valid(token, cookie)


def test_processes_with_the_same_secret_take_each_other_s_tokens() -> None:
    one, other = Jetons("s" * 40), Jetons("s" * 40)
    cookie = one.temoin()
    assert other.is_valid(one.jeton(cookie), cookie)


@pytest.mark.parametrize("planted", ["", "short", "x" * 25, "a" * 23 + "\n", "é" * 24])
def test_a_cookie_that_is_not_ours_is_not_kept(planted: str) -> None:
    assert Jetons().temoin(planted) != planted
