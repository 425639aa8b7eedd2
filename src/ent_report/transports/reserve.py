"""Files that were brought from elsewhere and stay: each verified before it takes its place, with a note beside it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from ent_report.errors import StorageError
from ent_report.sources.fichiers import Empreinte, Fichier, sha256_of
from ent_report.writing import putting, writing

BEFORE = "precedente"


@dataclass(frozen=True)
class Gardee:
    """A kept file, and the note of where it came from; `le` is when it was last known to be the newest there is."""

    fichier: Fichier
    le: datetime
    note: Mapping[str, Any]


@dataclass(frozen=True)
class Reserve:
    """A folder of kept files, by their names such as `portail/jeu/2026-10.parquet`.

    A file's note is written first and holds the note of the file before it, so that whichever of the two a kill
    leaves in place has its own.
    """

    dossier: Path

    def read(self, nom: str, connus: Mapping[Empreinte, str]) -> Gardee | None:
        """The file of that name, or None where there is none or it is not the one that was kept."""
        path = self.dossier / nom
        try:
            found = path.stat()
            digest = connus.get((nom, found.st_size, found.st_mtime_ns)) or sha256_of(path)
            note = json.loads(self._note(path).read_text(encoding="utf-8"))
            notes = [note, note.get(BEFORE) or {}]
            own = next((one for one in notes if one.get("sha256") == digest), None)
            if own is None:
                return None
            fichier = Fichier(path, nom, digest, found.st_size, found.st_mtime_ns)
            return Gardee(fichier, datetime.fromisoformat(own["le"]), own)
        except (OSError, ValueError, KeyError, AttributeError):
            return None

    def part(self, nom: str) -> Path:
        """Where the file is written until it is verified; what an earlier try left there is gone."""
        path = self.dossier / nom
        part = path.with_name(f".{path.name}.{os.getpid()}.part")
        with writing(part):
            path.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
        return part

    def keep(self, nom: str, part: Path, le: datetime, note: Mapping[str, Any]) -> Gardee:
        """Put a verified file in its place. The same bytes again change nothing but the note."""
        path = self.dossier / nom
        before = self.read(nom, {})
        digest = sha256_of(part)
        own = {**note, "le": le.isoformat(timespec="seconds"), "sha256": digest, "octets": part.stat().st_size}
        known = {name: value for name, value in before.note.items() if name != BEFORE} if before else None
        is_same = before is not None and before.fichier.sha256 == digest
        self._write_note(path, own if is_same else {**own, BEFORE: known})
        with writing(path):
            if is_same:
                part.unlink()
            else:
                part.replace(path)
        kept = self.read(nom, {})
        if kept is None:
            raise StorageError(f"{path}: cannot be read again where it was kept")
        return kept

    def confirm(self, held: Gardee, le: datetime) -> None:
        """Note that there is still nothing newer."""
        path = held.fichier.chemin
        own = {name: value for name, value in held.note.items() if name != BEFORE}
        self._write_note(path, own | {"le": le.isoformat(timespec="seconds")})

    def _note(self, path: Path) -> Path:
        return path.with_name(f"{path.name}.json")

    def _write_note(self, path: Path, content: Mapping[str, Any]) -> None:
        with putting(self._note(path)) as temporary:
            temporary.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
