"""Measures: a function in a fresh process, its CPU seconds and peak memory, and the table that compares them."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ent_report.demo import fabricate
from ent_report.vocabulary import Mois

MOIS = Mois(2026, 10)
EVENTS_PER_CLASS_DAY_SHARE = 0.068
"""About one event in fifteen of October 2026 falls on each of its twelve class days."""


@dataclass(frozen=True)
class Mesure:
    """What one process took: CPU and wall seconds, peak MiB, and what its function returned."""

    cpu_s: float
    wall_s: float
    peak_mib: float
    result: Any


@dataclass(frozen=True)
class Ligne:
    """One comparison: what, measured as what, against which limit."""

    titre: str
    mesure: str
    limite: str
    tenu: bool


def measure(function: Callable[..., Any], *args: object) -> Mesure:
    """Run a function in a spawned process of its own."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(sender, function, args))
    process.start()
    found = receiver.recv()
    process.join()
    if isinstance(found, BaseException):
        raise found
    return found


def _child(sender: Any, function: Callable[..., Any], args: tuple[object, ...]) -> None:
    try:
        before, start = time.process_time(), time.perf_counter()
        result = function(*args)
        cpu, wall = time.process_time() - before, time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        sender.send(Mesure(cpu, wall, peak, result))
    except BaseException as error:
        sender.send(error)


def prepare(folder: Path, lycees: int, events: int) -> Path:
    """The inputs of a month of about so many events, made once for a folder; the path of their configuration."""
    config = folder / "demo" / "region.toml"
    if not config.exists():
        measure(_fabricate, folder / "demo", lycees, max(1, round(events * EVENTS_PER_CLASS_DAY_SHARE)))
    return config


def _fabricate(folder: Path, lycees: int, a_day: int) -> None:
    """In a process of its own, like all that is measured: a child's peak begins at what its parent takes."""
    fabricate(folder, mois=MOIS, lycees=lycees, events_per_day=a_day, mois_d_historique=False)


def show(lines: list[Ligne]) -> None:
    widths = [max(len(text) for text in column) for column in zip(*(line_cells(one) for one in lines), strict=True)]
    for one in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line_cells(one), widths, strict=True)))  # noqa: T201


def line_cells(one: Ligne) -> tuple[str, str, str, str]:
    return one.titre, one.mesure, one.limite, "held" if one.tenu else "NOT HELD"
