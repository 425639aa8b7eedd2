"""Names of files that are still being written, by the habit of the programs that write them."""

from __future__ import annotations

import re

_UNFINISHED = re.compile(
    r"""
    \.(?P<rsync>.+)\.[A-Za-z0-9]{6}             # .export.csv.Xy12ab
    | \.?(?P<marked>.+?)(\.(tmp|part|filepart|crdownload)|~)+
    | \.(?P<hidden>.+)
    """,
    re.VERBOSE | re.IGNORECASE,
)

SAYS_SO = "its name says that it is still being written"
EMPTY = "it is empty"


def finished_name(name: str) -> str | None:
    """The name that a file will have when it is whole, or None where it has it."""
    found = _UNFINISHED.fullmatch(name)
    return next(filter(None, found.groupdict().values())) if found else None


def left_for_later(nom: str, why: str) -> str:
    return f"{nom}: left for later: {why}"
