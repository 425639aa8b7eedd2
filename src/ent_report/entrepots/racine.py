"""How a data directory is named: a local folder, or an object store's URL."""

from __future__ import annotations

from pathlib import Path

Racine = Path | str
"""A local folder, or an object store's URL: text with `://`."""


def is_url(racine: Racine) -> bool:
    return "://" in str(racine)


def below(racine: Racine, *names: str) -> str:
    """What lies under a data directory, as people read it."""
    return "/".join([str(racine).rstrip("/"), *names]) if is_url(racine) else str(Path(racine, *names))


def absolute(racine: Racine) -> str:
    """The same data directory, named from anywhere."""
    return str(racine) if is_url(racine) else str(Path(racine).resolve())
