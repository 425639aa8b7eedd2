"""A text file's bytes, decompressed, a block of whole lines at a time."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from ent_report.errors import UnreadableInputError
from ent_report.sources.fichiers import Fichier

BLOCK_BYTES = 32 * 1024 * 1024
PIECE_BYTES = 1024 * 1024
ZSTD_PIECE_BYTES = 64 * 1024
LINE_BYTES_MAX = 64 * 1024 * 1024
GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
UTF8_BOM = b"\xef\xbb\xbf"
UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class Bloc:
    """Whole lines of a file; `premiere_ligne` counts from 1."""

    premiere_ligne: int
    octets: bytes


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
