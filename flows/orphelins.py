"""A run that is killed leaves no process behind: each that it started sees its end, and ends too."""

from __future__ import annotations

import os
import subprocess
from multiprocessing import parent_process
from threading import Thread

GARDIEN = 'read -r _; kill "$0"; sleep 5; kill -9 "$0"'
"""Its standard input ends with the process that holds the other end, however that ends."""


def end_with_parent() -> None:
    """To be called at the start of a pool's process, which would wait for work for ever."""
    if parent_process() is not None:
        Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
    os._exit(1)


def end_with_us(process: int) -> subprocess.Popen[bytes]:
    """A guard that ends another process once this one has ended; to be killed when it is not needed any more."""
    quiet, guard = subprocess.DEVNULL, ["/bin/sh", "-c", GARDIEN, str(process)]
    return subprocess.Popen(guard, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet)  # noqa: S603  our own words
