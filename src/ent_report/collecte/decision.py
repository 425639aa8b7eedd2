"""What is to be done with a month: leave it, or collect it anew, from all its files or beside what it has."""

from __future__ import annotations

from dataclasses import dataclass

from ent_report.collecte.situation import Situation
from ent_report.store import PURGE


@dataclass(frozen=True)
class Decision:
    """`est_a_refaire`: the month is collected anew; `est_reprise`: beside the rows that it has, since some of their
    files are gone; `refus`: why it stays as it is though it should be collected anew.
    """

    situation: Situation
    est_a_refaire: bool = False
    est_reprise: bool = False
    refus: str | None = None

    def is_carried(self, sha256: str) -> bool:
        """Whether a file's rows are among those that are taken over."""
        avant = self.situation.avant
        return self.est_reprise and avant is not None and any(one["sha256"] == sha256 for one in avant["entrees"])

    def wants(self, sha256: str) -> bool:
        """Whether a file that was read before is to be read again."""
        found = self.situation.presents.get(sha256)
        has_rows = found is not None and found.lecture.lignes(self.situation.mois) > 0
        return self.est_a_refaire and has_rows and not self.is_carried(sha256)


def decide(situation: Situation, nom: str, version: str) -> Decision:
    """`nom` and `version` are the source's. A month before the one in question keeps the version of its time."""
    if not _is_stale(situation, version):
        return Decision(situation)
    refusal = _refusal(situation, nom, version)
    if refusal:
        return Decision(situation, refus=refusal)
    return Decision(situation, est_a_refaire=True, est_reprise=bool(situation.disparues) and not situation.perdues)


def _is_stale(situation: Situation, version: str) -> bool:
    avant, files = situation.avant, set(situation.presents)
    if avant is None:
        return bool(files)
    if PURGE in avant:
        return False
    collected = {one["sha256"] for one in avant["entrees"]}
    changed = situation.est_cible and avant["version"] != version
    return bool(files - collected) or (changed and collected <= files) or bool(situation.perdues)


def _refusal(situation: Situation, nom: str, version: str) -> str | None:
    """Why a month cannot be collected anew: rows of files that are gone would be lost with what is replaced."""
    gone = [one for one in situation.disparues if one["lignes"]]
    if situation.avant is None or not gone:
        return None
    replaced = {one["chemin"] for one, _ in situation.remplacees}
    if not replaced and situation.avant["version"] == version and not situation.perdues:
        return None
    if replaced:
        why = f"{min(replaced)} was replaced"
    elif situation.perdues:
        why = f"{situation.perdues[0]} is gone or is no sound Parquet file"
    else:
        why = "the register, the labels or the key changed"
    return (
        f"{nom} {situation.mois}: {why}, but {len(gone)} collected files are gone (such as {gone[0]['chemin']}): "
        "the month is kept as it was collected; put them back to collect it anew"
    )
