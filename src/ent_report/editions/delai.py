"""A deadline for a piece of work that may never end."""

from __future__ import annotations

import faulthandler
import multiprocessing
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType

from ent_report.errors import EntReportError

_SURSIS = 1.5  # of the deadline: when a process of our own that does not even hear the signal is ended


class DeadlineError(EntReportError):
    """The work took longer than it may."""

    exit_status = 3
    motif = "delai"


@contextmanager
def within(secondes: float) -> Iterator[None]:
    """Raise DeadlineError in the work after `secondes` of the clock.

    Code that gives no way to Python in that time, in a process that was started for it, ends with the process half as
    long after. Outside a process's main thread, and on systems without timers, there is no deadline.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def late(_signal: int, _frame: FrameType | None) -> None:
        raise DeadlineError(f"took more than {secondes:g} s, the most that [execution] gives it")

    before = signal.signal(signal.SIGALRM, late)
    is_own = multiprocessing.parent_process() is not None
    signal.setitimer(signal.ITIMER_REAL, secondes)
    try:
        with ended_after(secondes) if is_own else nullcontext():
            yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@contextmanager
def ended_after(secondes: float) -> Iterator[None]:
    """End the whole process where the work, which may take `secondes`, gives no way to Python half as long after."""
    faulthandler.dump_traceback_later(secondes * _SURSIS, exit=True)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
