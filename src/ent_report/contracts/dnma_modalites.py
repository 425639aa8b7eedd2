"""Whom and what the national data measures: the words that end its columns' names, and what they are here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ent_report.vocabulary import Appareil, Profil

GLOBALES = "globales"
JEUX: Mapping[str, str] = {
    "dnma_profils": "profil",
    "dnma_services": "service",
    "dnma_profils_appareils": "profil_appareil",
    "dnma_appareils": "appareil",
}
"""Each dataset, and the dimension that it alone has. Where several give the total, the first one's counts."""

PROFILS = {
    "eleve": Profil.ELEVE,
    "parent": Profil.PARENT,
    "enseignant": Profil.ENSEIGNANT,
    "admin_vie_scol_tech": Profil.PERSONNEL,
    "autre": Profil.AUTRE,
}
APPAREILS = {
    "ordinateur": Appareil.ORDINATEUR,
    "smartphone": Appareil.SMARTPHONE,
    "tablette": Appareil.TABLETTE,
    "autreappareil": Appareil.AUTRE,
}
AUTRES_ORTHOGRAPHES = {"autreappareil": ("autresappareil", "autresappareils")}
SYSTEMES = (
    *("windows", "macos", "linux", "chromeos", "android", "ios", "ipados"),
    *("autresysteme", "autressysteme", "autressystemes"),
)
NAVIGATEURS = (
    *("chrome", "firefox", "edge", "safari", "opera", "internet_explorer", "samsung_internet"),
    *("autrenavigateur", "autresnavigateur", "autresnavigateurs"),
)


@dataclass(frozen=True)
class Modalite:
    """One thing measured: its dimension, the national word for it, and ours where it has one."""

    dimension: str
    code: str
    profil: str | None = None
    service: str | None = None
    appareil: str | None = None

    @property
    def est_distinctive(self) -> bool:
        """Whether it tells which dataset a file is: any may have totals, and « autre » may be of anything."""
        return self.dimension != GLOBALES and self.code != "autre"


def fold(name: str) -> str:
    """A name as it is compared: without case, accents, blanks, or any other sign."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())


def vocabulary_of(services: Iterable[str]) -> dict[str, Modalite]:
    """Every modality of the four datasets by its folded name; `services`: the national nomenclature's."""
    return {fold(spelling): one for one in _modalites(services) for spelling in (one.code, *_other_spellings(one.code))}


def _modalites(services: Iterable[str]) -> Iterator[Modalite]:
    for code in SYSTEMES:
        yield Modalite("systeme", code)
    for code in NAVIGATEURS:
        yield Modalite("navigateur", code)
    for code in services:
        yield Modalite("service", code, service=code)
    for code, profil in PROFILS.items():
        yield Modalite("profil", code, profil=profil.value)
    for code, appareil in APPAREILS.items():
        yield Modalite("appareil", code, appareil=appareil.value)
    for by, profil in PROFILS.items():
        for code, appareil in APPAREILS.items():
            yield Modalite("profil_appareil", f"{by}_{code}", profil=profil.value, appareil=appareil.value)
    yield Modalite(GLOBALES, GLOBALES)


def _other_spellings(code: str) -> Iterator[str]:
    for usual, others in AUTRES_ORTHOGRAPHES.items():
        if code == usual or code.endswith(f"_{usual}"):
            yield from (code.removesuffix(usual) + other for other in others)
