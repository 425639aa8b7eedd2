"""Two runs at once, each in a process of its own: what they do is started at one moment, by a barrier."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from issued_region import FACTS, MOIS

from ent_report.editions import emission, production
from ent_report.editions.publication import EditionConflictError, publish
from ent_report.editions.resultats import Resultat
from ent_report.entrepots import baux, local
from ent_report.entrepots.choix import open_store
from ent_report.entrepots.objets import StoreObjets
from ent_report.mois.chantier import open_month
from ent_report.report.donnees import Edition

SECONDS = 120


def race(act: Callable[..., Any], *arguments: tuple[Any, ...]) -> list[Any]:
    """What each process answers: `act(barrier, *arguments)`, one process for each tuple of arguments."""
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(len(arguments)), context.Queue()
    processes = [
        context.Process(target=_answer, args=(answers, number, act, barrier, own))
        for number, own in enumerate(arguments)
    ]
    for one in processes:
        one.start()
    found = dict(answers.get(timeout=SECONDS) for _ in processes)
    for one in processes:
        one.join()
    return [found[number] for number in range(len(processes))]


def _answer(answers: Any, number: int, act: Callable[..., Any], barrier: Barrier, own: tuple[Any, ...]) -> None:
    answers.put((number, act(barrier, *own)))


def publish_editions(barrier: Barrier, data_dir: Path | str, dossier: str, who: str, rounds: int) -> list[str | None]:
    """Try to issue editions 1 to `rounds`; for each, None if this one won, else what it was told."""
    store, told = open_store(data_dir), []
    for number in range(1, rounds + 1):
        edition = Edition(number, number - 1 or None, None, ())
        files = {name: f"{who} {number} {name}".encode() * 1000 for name in ("rapport.html", "donnees.csv")}
        barrier.wait(SECONDS)
        try:
            publish(store, dossier, edition, files, {**FACTS, "who": who})
            told.append(None)
        except EditionConflictError as error:
            told.append(str(error))
        barrier.wait(SECONDS)
    return told


def make_report(barrier: Barrier, folder: Path, uai: str, mark: str | None) -> Resultat:
    """Make a lycée's report, and issue it when the rival's is rendered too; `mark` stands for other figures."""
    render = production.render_lycee

    def rendered(*arguments: Any) -> Any:
        documents = render(*arguments)
        barrier.wait(SECONDS)
        return documents

    production.render_lycee = rendered
    if mark is not None:
        emission.fingerprint = lambda *_: mark
    chantier = open_month(folder / "region.toml", folder / "data", MOIS)
    (found,) = production.Atelier(chantier).lycees([uai])
    return found


def die_while_issuing(data_dir: Path | str, dossier: str, files: dict[str, bytes], written: int) -> int | None:
    """Issue an edition in a process that is killed once so many of its files are written; its exit code."""
    process = multiprocessing.get_context("spawn").Process(
        target=_issue_and_die, args=(data_dir, dossier, files, written)
    )
    process.start()
    process.join(SECONDS)
    return process.exitcode


def _issue_and_die(data_dir: Path | str, dossier: str, files: dict[str, bytes], written: int) -> None:
    """Where each file is written, in a folder or in an object store, the process dies at one of them."""
    write, put, done = local._write_read_only, StoreObjets._put, []

    def write_or_die(path: Path, content: bytes) -> None:
        if len(done) == written:
            path.write_bytes(content[: len(content) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        write(path, content)
        done.append(path)

    def put_or_die(self: StoreObjets, relative: str, content: bytes, mode: Any = "overwrite") -> None:
        if len(done) == written:
            os.kill(os.getpid(), signal.SIGKILL)
        put(self, relative, content, mode)
        done.append(relative)

    local._write_read_only, StoreObjets._put = write_or_die, put_or_die
    baux.DUREE_S = 2.0  # so that who comes after need not wait a minute
    publish(open_store(data_dir), dossier, Edition(1, None, None, ()), files, {"uai": None})
