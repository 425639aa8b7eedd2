"""What a process started does not outlive it, not even when it is killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

GUARDED = """
import subprocess, time
from flows.orphelins import end_with_us
started = subprocess.Popen(["sleep", "600"], stdout=subprocess.DEVNULL)
end_with_us(started.pid)
print(started.pid, flush=True)
time.sleep(600)
"""
DEAF = GUARDED.replace('["sleep", "600"]', '["sh", "-c", "trap : TERM; while :; do sleep 1; done"]')
POOL = """
import os, time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from flows.orphelins import end_with_parent
if __name__ == "__main__":
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=end_with_parent)
    print(pool.submit(os.getpid).result(), flush=True)
    time.sleep(600)
"""


@pytest.mark.parametrize(
    "program", [GUARDED, DEAF, POOL], ids=["a server", "a server that does not listen", "a pool's process"]
)
def test_it_ends_with_the_process_that_started_it(program: str, tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text(program, encoding="utf-8")
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        started = int(process.stdout.readline())
        assert _is_running(started)
        process.send_signal(signal.SIGKILL)
        process.wait()
    end = time.monotonic() + 15
    while _is_running(started) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _is_running(started)


def _is_running(process: int) -> bool:
    """A process that ended, and that nobody has asked for yet, does not run."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False)
    return bool(state.stdout.strip()) and not state.stdout.startswith("Z")
