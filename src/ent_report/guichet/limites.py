"""How often somebody may ask, and how many runs are asked for: moving windows in memory, whose size is bounded."""

from __future__ import annotations

import hashlib
import secrets
import time
from math import ceil

from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from ent_report.guichet.formulaire import Demande
from ent_report.guichet.reglages import Guichet

SEAUX = 4096
"""Callers share that many counts, by a keyed hash: no flood of networks grows the memory, and no address is kept."""


class Appelants:
    """Requests by caller, whatever they ask for."""

    def __init__(self, reglages: Guichet) -> None:
        self._limites: tuple[RateLimitItem, ...] = (
            RateLimitItemPerMinute(reglages.par_appelant_minute),
            RateLimitItemPerHour(reglages.par_appelant_heure),
        )
        self._compte = MovingWindowRateLimiter(MemoryStorage())
        self._sel = secrets.token_bytes(16)

    def attente_s(self, reseau: str) -> int:
        """0 if the caller may ask now, which is counted; else the seconds until it may."""
        digest = hashlib.blake2b(reseau.encode(), key=self._sel, digest_size=8).digest()
        seau = str(int.from_bytes(digest, "big") % SEAUX)
        for limite in self._limites:
            if not self._compte.test(limite, seau):
                reset = self._compte.get_window_stats(limite, seau).reset_time
                return max(1, ceil(reset - time.time()))
        for limite in self._limites:
            self._compte.hit(limite, seau)
        return 0


class Passages:
    """Requests that become runs: none twice in a day, few for one lycée, not too many in all."""

    def __init__(self, reglages: Guichet) -> None:
        self._meme = RateLimitItemPerDay(1)
        self._lycee = RateLimitItemPerDay(reglages.par_lycee_jour)
        self._total = RateLimitItemPerHour(reglages.total_heure)
        self._storage = MemoryStorage()
        self._compte = MovingWindowRateLimiter(self._storage)

    def refus(self, demande: Demande) -> str | None:
        """Why it becomes no run; None if it does, which is counted."""
        windows: tuple[tuple[str, RateLimitItem, tuple[str, ...]], ...] = (
            ("asked for within a day", self._meme, (demande.uai, str(demande.mois))),
            ("the lycée's runs of a day are used up", self._lycee, (demande.uai,)),
            ("all runs of an hour are used up", self._total, ()),
        )
        for reason, limite, keys in windows:
            if not self._compte.test(limite, *keys):
                return reason
        for _, limite, keys in windows:
            self._compte.hit(limite, *keys)
        return None

    def oublie(self, demande: Demande) -> None:
        """It became no run after all: the same may be asked for again."""
        self._compte.clear(self._meme, demande.uai, str(demande.mois))

    def menage(self) -> None:
        """Let go of counts whose window is over: the storage keeps their keys."""
        for cle in [cle for cle, entries in self._storage.events.items() if not entries]:
            self._storage.clear(cle)
