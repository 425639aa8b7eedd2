"""Files dropped in a folder: which they are, what they hold, and their bytes a block of whole lines at a time."""

from __future__ import annotations

import glob
import gzip
import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, cast

import pyarrow as pa

from ent_report.errors import UnreadableInputError

BLOCK_BYTES = 32 * 1024 * 1024
LINE_BYTES_MAX = 64 * 1024 * 1024

GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
PARQUET_MAGIC = b"PAR1"
UTF8_BOM = b"\xef\xbb\xbf"
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Fichier:
    """One input file; `nom` is how messages and manifests call it, `sha256` is of its bytes as they lie."""

    chemin: Path
    nom: str
    sha256: str
    octets: int


@dataclass(frozen=True)
class Bloc:
    """Whole lines of a file; `premiere_ligne` counts from 1."""

    premiere_ligne: int
    octets: bytes


class _Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


def list_files(patterns: Sequence[str], folder: Path) -> tuple[list[Fichier], list[str]]:
    """The files that paths, folders and globs relative to `folder` name, by name, and a line for each that names none.

    Hidden files and those that end in `.tmp` or `.part` are still being written, and are left for later.
    """
    found: dict[Path, None] = {}
    faults = []
    for pattern in patterns:
        matches = _match(folder / pattern)
        if not matches:
            faults.append(f"{pattern}: found no file (looked in {folder})")
        found.update(dict.fromkeys(matches))
    return [_describe(path, folder) for path in sorted(found)], faults


def _match(path: Path) -> list[Path]:
    if path.is_dir():
        candidates = list(path.rglob("*"))
    elif path.is_file():
        return [path]
    else:
        candidates = [Path(name) for name in glob.glob(str(path), recursive=True)]  # noqa: PTH207 (an absolute pattern)
    return [p for p in candidates if p.is_file() and not p.name.startswith(".") and p.suffix not in {".tmp", ".part"}]


def _describe(path: Path, folder: Path) -> Fichier:
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        size = path.stat().st_size
    except OSError as error:
        raise UnreadableInputError(f"{path}: cannot be read: {error.strerror}") from error
    name = path.relative_to(folder) if path.is_relative_to(folder) else path
    return Fichier(path, name.as_posix(), digest, size)


def is_parquet(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4) == PARQUET_MAGIC


def open_decompressed(path: Path) -> _Stream:
    """The file's bytes, decompressed by what they are and not by what their name says."""
    raw = path.open("rb")
    magic = raw.read(4)
    raw.seek(0)
    if magic.startswith(GZIP_MAGIC):
        return cast("BinaryIO", gzip.GzipFile(fileobj=raw))
    if magic.startswith(ZSTD_MAGIC):
        return cast("BinaryIO", pa.CompressedInputStream(pa.PythonFile(raw, "r"), "zstd"))
    return raw


def read_blocks(fichier: Fichier, size: int = BLOCK_BYTES) -> Iterator[Bloc]:
    """The file as blocks of whole lines.

    Raises UnreadableInputError after the last whole line where the compressed stream is cut or damaged, and before
    any block where the text is not UTF-8 at all.
    """
    first_line = 1
    rest = b""
    stream = open_decompressed(fichier.chemin)
    while True:
        try:
            chunk = stream.read(size)
        except (EOFError, OSError, zlib.error) as error:
            raise UnreadableInputError(
                f"{fichier.nom}: damaged after line {first_line - 1}: {error}; the lines before it were kept"
            ) from error
        if first_line == 1 and not rest:
            chunk = _without_bom(fichier, chunk)
        if not chunk:
            break
        block, newline, tail = (rest + chunk).rpartition(b"\n")
        if newline:
            yield Bloc(first_line, block + newline)
            first_line += block.count(b"\n") + 1
        rest = tail
        if len(rest) > LINE_BYTES_MAX:
            raise UnreadableInputError(f"{fichier.nom}: line {first_line} is longer than {LINE_BYTES_MAX} bytes")
    if rest:
        yield Bloc(first_line, rest)


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
