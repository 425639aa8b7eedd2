"""Blocks of JSON lines to rows: at full speed where all is sound, line by line where it is not."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from ent_report.contracts.evenements import CHAMPS
from ent_report.sources.blocs import Bloc

PUBLIC_FIELDS = ("event-type", "module", "date", "profil", "structures", "deviceType")

Ligne = tuple[int, bytes]


@dataclass(frozen=True)
class Lignes:
    """A block's objects as rows, and its lines that hold none, each with its number.

    `lues`: the rows' lines with their numbers, None where they are all of the block's, in order.
    """

    frame: pl.DataFrame
    bloc: Bloc
    lues: Sequence[Ligne] | None
    illisibles: Sequence[Ligne]

    @property
    def perdues(self) -> list[tuple[int, int]]:
        """The number and the size in bytes of each line that holds no object."""
        return [(n, len(line)) for n, line in self.illisibles]

    @cached_property
    def _all(self) -> Sequence[Ligne]:
        return _numbered(self.bloc) if self.lues is None else self.lues

    def numero(self, n: int) -> int:
        return self.bloc.premiere_ligne + n if self.lues is None else self.lues[n][0]

    def texte(self, n: int) -> bytes:
        return self._all[n][1]


def parse_block(bloc: Bloc) -> Lignes:
    """Every line of a block is in `frame` or in `illisibles`, blank ones aside."""
    nb_lines = bloc.octets.count(b"\n") + (not bloc.octets.endswith(b"\n"))
    if frame := _parse(bloc.octets, nb_lines):
        return Lignes(frame[0], bloc, None, [])
    numbered = [(n, line) for n, line in _numbered(bloc) if line.strip()]
    objects = [(n, line) for n, line in numbered if _is_object(line)]
    frames, read, refused = _parse_halves(objects)
    unreadable = [(n, line) for n, line in numbered if not _is_object(line)] + refused
    return Lignes(pl.concat([CHAMPS.to_frame(), *frames]), bloc, read, sorted(unreadable))


def _numbered(bloc: Bloc) -> list[Ligne]:
    return list(enumerate(bloc.octets.split(b"\n"), start=bloc.premiere_ligne))


def _parse(data: bytes, nb_lines: int) -> tuple[pl.DataFrame] | None:
    """All lines as rows, or None where the reader refuses one or sees another number of them."""
    try:
        frame = pl.read_ndjson(data, schema=CHAMPS, ignore_errors=True)
    except pl.exceptions.PolarsError:
        return None
    return (frame,) if frame.height == nb_lines else None


def _parse_halves(
    lines: list[Ligne],
) -> tuple[list[pl.DataFrame], list[Ligne], list[Ligne]]:
    """The frames of the lines that the reader takes, those lines, and the ones that it refuses."""
    if not lines:
        return [], [], []
    if frame := _parse(b"\n".join(line for _, line in lines), len(lines)):
        return [frame[0]], lines, []
    if len(lines) == 1:
        return [], [], lines
    middle = len(lines) // 2
    first, second = _parse_halves(lines[:middle]), _parse_halves(lines[middle:])
    return first[0] + second[0], first[1] + second[1], first[2] + second[2]


def _is_object(line: bytes) -> bool:
    try:
        found = json.loads(line.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def without_personal_data(line: bytes) -> str:
    """A rejected event as it came, less every field that could tell who it was: only the declared public ones stay."""
    event = json.loads(line)
    if not isinstance(event, dict):
        return f"({len(line)} octets, pas un objet)"
    public = json.dumps({name: event[name] for name in PUBLIC_FIELDS if name in event}, ensure_ascii=False)
    return public.encode("utf-8", "backslashreplace").decode()
