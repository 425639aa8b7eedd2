"""A TOML file as values, with the lines of its keys, or with what is wrong with it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ent_report.configuration.lignes_toml import Lignes, read_lines, syntax_fault


@dataclass(frozen=True)
class Table:
    """`octets` as they were read; `valeurs` is empty where there are `fautes`, a line each."""

    octets: bytes
    valeurs: dict[str, Any]
    lignes: Lignes
    fautes: tuple[str, ...] = ()


def read_table(path: Path) -> Table:
    try:
        octets = path.read_bytes()
    except FileNotFoundError:
        return _faulty(path, b"", f"{path}: no such file")
    except OSError as error:
        return _faulty(path, b"", f"{path}: cannot be read: {error.strerror}")
    try:
        text = octets.decode("utf-8-sig")
        return Table(octets, tomllib.loads(text), read_lines(path, text))
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        return _faulty(path, octets, f"{path}:{line}: found byte 0x{octets[error.start]:02x}, expected UTF-8 text")
    except tomllib.TOMLDecodeError as error:
        return _faulty(path, octets, syntax_fault(path, error))


def _faulty(path: Path, octets: bytes, fault: str) -> Table:
    return Table(octets, {}, Lignes(path, {}), (fault,))
