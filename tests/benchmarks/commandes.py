"""What a person waits for at the prompt: help, and the state of an issued month."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.benchmarks.mesure import Ligne
from tests.benchmarks.suivi import ent_report

HELP_S_MAX, STATUS_S_MAX = 0.3, 1.0


def run(config: Path, data_dir: Path) -> list[Ligne]:
    """CPU seconds of whole processes, the best of three; `data_dir` holds the month's reports."""
    asked = [str(Path(sys.executable).with_name("ent-report")), "--help"]
    return [
        _line("ent-report --help", asked, HELP_S_MAX),
        _line("ent-report status", ent_report("status", config, data_dir), STATUS_S_MAX),
    ]


def _line(title: str, command: list[str], limit_s: float) -> Ligne:
    found = min(_cpu_s(command) for _ in range(3))
    return Ligne(title, f"{found:.2f} CPU s", f"under {limit_s} s", found < limit_s)


def _cpu_s(command: list[str]) -> float:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{' '.join(command)}: ended with {os.waitstatus_to_exitcode(status)}")
    return used.ru_utime + used.ru_stime
