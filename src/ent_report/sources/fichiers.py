"""Files dropped in a folder: which they are, what they hold, and their bytes a block of whole lines at a time."""

from __future__ import annotations

import fcntl
import glob
import gzip
import hashlib
import os
import signal
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

import polars as pl
import pyarrow as pa

from ent_report.errors import UnreadableInputError
from ent_report.sources.attente import SAYS_SO, finished_name, left_for_later

BLOCK_BYTES = 32 * 1024 * 1024
PIECE_BYTES = 1024 * 1024
ZSTD_PIECE_BYTES = 64 * 1024
LINE_BYTES_MAX = 64 * 1024 * 1024

UNSOUND_PARQUET = (pa.ArrowException, pl.exceptions.PolarsError, pl.exceptions.PanicException, ValueError, OSError)
NO_FILE = "found no file"
NOT_WHOLE = NO_FILE + " that is whole ({} left for later)"
GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
PARQUET_MAGIC = b"PAR1"
UTF8_BOM = b"\xef\xbb\xbf"
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


Empreinte = tuple[str, int, int]
"""A file's name, size in bytes and time of change in nanoseconds."""


def _is_here() -> None:
    """A file of this machine lies where it is."""


@dataclass(frozen=True)
class Fichier:
    """One input file; `nom` is how messages and manifests call it, `sha256` is of its bytes as they lie.

    `apporter` puts a file from elsewhere at `chemin` before it is read; it raises UnreadableInputError if it cannot.
    """

    chemin: Path
    nom: str
    sha256: str
    octets: int
    modifie_ns: int
    apporter: Callable[[], None] = field(default=_is_here, compare=False, repr=False)


@dataclass(frozen=True)
class Bloc:
    """Whole lines of a file; `premiere_ligne` counts from 1."""

    premiere_ligne: int
    octets: bytes


@dataclass(frozen=True)
class Inventaire:
    """What some paths name: the files by name, a line for each path that names none, and for each left for later."""

    fichiers: list[Fichier]
    fautes: list[str]
    remarques: list[str]


class _UnfinishedError(Exception):
    """A file is being written: why that is thought."""


def list_files(
    patterns: Sequence[str], folder: Path, connus: Mapping[Empreinte, str] | None = None
) -> tuple[list[Fichier], list[str]]:
    """The files that paths, folders and globs relative to `folder` name, by name, and a line for each that names none.

    `connus` spares reading a file again whose name, size and time are those of one whose sha256 is known. Files that
    are still being written are left for later.
    """
    found = take_inventory(patterns, folder, connus)
    return found.fichiers, found.fautes


def take_inventory(patterns: Sequence[str], folder: Path, connus: Mapping[Empreinte, str] | None = None) -> Inventaire:
    """As `list_files`, and a line for each file that is left for later."""
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


def first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0] or type(error).__name__


def unsound_parquet(fichier: Fichier, error: BaseException) -> UnreadableInputError:
    """What is said of a file that begins like a Parquet file and cannot be read as one."""
    return UnreadableInputError(f"{fichier.nom}: is no sound Parquet file: {first_line(error)}")


def is_parquet(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == PARQUET_MAGIC


def _pieces(path: Path) -> Iterator[bytes]:
    """The file's bytes as they come, decompressed by what they are and not by what the name says.

    A piece is given out as soon as it is decoded, so that nothing sound is lost before a cut.
    """
    with path.open("rb") as raw:
        magic = raw.read(4)
        raw.seek(0)
        if magic.startswith(GZIP_MAGIC):
            unzipped = gzip.GzipFile(fileobj=raw)
            yield from iter(lambda: unzipped.read1(PIECE_BYTES), b"")
        elif magic.startswith(ZSTD_MAGIC):
            stream = pa.CompressedInputStream(pa.PythonFile(raw, "r"), "zstd")
            yield from iter(lambda: stream.read(ZSTD_PIECE_BYTES), b"")
        else:
            yield from iter(lambda: raw.read(PIECE_BYTES), b"")


def read_blocks(fichier: Fichier, size: int = BLOCK_BYTES) -> Iterator[Bloc]:
    """The file as blocks of whole lines.

    Raises UnreadableInputError where the text is UTF-16, where a line has no end, and, after the last whole line,
    where the compressed stream is cut or damaged.
    """
    first_line = 1
    pieces: list[bytes] = []
    nb_bytes = 0
    damage: Exception | None = None
    stream = _pieces(fichier.chemin)
    while True:
        try:
            piece = next(stream, b"")
        except (EOFError, OSError, zlib.error) as error:
            damage, piece = error, b""
        if first_line == 1 and not pieces:
            piece = _without_bom(fichier, piece)
        pieces.append(piece)
        nb_bytes += len(piece)
        if piece and nb_bytes < size:
            continue
        block, rest = _whole_lines(pieces)
        if block:
            yield Bloc(first_line, block)
            first_line += block.count(b"\n")
        if not piece:
            break
        if len(rest) > LINE_BYTES_MAX:
            raise UnreadableInputError(f"{fichier.nom}: line {first_line} is longer than {LINE_BYTES_MAX} bytes")
        pieces, nb_bytes = [rest], len(rest)
    if damage is not None:
        raise UnreadableInputError(
            f"{fichier.nom}: damaged after line {first_line - 1}: {damage}; the lines before it were kept"
        ) from damage
    if rest:
        yield Bloc(first_line, rest)


def _whole_lines(pieces: list[bytes]) -> tuple[bytes, bytes]:
    """What goes up to the last end of a line, and the rest: one copy, however many pieces."""
    for place in reversed(range(len(pieces))):
        end = pieces[place].rfind(b"\n") + 1
        if end:
            rest = b"".join([pieces[place][end:], *pieces[place + 1 :]])
            return b"".join([*pieces[:place], memoryview(pieces[place])[:end]]), rest
    return b"", b"".join(pieces)


def _without_bom(fichier: Fichier, chunk: bytes) -> bytes:
    if chunk.startswith(UTF16_BOMS):
        raise UnreadableInputError(f"{fichier.nom}: found UTF-16 text, expected UTF-8")
    return chunk.removeprefix(UTF8_BOM)


def read_text(fichier: Fichier) -> str:
    """A small text file whole, decompressed, without its mark.

    Raises UnreadableInputError, with the line, where it is not UTF-8 or is damaged.
    """
    data = b"".join(bloc.octets for bloc in read_blocks(fichier))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableInputError(
            f"{fichier.nom}: line {line}: found byte 0x{data[error.start]:02x}, expected UTF-8 text"
        ) from error


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
