"""URLs of a configuration: where they lead, and that none of them holds a password or shows one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from pydantic_core import PydanticCustomError

SECRET_FOUND = "secret_found"  # noqa: S105  the kind of a fault
"""The kind of a fault whose input must not be shown."""

_URL = re.compile(r"(?P<schema>[A-Za-z][A-Za-z0-9+.-]*)://(?P<lieu>[^/]*)(?P<chemin>.*)", re.DOTALL)
_PASSWORD = re.compile(r"(://[^/\s:@]*):\S*@")


@dataclass(frozen=True)
class Lieu:
    """A server or a bucket: `hote` is its name, `ecrit` how the configuration writes it, without a path."""

    schema: str
    ecrit: str
    hote: str
    port: int | None
    utilisateur: str | None


def is_url(text: str) -> bool:
    return _URL.fullmatch(text) is not None


def split_url(url: str) -> tuple[Lieu, str]:
    """The place that a URL names, and the path there as it is written, a glob or not.

    Raises PydanticCustomError, which does not show the URL, where it holds a password or no place.
    """
    parts = _URL.fullmatch(url)
    lieu = parts["lieu"] if parts else ""
    user, at, _ = lieu.rpartition("@")
    if ":" in user:
        raise PydanticCustomError(
            SECRET_FOUND, "found a password in a URL, expected it under a name of its own, which the key `secret` gives"
        )
    try:
        read = urlsplit(f"//{lieu}")
        hote, port = read.hostname, read.port
    except ValueError:
        hote, port = None, None
    if parts is None or not hote:
        raise PydanticCustomError(SECRET_FOUND, "found a URL without a host, expected scheme://user@host:port/path")
    schema = parts["schema"].lower()
    return Lieu(schema, f"{schema}://{lieu}", hote, port, unquote(user) if at else None), parts["chemin"]


def without_password(text: str) -> str:
    """A text that may be shown, whatever URL stands in it."""
    return _PASSWORD.sub(r"\1:***@", text)
