"""What was collected of one source for one month, as the run tells it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Collecte:
    """`lues` = `gardees` + `rejetees` + `doublons`, in rows.

    `regles`: rejected rows by rule, `exemples` the first of each as a line; `remarques`: counts of what is worth
    telling; `fautes`: files that could not be read, or not to their end; `remplacements`: what changed with files that
    came anew under their names; `inchangee`: nothing was new, and what lay in the store was kept.
    """

    source: str
    mois: str
    lues: int = 0
    gardees: int = 0
    rejetees: int = 0
    doublons: int = 0
    regles: dict[str, int] = field(default_factory=dict)
    exemples: tuple[str, ...] = ()
    remarques: dict[str, int] = field(default_factory=dict)
    fautes: tuple[str, ...] = ()
    entrees: tuple[dict[str, Any], ...] = ()
    remplacements: tuple[str, ...] = ()
    inchangee: bool = False
