"""A name that one process holds: an object with an owner, renewed while he lives and free once it is no more.

Nobody's clock is compared with another's: who waits sees an object that does not change for as long as it says it is
good for, on a clock of his own. Whoever is too slow to renew his finds it out before he writes anything more.
"""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from random import uniform
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError, PreconditionError
from obstore.store import S3Store

from ent_report.entrepots.adresse import Adresse
from ent_report.errors import StorageError, UsageError

if TYPE_CHECKING:
    from obstore import PutMode

DUREE_S = 60.0
RENEWALS = 4
"""So many times is a lease renewed before it would end."""
WAIT_S = (0.05, 1.0)

_Vu = tuple[str, dict[str, Any]]
_LOST = (AlreadyExistsError, PreconditionError, NotFoundError, FileNotFoundError)
_trusted: set[Adresse] = set()


@dataclass
class Bail:
    """The lease on one name, as its object `cle` says it; `adresse` is the data directory's."""

    depot: S3Store
    cle: str
    adresse: Adresse
    duree_s: float = field(default_factory=lambda: DUREE_S)

    def __post_init__(self) -> None:
        self._moi = uuid4().hex
        self._etag, self._renewed_at, self._turn, self._is_lost = "", 0.0, 0, False
        self._one_at_a_time, self._over = threading.Lock(), threading.Event()
        self._renewer = threading.Thread(target=self._renew, daemon=True)

    def take(self) -> None:
        """Wait until it is ours. Raises UsageError for a store that writes where it was asked not to."""
        seen, since, wait = "", time.monotonic(), WAIT_S[0]
        while True:
            found = self._look()
            if found and found[0] != seen:
                seen, since = found[0], time.monotonic()
            if self._took(found, time.monotonic() - since):
                break
            time.sleep(uniform(wait / 2, wait))  # noqa: S311  so that rivals do not meet again
            wait = min(2 * wait, WAIT_S[1])
        self._try_conditions()
        self._renewer.start()

    def give_back(self) -> None:
        self._over.set()
        self._renewer.join()
        if not self._is_lost:
            with suppress(BaseError, *_LOST):  # it ends by itself
                self._write(self._etag, owner=None)

    def refuse_if_lost(self) -> None:
        """Raise StorageError where another process may hold the name, now or before a small writing is done."""
        if time.monotonic() - self._renewed_at > self.duree_s / 2:
            with suppress(BaseError):
                self._renew_once()
        if self._is_lost or time.monotonic() - self._renewed_at > self.duree_s / 2:
            raise StorageError(f"{self.adresse}/{self.cle}: was lost to another process: nothing more is written")

    def _took(self, found: _Vu | None, unchanged_s: float) -> bool:
        """Take it where nobody holds it, or its owner let it lie too long."""
        if found is not None:
            told = found[1]
            is_dead = unchanged_s > float(told.get("duree_s", self.duree_s))
            if told.get("proprietaire") not in {None, self._moi} and not is_dead:
                return False
        try:
            self._write(found[0] if found else None, owner=self._moi)
        except _LOST:
            return False  # or our own, the answer to which was lost: seen so at the next look
        return True

    def _look(self) -> _Vu | None:
        """The object's ETag and what it says; what is no such object is nobody's."""
        try:
            found = obstore.get(self.depot, self.cle)
            content = bytes(found.bytes())
        except (NotFoundError, FileNotFoundError):
            return None
        try:
            told = json.loads(content)
        except ValueError:
            told = {}
        return str(found.meta["e_tag"]), told if isinstance(told, dict) else {}

    def _write(self, etag: str | None, *, owner: str | None) -> None:
        """Every writing is another content, so that an ETag never comes back."""
        self._turn += 1
        told = {
            "proprietaire": owner,
            "duree_s": self.duree_s,
            "de": f"{socket.gethostname()}:{os.getpid()}",
            "tour": f"{self._moi}:{self._turn}",
        }
        asked_at = time.monotonic()
        mode: PutMode = "create" if etag is None else {"e_tag": etag}
        self._etag = str(obstore.put(self.depot, self.cle, json.dumps(told).encode(), mode=mode)["e_tag"])
        self._renewed_at = asked_at

    def _renew(self) -> None:
        while not self._over.wait(self.duree_s / RENEWALS) and not self._is_lost:
            with suppress(BaseError):  # asked again next time, and lost by itself if that is too late
                self._renew_once()

    def _renew_once(self) -> None:
        with self._one_at_a_time:
            try:
                self._write(self._etag, owner=self._moi)
            except _LOST:
                found = self._look()
                self._is_lost = found is None or found[1].get("proprietaire") != self._moi
                if found is not None and not self._is_lost:
                    self._etag = found[0]

    def _try_conditions(self) -> None:
        """Once for each store: it must refuse to make what is there, and to change what it is not asked to."""
        if self.adresse in _trusted:
            return
        modes: list[PutMode] = ["create", {"e_tag": '"0123456789abcdef0123456789abcdef"'}]
        for mode in modes:
            try:
                obstore.put(self.depot, self.cle, b"{}", mode=mode)
            except (AlreadyExistsError, PreconditionError):
                continue
            raise UsageError(
                f"{self.adresse}: cannot be used as the data directory: found that it writes over what is there, "
                "expected an object store that honours If-None-Match and If-Match"
            )
        _trusted.add(self.adresse)
