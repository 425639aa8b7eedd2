"""Where the project's own files lie: in the checkout while it is developed, in the package once installed."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "_data"
_CHECKOUT = _PACKAGE.parent.parent


def default_config_folder() -> Path:
    return _INSTALLED / "config" if _INSTALLED.is_dir() else _CHECKOUT / "config"


def templates_folder() -> Path:
    return _INSTALLED / "templates" if _INSTALLED.is_dir() else _CHECKOUT / "reports" / "templates"
