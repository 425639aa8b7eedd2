"""What was saved in the folders that pages are made from, and who is told of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import time_ns

import anyio
from watchfiles import awatch

HEARTBEAT_S = 15.0
STOP_MS = 200
"""How long the end of the program may wait for the one who looks at the folders."""


@dataclass(frozen=True)
class Dossiers:
    """Folders to look at: with all that is below them, or only what lies in them."""

    profonds: frozenset[Path]
    plats: frozenset[Path]


class Versions:
    """The number of the last change, and a way to wait for the next; another start of the program has other numbers."""

    def __init__(self) -> None:
        self.numero = time_ns()
        self._is_over = False
        self._next = asyncio.Event()

    def change(self) -> None:
        self.numero += 1
        done, self._next = self._next, asyncio.Event()
        done.set()

    def end(self) -> None:
        """Let those who wait go: the program ends."""
        self._is_over = True
        self._next.set()

    async def events(self) -> AsyncIterator[str]:
        """Server-sent events: the number now, and at each change; a comment now and then, so that a browser that is
        gone is noticed.
        """
        yield f"data: {self.numero}\n\n"
        while not self._is_over:
            try:
                await asyncio.wait_for(self._next.wait(), HEARTBEAT_S)
            except TimeoutError:
                yield ":\n\n"
            else:
                yield f"data: {self.numero}\n\n"


async def follow(dossiers: Callable[[], Dossiers], changed: Callable[[], None]) -> None:
    """Call `changed` whenever a file in the folders was saved, made or removed; never returns.

    `dossiers` is asked again after each change: a region's folder of templates may be new.
    """
    while True:
        await _follow_until_others(dossiers(), dossiers, changed)


async def _follow_until_others(
    watched: Dossiers, dossiers: Callable[[], Dossiers], changed: Callable[[], None]
) -> None:
    stop = anyio.Event()

    async def follow_all(paths: frozenset[Path], *, deep: bool) -> None:
        async for _ in awatch(*sorted(paths), stop_event=stop, recursive=deep, rust_timeout=STOP_MS):
            changed()
            if dossiers() != watched:
                stop.set()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(partial(follow_all, watched.profonds, deep=True))
        tasks.start_soon(partial(follow_all, watched.plats, deep=False))
