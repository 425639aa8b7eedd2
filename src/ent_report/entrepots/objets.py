"""A data directory in an object store that speaks S3: whole objects, and writes that hold only if nobody was faster.

A folder is there once its last file is: readers never see half of one. A name is held by a lease (`baux`).
"""

from __future__ import annotations

import glob
import hashlib
import re
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from random import uniform
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import polars as pl

from ent_report.entrepots.adresse import Adresse
from ent_report.entrepots.baux import Bail
from ent_report.entrepots.client import LOST, Client
from ent_report.entrepots.local import sha256_of
from ent_report.entrepots.miroir import mirrored
from ent_report.errors import StorageError, UsageError
from ent_report.store import Entree, FolderExistsError, Store, reception_folder
from ent_report.writing import writing

if TYPE_CHECKING:
    from obstore import PutMode

FOOTER_BYTES = 65_536
GROUPS_OF_FOLDERS = 64
"""Folders are put in place under so many leases, so that their objects do not become as many as the folders."""
TRIES = 200


class StoreObjets(Store):
    """Raises UsageError where the bucket cannot be listed, or the store writes where it was asked not to."""

    def __init__(self, adresse: Adresse) -> None:
        self.adresse = adresse
        self.travail = adresse.travail
        with writing(self.travail):
            (self.travail / ".tmp").mkdir(parents=True, exist_ok=True)
        self._client = Client(adresse)
        self._baux: list[Bail] = []
        self._footer = lru_cache(maxsize=None)(self._read_footer)
        try:
            self._client.level(".tmp")
        except (StorageError, FileNotFoundError) as error:
            reason = str(error).rpartition(": ")[2]
            raise UsageError(f"{adresse}: cannot be used as the data directory: {reason}") from error

    def read_bytes(self, relative: str) -> bytes:
        return self._client.read(relative)

    def write_bytes(self, relative: str, content: bytes) -> None:
        self._put(relative, content)

    def update(self, relative: str, verrou: str, change: Callable[[], bytes]) -> None:
        """No lock: who was faster is seen by the object's ETag, and the change is made again on theirs."""
        del verrou
        for _ in range(TRIES):
            mode = self._as_it_is(relative)
            content = change()
            try:
                self._put(relative, content, mode)
            except LOST:
                time.sleep(uniform(0.01, 0.2))  # noqa: S311  so that rivals do not meet again
                continue
            return
        raise StorageError(f"{self.adresse}/{relative}: was changed by others {TRIES} times on end: start again")

    def put_file(self, source: Path, relative: str) -> None:
        if source != self._copy(relative):
            self._put(relative, source)

    def put_piece(self, folder: str, write: Callable[[Path], object]) -> tuple[str, str]:
        with writing(self.travail), self._spare() as temporary:
            write(temporary)
            digest = sha256_of(temporary)
            chemin = f"{folder}/{digest[:16]}.parquet"
            self._put(chemin, temporary)
        return chemin, digest

    def put_folder(self, folder: str, files: Mapping[str, bytes]) -> None:
        """Each file is made anew, never overwritten, and the last one while the lease is surely held: a process that
        comes back after another took its place finds its files there and ends.
        """
        *_, signe = files
        group = int(hashlib.sha256(folder.encode()).hexdigest()[:8], 16) % GROUPS_OF_FOLDERS
        with self.lock(f"dossiers-{group:02d}"):
            if self.exists(f"{folder}/{signe}"):
                raise FolderExistsError(folder)
            self._remove(list(self.walk(folder)))  # left by a process that died: nobody else writes here now
            try:
                for name, content in files.items():
                    self._put(f"{folder}/{name}", content, "create")
            except LOST as error:
                raise FolderExistsError(folder) from error

    def folders(self, parent: str, signe: str) -> list[str]:
        whole = (one.removeprefix(f"{parent}/").split("/") for one in self.walk(parent))
        return sorted(parts[0] for parts in whole if len(parts) == 2 and parts[1] == signe)

    def path(self, relative: str) -> Path:
        """Its copy is fetched once; nothing lies there where there is no such object."""
        copy = self._copy(relative)
        if not copy.is_file():
            try:
                content = self.read_bytes(relative)
            except FileNotFoundError:
                return copy
            with writing(copy), self._spare() as whole:
                whole.write_bytes(content)
                copy.parent.mkdir(parents=True, exist_ok=True)
                whole.replace(copy)
        return copy

    def _copy(self, relative: str) -> Path:
        return self.travail / "copies" / relative

    @contextmanager
    def _spare(self) -> Iterator[Path]:
        """Where a file of this machine may be written meanwhile."""
        with TemporaryDirectory(dir=self.travail / ".tmp") as folder:
            yield Path(folder) / "spare"

    def exists(self, relative: str) -> bool:
        return self._client.head(relative) is not None

    def unsound(self, chemins: Collection[str]) -> list[str]:
        """Those that are not there, or have no bytes: an object is put whole, so that nothing else of it is read. A
        folder of which several are asked for is listed once.
        """
        of_folders: dict[str, set[str]] = defaultdict(set)
        for one in chemins:
            of_folders["/".join(one.split("/")[:3])].add(one)
        found: dict[str, int] = {}
        for folder, wanted in of_folders.items():
            known = self._client.below(folder) if len(wanted) > 1 else map(self._client.head, wanted)
            found |= {one["path"]: one["size"] for one in known if one}
        return [one for one in chemins if not found.get(one)]

    def sha256(self, relative: str) -> str:
        return self._client.sha256(relative)

    def entries(self, folder: str) -> list[Entree]:
        return self._client.level(folder)

    def walk(self, folder: str) -> Iterator[str]:
        yield from (one["path"] for one in self._client.below(folder))

    def delete(self, folder: str, pattern: str) -> list[int]:
        from fsspec.utils import glob_translate  # noqa: PLC0415  it takes a moment, and few commands delete

        wanted = re.compile(glob_translate(f"{glob.escape(folder)}/{pattern}"))
        found = [one for one in self._client.below(folder) if wanted.fullmatch(one["path"])]
        self._remove([one["path"] for one in found])
        return [one["size"] for one in found]

    def _remove(self, chemins: Sequence[str]) -> None:
        self._refuse_if_lost()
        self._client.remove(chemins)

    def sweep(self, folder: str, keep: Collection[str], *, below: bool = True) -> None:
        depth = folder.count("/") + 1
        found = (one for one in self.walk(folder) if one.endswith(".parquet") and (below or one.count("/") == depth))
        self._remove([one for one in found if one not in keep])

    def read_pieces(self, chemins: Sequence[str]) -> pl.LazyFrame:
        return pl.scan_parquet(
            [f"{self.adresse}/{one}" for one in chemins],
            hive_partitioning=False,
            glob=False,
            storage_options=self.adresse.options(),
            credential_provider=None,  # the same variables let in Polars and obstore
        )

    def footer(self, chemin: str) -> BytesIO:
        return BytesIO(self._footer(chemin))

    def _read_footer(self, chemin: str) -> bytes:
        """The object's last eight bytes say how long the footer is."""
        end = self._client.end(chemin, FOOTER_BYTES)
        length = int.from_bytes(end[-8:-4], "little") + 8
        return end if length <= len(end) else self._client.end(chemin, length)

    @contextmanager
    def lock(self, nom: str) -> Iterator[None]:
        """A dead process holds it for as long as its lease said, a minute, no longer."""
        bail = Bail(self._client.prompt, f".tmp/{nom}.verrou", self.adresse)
        with self._client.told(bail.cle):
            bail.take()
        self._baux.append(bail)
        try:
            yield
        finally:
            self._baux.remove(bail)
            bail.give_back()

    @contextmanager
    def reception(self, nom: str) -> Iterator[Path]:
        relative = reception_folder(nom)
        with mirrored(self, relative, self.travail / relative) as folder:
            yield folder

    def etags(self, folder: str) -> dict[str, str | None]:
        """The ETag of each object below a folder, by path."""
        return {one["path"]: one["e_tag"] for one in self._client.below(folder)}

    def _as_it_is(self, relative: str) -> PutMode:
        found = self._client.head(relative)
        if found is None:
            return "create"
        return {"e_tag": found["e_tag"]} if found["e_tag"] else "overwrite"

    def _put(self, relative: str, content: bytes | Path, mode: PutMode = "overwrite") -> None:
        self._refuse_if_lost()
        self._client.put(relative, content, mode)

    def _refuse_if_lost(self) -> None:
        for bail in self._baux:
            bail.refuse_if_lost()
