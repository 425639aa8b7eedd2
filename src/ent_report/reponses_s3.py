"""What an object store's errors say, in a few words, and the AWS variables that let in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl

from ent_report.errors import StorageError

CREDENTIALS = ("AWS_ACCESS_KEY_ID", "AWS_SKIP_SIGNATURE", "AWS_WEB_IDENTITY_TOKEN_FILE")
REFUSED = {"401", "403"}
_CODE = re.compile(r"<Code>(\w+)</Code>")
_OF_POLARS = re.compile(r"^object-store error: .*\(path: ([^)]*)\)", re.DOTALL)
_STATUS = re.compile(r"status code: (\d{3})")


def status_of(error: Exception) -> str | None:
    """The HTTP status that the library tells, None where there was no answer."""
    found = _STATUS.search(str(error))
    return found[1] if found else None


def short(error: Exception) -> str:
    """The store's own code of an error, else its HTTP status, else the first line's end."""
    text = str(error)
    code, status = _CODE.search(text), status_of(error)
    if code or status:
        return " ".join(filter(None, [status, code and code[1]]))
    return text.partition("\n")[0].rpartition(" - ")[2]


@contextmanager
def reading() -> Iterator[None]:
    """Raise StorageError, which names the object, where Polars had no usable answer of a store for what it reads."""
    try:
        yield
    except (OSError, pl.exceptions.ComputeError) as error:
        found = _OF_POLARS.match(str(error))
        if not found:
            raise
        reason = short(error).partition(" (path: ")[0]
        raise StorageError(f"{found[1]}: found no usable answer: {reason}") from error
