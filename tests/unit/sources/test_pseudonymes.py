"""Pseudonyms: the same person within a month, and nobody over two; nothing without a key."""

from __future__ import annotations

import polars as pl
import pytest

from ent_report.errors import ConfigurationError
from ent_report.sources.pseudonymes import Pseudonymes

OCTOBRE, NOVEMBRE = 2026 * 12 + 10, 2026 * 12 + 11


def of(key: str, *users: str, mois: int = OCTOBRE) -> list[int]:
    frame = pl.DataFrame({"mois": [mois] * len(users), "userId": users}, schema={"mois": pl.Int32, "userId": pl.String})
    return Pseudonymes(key).table(frame)["pseudonyme"].to_list()


def test_a_user_is_the_same_person_within_a_month() -> None:
    keys = Pseudonymes("secret")
    frame = pl.DataFrame({"mois": [OCTOBRE], "userId": ["ana"]}, schema_overrides={"mois": pl.Int32})
    assert keys.table(frame).equals(keys.table(frame))
    assert of("secret", "ana") == of("secret", "ana")  # of another day's run too
    assert len(set(of("secret", "ana", "bob", "ANA", "ana "))) == 4  # ids are compared as they stand


def test_nobody_can_be_followed_from_one_month_to_the_next() -> None:
    assert of("secret", "ana") != of("secret", "ana", mois=NOVEMBRE)


def test_another_region_s_key_gives_others() -> None:
    assert of("secret", "ana") != of("another", "ana")


def test_the_value_is_that_of_rfc_2104() -> None:
    """HMAC-SHA256 under the month's key, first 64 bits: worked out once with OpenSSL."""
    assert of("secret", "ana") == [9150028896615526295]


def test_a_fingerprint_tells_keys_apart_and_gives_none_away() -> None:
    assert Pseudonymes("secret").empreinte == Pseudonymes("secret").empreinte != Pseudonymes("another").empreinte
    assert "secret" not in Pseudonymes("secret").empreinte


def test_no_key_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="ENT_REPORT_PSEUDONYM_KEY: found no key"):
        Pseudonymes("")
