"""The templates' folders as one: a region's own stands before the one that ships, and nothing outside is reached."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from ent_report.errors import RenderingError

SUFFIXES = (".j2", ".css", ".js", ".ttf", ".woff2", ".svg", ".png")


class Gabarits:
    """Folders in order: a file of an earlier one takes the place of the file of the same name in a later one."""

    def __init__(self, *dossiers: Path) -> None:
        self.dossiers = tuple(dossier.resolve() for dossier in dossiers)

    @property
    def livre(self) -> Path:
        """The folder that ships with the project."""
        return self.dossiers[-1]

    def trouve(self, nom: str) -> Path | None:
        """The file of this name, `/` between its parts; None where no folder has it, or it leads out of its folder."""
        return next(self.tous(nom), None)

    def chemin(self, nom: str) -> Path:
        """The file of this name. Raises RenderingError where no folder has it."""
        found = self.trouve(nom)
        if found is None:
            raise RenderingError(f"found no file {nom!r} in {', '.join(map(shown, self.dossiers))}")
        return found

    def tous(self, nom: str) -> Iterator[Path]:
        """Every folder's file of this name, in the folders' order."""
        for dossier in self.dossiers:
            path = (dossier / nom).resolve()
            if path.is_relative_to(dossier) and path.is_file():
                yield path

    def noms(self, suffixes: tuple[str, ...]) -> list[str]:
        """The names of all files with one of these endings, in alphabetical order."""
        return sorted(
            {
                path.relative_to(dossier).as_posix()
                for dossier in self.dossiers
                for path in dossier.rglob("*")
                if path.suffix in suffixes and path.is_file()
            }
        )

    def nom_de(self, path: Path) -> str | None:
        """The name of a file, wherever among the folders it lies; None outside them."""
        resolved = path.resolve()
        inside = [dossier for dossier in self.dossiers if resolved.is_relative_to(dossier)]
        return resolved.relative_to(inside[0]).as_posix() if inside else None

    def empreinte(self) -> str:
        """One hash of all that makes a page: the names and contents of templates, styles, fonts and pictures."""
        digest = hashlib.sha256()
        for nom in self.noms(SUFFIXES):
            for path in self.tous(nom):
                digest.update(nom.encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()


def shown(path: Path) -> str:
    """A path as people type it: from here, if it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
