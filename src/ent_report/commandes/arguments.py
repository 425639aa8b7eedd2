"""What commands take: the options that several share, and values checked as they are parsed."""

from __future__ import annotations

import os
import re
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from pathlib import Path

from ent_report.entrepots.racine import Racine, is_url
from ent_report.operation.journal import FORMES, TEXTE, VARIABLE
from ent_report.resources import default_config_folder
from ent_report.vocabulary import PARIS, Mois, Uai

DATA_DIR = Path("data")


def with_month(parser: ArgumentParser, default: Mois | None = None) -> None:
    """`--mois`: by default the last full month in Europe/Paris."""
    parser.add_argument("--mois", type=month, default=default or last_full_month(), help="the month, such as 2026-10")


def last_full_month() -> Mois:
    return Mois.of(datetime.now(PARIS).date()) - 1


def with_config(parser: ArgumentParser) -> None:
    file = default_config_folder() / "region.toml"
    parser.add_argument("--config", type=Path, default=file, help="the region's configuration")


def with_region(parser: ArgumentParser) -> None:
    """`--config` and `--data-dir`: whose data, and where it is kept."""
    with_config(parser)
    with_data_dir(parser)


def with_data_dir(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--data-dir", type=_data_dir, default=DATA_DIR, help=f"a folder or s3://bucket/prefix ({DATA_DIR})"
    )


def with_lycees(parser: ArgumentParser) -> None:
    parser.add_argument("--uai", type=uai, action="append", help="only this lycée (may be given several times)")


def with_json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="as JSON")


def with_journal(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--journal",
        type=_journal,
        default=os.environ.get(VARIABLE) or TEXTE,
        help=f"lines of text, or JSON objects, on standard error: {' or '.join(FORMES)} ({VARIABLE}, else {TEXTE})",
    )


def month(text: str) -> Mois:
    try:
        return Mois.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def uai(text: str) -> Uai:
    try:
        return Uai(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def day(text: str) -> str:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007  a day has no zone
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day: expected YYYY-MM-DD, such as 2026-10-14") from None


def count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r}: expected a whole number of at least 1")
    return int(text)


def port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ArgumentTypeError(f"{text!r}: expected a port, 1 to 65535")
    return int(text)


def prefix(text: str) -> str:
    if not re.fullmatch(r"(/[A-Za-z0-9._~-]+)*/?", text):
        raise ArgumentTypeError(f"{text!r}: expected a path, such as /rapports")
    return text.rstrip("/")


def _data_dir(text: str) -> Racine:
    return text if is_url(text) else Path(text)


def _journal(text: str) -> str:
    if text not in FORMES:
        raise ArgumentTypeError(f"{text!r}: expected {' or '.join(FORMES)}")
    return text
