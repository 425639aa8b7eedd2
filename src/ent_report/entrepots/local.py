"""A data directory that is a folder of this machine."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import polars as pl

from ent_report.errors import UsageError
from ent_report.store import UNSOUND, Entree, FolderExistsError, Store, reception_folder
from ent_report.writing import putting, sync, writing

READ_ONLY = 0o444


class StoreLocal(Store):
    """Raises UsageError where the folder cannot be written to, or, for who only reads (`en_lecture`), is not there."""

    def __init__(self, racine: Path, *, en_lecture: bool = False) -> None:
        self.travail = racine.resolve()
        if en_lecture:
            if not self.travail.is_dir():
                raise UsageError(f"{racine}: found nothing there, expected the data directory of a run")
            return
        try:
            (self.travail / ".tmp").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"{racine}: cannot be used as the data directory: {error.strerror}") from error
        if not os.access(self.travail / ".tmp", os.W_OK):
            raise UsageError(f"{racine}: cannot be used as the data directory: it may not be written to")

    def path(self, relative: str) -> Path:
        return self.travail / relative

    def read_bytes(self, relative: str) -> bytes:
        return self.path(relative).read_bytes()

    def write_bytes(self, relative: str, content: bytes) -> None:
        with putting(self.path(relative)) as temporary:
            temporary.write_bytes(content)

    def update(self, relative: str, verrou: str, change: Callable[[], bytes]) -> None:
        with self.lock(verrou):
            self.write_bytes(relative, change())

    def put_file(self, source: Path, relative: str) -> None:
        target = self.path(relative)
        if source != target:
            with putting(target) as temporary:
                shutil.copyfile(source, temporary)

    def put_piece(self, folder: str, write: Callable[[Path], object]) -> tuple[str, str]:
        target = self.path(folder)
        temporary = target / f".{os.getpid()}.tmp"
        with writing(target):
            target.mkdir(parents=True, exist_ok=True)
            write(temporary)
            digest = sha256_of(temporary)
            final = target / f"{digest[:16]}.parquet"
            sync(temporary)
            temporary.replace(final)
        return f"{folder}/{final.name}", digest

    def put_folder(self, folder: str, files: Mapping[str, bytes]) -> None:
        """Its files are read-only: it is written under a name of this process, and renamed once it is whole."""
        target = self.path(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        _clear_leftovers(target.parent)
        temporary = target.with_name(f".{target.name}.{os.getpid()}")
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir()
        try:
            for name, content in files.items():
                _write_read_only(temporary / name, content)
            temporary.rename(target)
        except OSError as error:
            shutil.rmtree(temporary, ignore_errors=True)
            if target.exists():
                raise FolderExistsError(folder) from error
            raise

    def folders(self, parent: str, signe: str) -> list[str]:
        """All of them, since none is there before it is whole: one without its sign has lost it."""
        del signe
        return [one.nom for one in self.entries(parent) if one.est_dossier]

    def exists(self, relative: str) -> bool:
        return self.path(relative).is_file()

    def unsound(self, chemins: Collection[str]) -> list[str]:
        return [one for one in chemins if not self._is_sound(one)]

    def _is_sound(self, chemin: str) -> bool:
        """Whether there is a file with the footer of a Parquet file: nothing else of it is read."""
        try:
            self.read_pieces([chemin]).collect_schema()
        except UNSOUND:
            return False
        return True

    def sha256(self, relative: str) -> str:
        return sha256_of(self.path(relative))

    def entries(self, folder: str) -> list[Entree]:
        root = self.path(folder)
        return sorted(Entree(one.name, one.is_dir()) for one in root.iterdir()) if root.is_dir() else []

    def walk(self, folder: str) -> Iterator[str]:
        for root, _, files in os.walk(self.path(folder)):
            place = Path(root).relative_to(self.travail).as_posix()
            yield from (f"{place}/{one}" for one in files)

    def delete(self, folder: str, pattern: str) -> list[int]:
        root = self.path(folder)
        files = [path for path in sorted(root.glob(pattern)) if path.is_file()]
        sizes = [path.stat().st_size for path in files]
        with writing(root):
            for path in files:
                path.unlink()
                if path.parent != root and not any(path.parent.iterdir()):
                    path.parent.rmdir()
        return sizes

    def sweep(self, folder: str, keep: Collection[str], *, below: bool = True) -> None:
        kept = {self.path(one) for one in keep}
        for file in sorted(self.path(folder).glob("**/*" if below else "*"), reverse=True):
            if file.is_file() and file not in kept and (file.suffix in {".parquet", ".tmp"}):
                file.unlink()
            elif file.is_dir() and not any(file.iterdir()):
                file.rmdir()

    def read_pieces(self, chemins: Sequence[str]) -> pl.LazyFrame:
        return pl.scan_parquet([self.path(one) for one in chemins], hive_partitioning=False, glob=False)

    def footer(self, chemin: str) -> Path:
        return self.path(chemin)

    @contextmanager
    def lock(self, nom: str) -> Iterator[None]:
        """The system lets go of it if the process dies."""
        file = self.travail / ".tmp" / f"{nom}.verrou"
        with file.open("w") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield

    @contextmanager
    def reception(self, nom: str) -> Iterator[Path]:
        yield self.path(reception_folder(nom))


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write_read_only(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    with suppress(OSError):  # a file share may know no such right
        path.chmod(READ_ONLY)


def _clear_leftovers(parent: Path) -> None:
    """Remove what runs that were killed had begun to write here."""
    for folder in parent.glob(".*.*"):
        process = folder.name.rpartition(".")[2]
        if process.isdigit() and not _is_alive(int(process)):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
