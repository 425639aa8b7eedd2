"""A TOML file as values, with the lines of its keys, or with what is wrong with it.

Where a key stands is what the parser does not say, and the person who mends it wants to know.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HEADER = re.compile(r"\s*(\[{1,2})([^\[\]]+)\]{1,2}\s*(?:#.*)?")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_SYNTAX = re.compile(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)")


@dataclass(frozen=True)
class Lignes:
    """A TOML file's keys, in dotted form -> their line, from 1; of a list's items `name.0`, `name.1`."""

    path: Path
    lignes: Mapping[str, int]

    def place(self, keys: Sequence[object]) -> str:
        """`file:line` of a key, or of the nearest one that it stands in; the file alone where there is none."""
        parts = [str(key) for key in keys]
        for length in range(len(parts), 0, -1):
            line = self.lignes.get(".".join(parts[:length]))
            if line is not None:
                return f"{self.path}:{line}"
        return str(self.path)

    def fault(self, keys: Sequence[object], message: str) -> str:
        """`file:line: key: message`."""
        name = ".".join(str(key) for key in keys)
        return f"{self.place(keys)}: {name}: {message}" if name else f"{self.path}: {message}"


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
        return Table(octets, tomllib.loads(text), _lines(path, text))
    except UnicodeDecodeError as error:
        line = octets.count(b"\n", 0, error.start) + 1
        return _faulty(path, octets, f"{path}:{line}: found byte 0x{octets[error.start]:02x}, expected UTF-8 text")
    except tomllib.TOMLDecodeError as error:
        return _faulty(path, octets, _syntax_fault(path, error))


def _faulty(path: Path, octets: bytes, fault: str) -> Table:
    return Table(octets, {}, Lignes(path, {}), (fault,))


def _lines(path: Path, text: str) -> Lignes:
    """The lines of all keys of a text that is TOML."""
    found: dict[str, int] = {}
    counts: dict[str, int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.fullmatch(line):
            table = _path(f"[{header[2]}]")
            if header[1] == "[[" and table:
                name = ".".join(table)
                counts[name] = counts.get(name, -1) + 1
                table = (*table, str(counts[name]))
            found.setdefault(".".join(table), number)
        elif key := _KEY.match(line):
            found.setdefault(".".join((*table, *_path(f"{key[1]} = 0"))), number)
    return Lignes(path, found)


def _syntax_fault(path: Path, error: tomllib.TOMLDecodeError) -> str:
    """What the parser says, with the line where everybody looks for it."""
    found = _SYNTAX.fullmatch(str(error))
    if found is None:
        return f"{path}: {error}"
    return f"{path}:{found[2]}: {found[1]}" if found[2] else f"{path}: {found[1]} at the end of the file"


def _path(text: str) -> tuple[str, ...]:
    """The keys of a header or of an assignment."""
    try:
        value: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return ()
    keys = []
    while isinstance(value, dict) and value:
        ((key, value),) = value.items()
        keys.append(key)
    return tuple(keys)
