"""Identifiers that look like the platform's: UUID-like texts."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa

from ent_report.demo.hasard import Mots

_LENGTH = 36
_DASHES = (8, 13, 18, 23)
_HEXADECIMAL = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)


def scramble(words: Mots, graine: int) -> Mots:
    """Words that no longer show their order: the finaliser of SplitMix64."""
    mixed = words + np.uint64((graine + 1) * 0x9E3779B97F4A7C15 % 2**64)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def uuids(high: Mots, low: Mots) -> pl.Series:
    """One UUID-like text for each pair of words."""
    octets = np.stack([high, low], axis=1).astype(">u8").view(np.uint8).reshape(-1, 16)
    text = np.full((len(octets), _LENGTH), ord("-"), dtype=np.uint8)
    places = [place for place in range(_LENGTH) if place not in _DASHES]
    text[:, places[0::2]] = _HEXADECIMAL[octets >> 4]
    text[:, places[1::2]] = _HEXADECIMAL[octets & 15]
    offsets = np.arange(len(octets) + 1, dtype=np.int64) * _LENGTH
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(text)]
    return pl.Series(pa.Array.from_buffers(pa.large_string(), len(octets), buffers))
