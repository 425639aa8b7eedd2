"""A round to one drop: its files found, those that are whole listed, and what is new brought."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from ent_report.errors import StorageError, UnreadableInputError
from ent_report.sources.fichiers import Fichier, sha256_of
from ent_report.sources.inventaire import EMPTY, NO_FILE, NOT_WHOLE, SAYS_SO, finished_name, left_for_later
from ent_report.transports.base import DemandeEntree
from ent_report.transports.depots import Acces, ChangedError, Depot, DepotError, Distant, Protocole, TransientError
from ent_report.transports.motifs import Motif
from ent_report.transports.patience import Essais, patiently
from ent_report.transports.urls import Lieu

ESSAIS = Essais(3, attente_s=0.5, attente_max_s=10, alea_s=1)
LOST_IN_A_ROW = 3


@dataclass
class Arrivage:
    """What was found of some paths: files, faults and remarks, a line each."""

    fichiers: list[Fichier] = field(default_factory=list)
    fautes: list[str] = field(default_factory=list)
    remarques: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Tournee:
    """A round to one place for the files of one input, which are brought to `demande.passage`."""

    protocole: Protocole
    lieu: Lieu
    acces: Acces
    repos_s: int
    demande: DemandeEntree

    @contextmanager
    def bring(self, chemins: Sequence[str]) -> Iterator[Arrivage]:
        """The files that paths and globs of this place name: new ones here, known ones brought if they are read."""
        depot = self.protocole.open(self.lieu, self.acces)
        try:
            found = Arrivage()
            self._take_all(depot, self._list(depot, chemins, found), found)
            yield found
        finally:
            depot.close()

    def probe(self, chemins: Sequence[str]) -> list[str]:
        """A line for each path that leads nowhere; nothing is brought."""
        depot = self.protocole.open(self.lieu, self.acces)
        try:
            found = Arrivage()
            self._list(depot, chemins, found)
            return found.fautes
        finally:
            depot.close()

    def _take_all(self, depot: Depot, listed: Mapping[str, Distant], found: Arrivage) -> None:
        """Bring what is new, a file at a time; after several that were lost in a row, no other is tried."""
        lost, untried = 0, []
        for nom, distant in sorted(listed.items()):
            if lost == LOST_IN_A_ROW and self._known_digest(nom, distant) is None:
                untried.append(nom)
                continue
            try:
                found.fichiers.append(self._take(depot, nom, distant))
                lost = 0 if lost < LOST_IN_A_ROW else lost
            except ChangedError as error:
                found.remarques.append(left_for_later(nom, str(error)))
            except DepotError as error:
                found.fautes.append(self._line(nom, error))
                lost += isinstance(error, TransientError)
        if untried:
            entree = self.demande.entree
            found.fautes.append(
                f"{entree}.path: {untried[0]}: not tried, nor were {len(untried) - 1} others, after {lost} in a row "
                "that were lost; expected a connection that holds"
            )

    def _list(self, depot: Depot, chemins: Sequence[str], found: Arrivage) -> dict[str, Distant]:
        """The whole files by name; what is left for later, and what is wrong, goes to `found`."""
        listed: dict[str, Distant] = {}
        for chemin in chemins:
            motif = Motif(chemin)
            try:
                candidates = patiently(partial(depot.find, motif), TransientError, ESSAIS)
            except DepotError as error:
                found.fautes.append(self._line(self._nom(chemin), error))
                continue
            now_s = max([self.demande.maintenant.timestamp(), *(one.change_s for one in candidates)])
            matches = [(one, why) for one in candidates if (why := self._why_not(motif, one, now_s)) is not None]
            listed |= {self._nom(one.chemin): one for one, why in matches if not why}
            later = sorted(left_for_later(self._nom(one.chemin), why) for one, why in matches if why)
            found.remarques += [line for line in later if line not in found.remarques]
            if len(later) == len(matches):
                text = NOT_WHOLE.format(len(later)) if later else NO_FILE
                found.fautes.append(f"{self.demande.entree}.path: {self._nom(chemin)}: {text}, expected at least one")
        return listed

    def _why_not(self, motif: Motif, one: Distant, now_s: float) -> str | None:
        """Why a file is left for later; "" if it is not, None if it is none of the motif's."""
        path = PurePosixPath(one.chemin)
        coming = None if one.chemin == motif.chemin else finished_name(path.name)
        if not motif.matches(str(path.with_name(coming)) if coming else one.chemin) or motif.is_hidden(one.chemin):
            return None
        if coming:
            return SAYS_SO
        if not one.octets:
            return EMPTY
        if now_s - one.change_s < self.repos_s:
            return f"it changed {now_s - one.change_s:.0f} s ago, less than {self.repos_s} s (repos_s)"
        return ""

    def _take(self, depot: Depot, nom: str, distant: Distant) -> Fichier:
        """A file with its digest; brought now if that is not known, and otherwise when it is asked for."""
        here = self.demande.passage / hashlib.sha256(nom.encode()).hexdigest()[:16]
        digest = self._known_digest(nom, distant)
        if digest is None:
            _fetch(depot, distant, here)
            return Fichier(here, nom, sha256_of(here), distant.octets, distant.version_ns)

        def bring_known() -> None:
            if here.exists():
                return
            try:
                _fetch(depot, distant, here)
            except DepotError as error:
                raise UnreadableInputError(self._line(nom, error)) from error
            if sha256_of(here) != digest:
                here.unlink()
                raise UnreadableInputError(
                    f"{nom}: found another content than was collected of it, with the same size and time of change; "
                    "expected the same, or another time"
                )

        return Fichier(here, nom, digest, distant.octets, distant.version_ns, bring_known)

    def _known_digest(self, nom: str, distant: Distant) -> str | None:
        return self.demande.connus.get((nom, distant.octets, distant.version_ns))

    def _nom(self, chemin: str) -> str:
        return f"{self.lieu.ecrit}/{chemin.removeprefix('/')}"

    def _line(self, nom: str, error: DepotError) -> str:
        return f"{self.demande.entree}.path: {nom}: {error}"


def _fetch(depot: Depot, distant: Distant, cible: Path) -> None:
    """Write a file's bytes to `cible`, all of them or none."""

    def once() -> None:
        depot.fetch(distant, cible)
        found = cible.stat().st_size
        if found != distant.octets:
            raise TransientError(f"found {found} bytes, expected {distant.octets}")

    try:
        patiently(once, TransientError, ESSAIS)
    except OSError as error:
        raise StorageError(f"{cible}: cannot be written: {error.strerror}") from error
    except DepotError:
        cible.unlink(missing_ok=True)
        raise
