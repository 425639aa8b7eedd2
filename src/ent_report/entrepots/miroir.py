"""A folder of an object store as one of this machine, for those who read and write files; held under a lock."""

from __future__ import annotations

import glob
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ent_report.writing import writing

if TYPE_CHECKING:
    from ent_report.entrepots.objets import StoreObjets

UNFINISHED = {".part", ".tmp"}


@contextmanager
def mirrored(objets: StoreObjets, folder: str, local: Path) -> Iterator[Path]:
    """The folder as it is there, and at the end there as it is here, whatever happened meanwhile.

    What a killed process had not taken there yet lies here still, and goes with the rest.
    """
    note = local.with_name(f"{local.name}.json")
    with writing(local):
        known = _bring(objets, folder, local, _read(note))
    try:
        yield local
    finally:
        with writing(local):
            _take(objets, folder, local, known)
            etags = objets.etags(folder)
            seen = {one: _state(local / one) | {"etag": etags.get(f"{folder}/{one}")} for one in _files(local)}
            note.write_text(json.dumps(seen), encoding="utf-8")


def _bring(objets: StoreObjets, folder: str, local: Path, known: dict[str, Any]) -> dict[str, Any]:
    """Fetch what is new there and forget what is gone there; what was known and is as it was, here and there."""
    local.mkdir(parents=True, exist_ok=True)
    there = {path.removeprefix(f"{folder}/"): etag for path, etag in objets.etags(folder).items()}
    same = {}
    for name, etag in there.items():
        path = local / name
        if path.is_file() and known.get(name, {}).get("etag") == etag:
            same[name] = known[name]
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_bytes(objets.read_bytes(f"{folder}/{name}"))
        part.replace(path)
        same[name] = _state(path)
    for name in set(known) - set(there):
        (local / name).unlink(missing_ok=True)
    return same


def _take(objets: StoreObjets, folder: str, local: Path, known: dict[str, Any]) -> None:
    present = _files(local)
    for name in present:
        state = _state(local / name)
        if any(known.get(name, {}).get(key) != value for key, value in state.items()):
            objets.put_file(local / name, f"{folder}/{name}")
    for name in set(known) - set(present):
        objets.delete(folder, glob.escape(name))


def _files(local: Path) -> list[str]:
    found = (one for one in sorted(local.rglob("*")) if one.is_file() and one.suffix not in UNFINISHED)
    return [one.relative_to(local).as_posix() for one in found]


def _state(path: Path) -> dict[str, int]:
    found = path.stat()
    return {"octets": found.st_size, "modifie_ns": found.st_mtime_ns}


def _read(note: Path) -> dict[str, Any]:
    try:
        found = json.loads(note.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
