"""The files that paths, folders and globs of this machine name, and those that are still being written."""

from __future__ import annotations

import fcntl
import glob
import hashlib
import os
import re
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from ent_report.errors import UnreadableInputError
from ent_report.sources.fichiers import Empreinte, Fichier

NO_FILE = "found no file"
NOT_WHOLE = NO_FILE + " that is whole ({} left for later)"
SAYS_SO = "its name says that it is still being written"
EMPTY = "it is empty"

_UNFINISHED = re.compile(
    r"""
    \.(?P<rsync>.+)\.[A-Za-z0-9]{6}             # .export.csv.Xy12ab
    | \.?(?P<marked>.+?)(\.(tmp|part|filepart|crdownload)|~)+
    | \.(?P<hidden>.+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Names of files that are still being written, by the habit of the programs that write them."""


@dataclass(frozen=True)
class Inventaire:
    """What some paths name: the files by name, a line for each path that names none, and for each left for later."""

    fichiers: list[Fichier]
    fautes: list[str]
    remarques: list[str]


class _UnfinishedError(Exception):
    """A file is being written: why that is thought."""


def take_inventory(patterns: Sequence[str], folder: Path, connus: Mapping[Empreinte, str] | None = None) -> Inventaire:
    """The files that paths, folders and globs relative to `folder` name.

    `connus` spares reading a file again whose name, size and time are those of one whose sha256 is known. Files that
    are still being written are left for later.
    """
    found: dict[Path, None] = {}
    later: dict[str, None] = {}
    faults = []
    for pattern in patterns:
        matches, unfinished = _match(folder, pattern)
        later |= dict.fromkeys(left_for_later(_name(path, folder), SAYS_SO) for path in sorted(unfinished))
        if not matches:
            text = NOT_WHOLE.format(len(unfinished)) if unfinished else NO_FILE
            faults.append(f"{pattern}: {text} (looked in {folder})")
        found.update(dict.fromkeys(matches))
    files = []
    for path in sorted(found):
        try:
            files.append(_describe(path, folder, connus or {}))
        except _UnfinishedError as why:
            later[left_for_later(_name(path, folder), str(why))] = None
        except UnreadableInputError as error:
            faults += error.faults
    return Inventaire(files, faults, list(later))


def finished_name(name: str) -> str | None:
    """The name that a file will have when it is whole, or None where it has it."""
    found = _UNFINISHED.fullmatch(name)
    return next(filter(None, found.groupdict().values())) if found else None


def left_for_later(nom: str, why: str) -> str:
    return f"{nom}: left for later: {why}"


def _match(folder: Path, pattern: str) -> tuple[list[Path], list[Path]]:
    """The files that a pattern names, and those that it will name when they are whole."""
    path = folder / pattern
    if path.is_file():
        return [path], []
    if path.is_dir():
        candidates = list(path.rglob("*"))
        unfinished = [one for one in candidates if finished_name(one.name)]
    else:
        candidates = [Path(name) for name in _glob(folder, pattern)]
        unfinished = _unfinished(folder, pattern)
    matches = [
        one for one in candidates if one.is_file() and not _is_hidden(one, folder) and not finished_name(one.name)
    ]
    return matches, [one for one in unfinished if one.is_file() and not _is_hidden(one.parent, folder)]


def _unfinished(folder: Path, pattern: str) -> list[Path]:
    """The files that a glob names but for what their names have until they are whole."""
    parent, _, last = pattern.rpartition("/")
    folders = [Path(name) for name in _glob(folder, parent)] if parent else [folder]
    return [
        one
        for place in folders
        if place.is_dir()
        for one in place.iterdir()
        if (coming := finished_name(one.name)) and fnmatch(coming, last)
    ]


def _glob(folder: Path, pattern: str) -> list[str]:
    """What a pattern matches below a folder, whatever characters the folder's own name has."""
    base = "" if Path(pattern).is_absolute() else glob.escape(f"{folder}/")
    return glob.glob(base + pattern, recursive=True)  # noqa: PTH207  an absolute pattern may come too


def _is_hidden(path: Path, folder: Path) -> bool:
    parts = path.relative_to(folder).parts if path.is_relative_to(folder) else (path.name,)
    return any(part.startswith(".") and part != ".." for part in parts)


def _name(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path, folder)).as_posix()


def _describe(path: Path, folder: Path, connus: Mapping[Empreinte, str]) -> Fichier:
    """Raises _UnfinishedError for a file that another process of this machine writes, or that changes meanwhile."""
    name = _name(path, folder)
    try:
        found = path.stat()
        digest = connus.get((name, found.st_size, found.st_mtime_ns))
        if digest is None:
            with path.open("rb") as stream:
                if _is_being_written(stream.fileno()):
                    raise _UnfinishedError("another process is writing it")
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            after = path.stat()
            if (after.st_size, after.st_mtime_ns) != (found.st_size, found.st_mtime_ns):
                raise _UnfinishedError("it changed while it was read")
    except OSError as error:
        raise UnreadableInputError(f"{path}: cannot be read: {error.strerror}") from error
    return Fichier(path, name, digest, found.st_size, found.st_mtime_ns)


def _is_being_written(descriptor: int) -> bool:
    """Whether a process of this machine has the file open for writing, where the system can tell.

    Linux lends a file for reading (a lease) to its owner only while nobody has it open for writing. A writer that comes
    in that moment is made to wait until it is given back, and a signal is sent: one that nobody minds.
    """
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except (AttributeError, OSError):  # another system, another owner, a network's folder
        return False
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False
