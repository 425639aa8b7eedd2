"""The journal of what was asked for and sent: records that are written once, and never changed.

`envois/<month>/<UAI or region>/edition-NN/<recipient's digest>/essai-NN/` holds `prise/`, written before the mail
server is spoken to, and `issue/`, written when it has answered. An attempt without an issue is uncertain: what became
of its message is not known, and only a person has it sent again. Requests that came to no attempt are in
`envois/<month>/demandes/`.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from ent_report.courrier import Remise, Sort
from ent_report.envois.demandes import Demande, Ligne, Pli, Resultat, edition_folder, now
from ent_report.errors import EntReportError
from ent_report.store import FolderExistsError, Store
from ent_report.vocabulary import Mois

DEMANDES, DEMANDE, ESSAI, PRISE, ISSUE, LIBERATION = "demandes", "demande", "essai-", "prise", "issue", "liberation"

DAMAGED = "its record is damaged: put it back from a backup"

_MOIS = re.compile("20[0-9]{2}-(0[1-9]|1[0-2])")
_ESSAI = re.compile("essai-[0-9]+")
_OF_ATTEMPT = re.compile(r"(envois/[^/]+/[^/]+/edition-[0-9]+/[^/]+)/essai-[0-9]+/")


class PrisConcurremmentError(EntReportError):
    """Another process claimed this attempt first: nothing was sent by this one."""

    exit_status = 3


class Journal:
    """The journal in a data directory."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def attempts(self, pli: Pli) -> list[Ligne]:
        """All attempts to send it, in their order; one whose record cannot be read is « illisible »."""
        return [line for _, line in self._attempts(pli.dossier)]

    def claim(self, pli: Pli, demande: Demande, message_id: str) -> str:
        """Claim the next attempt, and return its folder. Raises PrisConcurremmentError, StorageError."""
        known = _attempt_names(self._store, pli.dossier)
        folder = f"{pli.dossier}/{ESSAI}{_number(known[-1]) + 1 if known else 1:02d}"
        content = asdict(demande) | {
            "mois": str(pli.mois),
            "code": pli.code,
            "edition": pli.edition,
            "destinataire": pli.destinataire,
            "message_id": message_id,
        }
        try:
            self._put(f"{folder}/{PRISE}", PRISE, content)
        except FolderExistsError as error:
            raise PrisConcurremmentError(f"{pli.mois} {pli.code}: is being sent by another process") from error
        return folder

    def settle(self, attempt: str, remise: Remise) -> Ligne:
        """Record what became of an attempt, and return its line. Raises StorageError."""
        became = Resultat.ENVOYE if remise.sort is Sort.REMIS else Resultat(remise.sort)
        content = {"resultat": became, "reponse": remise.reponse, "fini_le": now()}
        self._put(f"{attempt}/{ISSUE}", ISSUE, content)
        dossier, _, name = attempt.rpartition("/")
        ((_, line),) = self._attempts(dossier, name)
        return line

    def note(self, mois: Mois, code: str, edition: int | None, demande: Demande, fin: tuple[Resultat, str]) -> Ligne:
        """Record a request that came to no attempt, with the result and the reason."""
        line = Ligne(
            demande_le=demande.le,
            demandeur=demande.demandeur,
            mois=str(mois),
            code=code,
            edition=edition,
            renvoi=demande.renvoi,
            resultat=fin[0],
            reponse=fin[1],
            fini_le=now(),
        )
        name = f"{demande.le.replace(':', '')}-{secrets.token_hex(4)}"
        self._put(f"envois/{mois}/{DEMANDES}/{name}", DEMANDE, asdict(line))
        return line

    def release(self, mois: Mois, code: str, edition: int, demande: Demande) -> None:
        """Record a person's release of an edition; the first one stays."""
        if not self.is_released(mois, code, edition):
            self._put(f"{edition_folder(mois, code, edition)}/{LIBERATION}", LIBERATION, asdict(demande))

    def is_released(self, mois: Mois, code: str, edition: int) -> bool:
        return self._store.exists(f"{edition_folder(mois, code, edition)}/{LIBERATION}/{LIBERATION}.json")

    def months(self) -> list[Mois]:
        return [Mois.parse(one.nom) for one in self._store.entries("envois") if _MOIS.fullmatch(one.nom)]

    def lines(self, mois: Mois) -> list[Ligne]:
        """All of a month's, in the order of the requests."""
        return sorted((line for _, line in self._records(mois)), key=lambda one: (one.demande_le, one.code))

    def purge(self, avant: date) -> int:
        """Delete what was asked for before a day, and return how many records that were. Raises StorageError."""
        past = [
            folder
            for mois in self.months()
            for folder, asked in [
                *((folder, line.demande_le) for folder, line in self._records(mois)),
                *self._releases(mois),
            ]
            if asked < str(avant)
        ]
        for folder in past:
            self._store.delete(folder, "**/*.json")
        return len(past)

    def _records(self, mois: Mois) -> Iterator[tuple[str, Ligne]]:
        """Each line with the folder that holds it and nothing else."""
        root = f"envois/{mois}"
        paths = sorted(self._store.walk(root))
        plis = {found[1] for one in paths if (found := _OF_ATTEMPT.match(one))}
        for dossier in sorted(plis):
            yield from self._attempts(dossier)
        for path in paths:
            folder, _, name = path.rpartition("/")
            if name == f"{DEMANDE}.json":
                yield folder, _noted(self._store.read_json(path), mois)

    def _releases(self, mois: Mois) -> Iterator[tuple[str, str]]:
        for path in list(self._store.walk(f"envois/{mois}")):
            folder, _, name = path.rpartition("/")
            found = self._store.read_json(path) if name == f"{LIBERATION}.json" else None
            if found is not None:
                yield folder, found["le"]

    def _attempts(self, dossier: str, *names: str) -> Iterator[tuple[str, Ligne]]:
        for name in names or _attempt_names(self._store, dossier):
            folder = f"{dossier}/{name}"
            claim = self._store.read_json(f"{folder}/{PRISE}/{PRISE}.json")
            end = self._store.read_json(f"{folder}/{ISSUE}/{ISSUE}.json")
            if claim is not None:
                yield folder, _line(claim, end or {})
            elif any(not one.nom.startswith(".") for one in self._store.entries(folder)):
                yield folder, _unreadable(dossier, end or {})  # else a claim that was not made

    def _put(self, folder: str, name: str, content: dict[str, Any]) -> None:
        data = (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
        self._store.put_folder(folder, {f"{name}.json": data})


def _attempt_names(store: Store, dossier: str) -> list[str]:
    """In the order of their numbers."""
    names = (one.nom for one in store.entries(dossier) if _ESSAI.fullmatch(one.nom))
    return sorted(names, key=_number)


def _number(name: str) -> int:
    return int(name.removeprefix(ESSAI))


def _line(claim: Mapping[str, Any], end: Mapping[str, Any]) -> Ligne:
    asked = ("demandeur", "mois", "code", "edition", "destinataire", "renvoi", "message_id")
    return Ligne(
        demande_le=claim["le"],
        resultat=Resultat(end.get("resultat", Resultat.INCERTAIN)),
        reponse=end.get("reponse", "no answer was recorded"),
        fini_le=end.get("fini_le", ""),
        **{name: claim[name] for name in asked},
    )


def _unreadable(dossier: str, end: Mapping[str, Any]) -> Ligne:
    """An attempt whose record is damaged: of the month of its report, as far as can be said, and maybe sent."""
    _, mois, code, edition, _ = dossier.split("/")
    le = end.get("fini_le", str((Mois.parse(mois) + 1).premier_jour))
    numero = int(edition.removeprefix("edition-"))
    return replace(_damaged_note(Mois.parse(mois)), demande_le=le, code=code, edition=numero)


def _noted(found: dict[str, Any] | None, mois: Mois) -> Ligne:
    try:
        return Ligne(**found | {"resultat": Resultat(found["resultat"])}) if found else _damaged_note(mois)
    except (KeyError, TypeError, ValueError):
        return _damaged_note(mois)


def _damaged_note(mois: Mois) -> Ligne:
    le = str((mois + 1).premier_jour)
    return Ligne(demande_le=le, mois=str(mois), resultat=Resultat.ILLISIBLE, reponse=DAMAGED)
