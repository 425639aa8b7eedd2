"""Paths and globs of files elsewhere, matched as those of this machine are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from fsspec.utils import glob_translate

_WILD = re.compile(r"[*?\[]")


@dataclass(frozen=True)
class Motif:
    """A path, a folder (all below it) or a glob, `/` between its parts; `**` stands for any folders."""

    chemin: str

    @cached_property
    def _parts(self) -> list[str]:
        return self.chemin.split("/")

    @cached_property
    def _first_wild(self) -> int:
        return next((n for n, part in enumerate(self._parts) if _WILD.search(part)), len(self._parts))

    @property
    def est_glob(self) -> bool:
        return self._first_wild < len(self._parts)

    @property
    def dossier(self) -> str:
        """The folder before the first wildcard; what is no glob may be a folder itself."""
        return "/".join(self._parts[: self._first_wild]).rstrip("/") or ("/" if self.chemin.startswith("/") else "")

    @property
    def niveaux(self) -> int | None:
        """How many folders below `dossier` a match can lie in; None: any number of them."""
        if not self.est_glob or "**" in self._parts:
            return None
        return len(self._parts) - self._first_wild - 1

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        parts = (part if part == "**" else re.sub(r"\*+", "*", part) for part in self._parts)
        return re.compile(glob_translate("/".join(parts)))

    def matches(self, chemin: str) -> bool:
        if self.est_glob:
            return self._pattern.match(chemin) is not None
        return chemin == self.chemin or chemin.startswith(f"{self.dossier.rstrip('/')}/" if self.dossier else "")

    def is_hidden(self, chemin: str) -> bool:
        """Whether a folder below the motif's own, in which a file lies, is a hidden one."""
        below = chemin.removeprefix(self.dossier).split("/")[:-1]
        return any(part.startswith(".") for part in below)
