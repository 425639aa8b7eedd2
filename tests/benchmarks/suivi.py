"""A command followed from outside, with all the processes it starts: CPU seconds and peak memory, step by step."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.benchmarks.mesure import MOIS

SAMPLE_S = 0.25


@dataclass
class Etape:
    """One step: wall and CPU seconds of all processes, and the most memory that they held at once.

    `somme_mib` adds what each process has in memory, so that pages which two of them share count twice; `seul_mib` is
    the largest single process.
    """

    nom: str
    wall_s: float = 0.0
    cpu_s: float = 0.0
    somme_mib: float = 0.0
    seul_mib: float = 0.0


@dataclass
class Suivi:
    """What a command did: its exit status, its steps in their order, and what it wrote on standard error."""

    code: int
    etapes: list[Etape]
    lignes: list[str] = field(default_factory=list)

    @property
    def cpu_s(self) -> float:
        return sum(one.cpu_s for one in self.etapes)


class _Process:
    """The processes of one command, sampled; a process that ended keeps what it had used when last seen."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._cpu: dict[tuple[int, float], float] = {}

    def sample(self) -> tuple[float, float, float]:
        """CPU seconds since the start, and MiB: of all, and of the largest."""
        sizes = [0.0]
        try:
            found = [self._root, *self._root.children(recursive=True)]
        except psutil.NoSuchProcess:
            found = []
        for one in found:
            try:
                with one.oneshot():
                    used = one.cpu_times()
                    self._cpu[one.pid, one.create_time()] = used.user + used.system
                    sizes.append(one.memory_info().rss / 2**20)
            except psutil.NoSuchProcess:
                continue
        return sum(self._cpu.values()), sum(sizes), max(sizes)


def follow(command: Sequence[str], step_after: Callable[[str], str | None], first: str) -> Suivi:
    """Run a command; `step_after` tells by a line of its standard error which step begins after it, if one does."""
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    steps, lines = [Etape(first)], []

    def read() -> None:
        assert process.stderr is not None
        for line in process.stderr:
            lines.append(line)
            name = step_after(line)
            if name is not None and name != steps[-1].nom:
                steps.append(Etape(name))

    reader = threading.Thread(target=read)
    reader.start()
    tree, cpu, start = _Process(process.pid), 0.0, time.perf_counter()
    while process.poll() is None:
        current = steps[-1]
        now, whole, largest = tree.sample()
        current.cpu_s += now - cpu
        current.wall_s += time.perf_counter() - start
        cpu, start = now, time.perf_counter()
        current.somme_mib, current.seul_mib = max(current.somme_mib, whole), max(current.seul_mib, largest)
        time.sleep(SAMPLE_S)
    reader.join()
    return Suivi(process.wait(), steps, lines)


def followed(command: Sequence[str]) -> Suivi:
    """A command as one step. Raises RuntimeError where it does not end well."""
    found = follow(command, lambda _: None, "all")
    if found.code != 0:
        raise RuntimeError(f"ended with {found.code}: {''.join(found.lignes[-5:])}")
    return found


def ent_report(command: str, config: Path, data_dir: Path) -> list[str]:
    """The words of the real command on a month of a region."""
    program = str(Path(sys.executable).with_name("ent-report"))
    return [program, command, "--mois", str(MOIS), "--config", str(config), "--data-dir", str(data_dir)]
