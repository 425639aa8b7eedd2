"""A `donnees.csv` as a spreadsheet reads it."""

from __future__ import annotations

import csv
import io


def read(data: bytes) -> list[dict[str, str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def one(rows: list[dict[str, str]], **wanted: str) -> dict[str, str]:
    found = [r for r in rows if all(r[name] == value for name, value in wanted.items())]
    assert len(found) == 1, found
    return found[0]
