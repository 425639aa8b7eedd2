"""Keyed pseudonyms: a user is the same person within a month, and nobody over two."""

from __future__ import annotations

import hmac

import polars as pl

from ent_report.errors import ConfigurationError

KEY_VARIABLE = "ENT_REPORT_PSEUDONYM_KEY"
CACHE_MAX = 2_000_000


class Pseudonymes:
    """HMAC-SHA256 (RFC 2104) of the user's id under a key of the month, itself derived from the region's key.

    The first 64 bits are kept: among the million users of a region, two share a pseudonym once in 37 million months.
    """

    def __init__(self, cle: str) -> None:
        if not cle:
            raise ConfigurationError(f"{KEY_VARIABLE}: found no key, expected a secret of the region's own")
        self._cle = cle.encode()
        self._cache: dict[tuple[int, str], int] = {}
        self._month_keys: dict[int, bytes] = {}

    @property
    def empreinte(self) -> str:
        """What tells two keys apart without giving either."""
        return hmac.digest(self._cle, b"empreinte", "sha256").hex()[:16]

    def table(self, users: pl.DataFrame) -> pl.DataFrame:
        """The pseudonyms of distinct users: columns mois (Int32, year × 12 + month), userId -> + pseudonyme (Int64)."""
        if len(self._cache) > CACHE_MAX:
            self._cache.clear()
        pairs = list(zip(users["mois"].to_list(), users["userId"].to_list(), strict=True))
        return users.with_columns(pl.Series("pseudonyme", [self._of(pair) for pair in pairs], dtype=pl.Int64))

    def _of(self, pair: tuple[int, str]) -> int:
        known = self._cache.get(pair)
        if known is None:
            mois, user = pair
            digest = hmac.digest(self._month_key(mois), user.encode(), "sha256")
            known = self._cache[pair] = int.from_bytes(digest[:8], "big", signed=True)
        return known

    def _month_key(self, mois: int) -> bytes:
        if mois not in self._month_keys:
            self._month_keys[mois] = hmac.digest(self._cle, str(mois).encode(), "sha256")
        return self._month_keys[mois]
