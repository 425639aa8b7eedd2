"""What a command says: results on standard output, problems on standard error, through the journal."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from ent_report.entrepots.racine import Racine, below
from ent_report.operation.journal import COMMANDE

if TYPE_CHECKING:
    from ent_report.operation.run_summary import Bilan

SHOWN = 20
"""Of a kind of line, when there may be one a lycée."""
WORDS = {"etabli": "issued", "inchange": "unchanged", "echec": "failed", "retenu": "held", "a_etablir": "to be issued"}


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def say_json(found: Any) -> None:  # noqa: ANN401  whatever JSON holds
    say(json.dumps(found, ensure_ascii=False, indent=1))


def complain(line: str, **place: str) -> None:
    COMMANDE.error(line, extra=place)


def tell_summary(bilan: Bilan, data_dir: Racine) -> None:
    """A run's problems, then what became of its reports, how long it took and where they lie."""
    tell_problems(bilan)
    counts = Counter(one["statut"] for one in bilan.resultats)
    told = ", ".join(f"{counts[key]} {word}" for key, word in WORDS.items() if counts[key])
    times = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in bilan.durees_s.items())
    say(f"{bilan.mois}: {told} ({times}; in all {sum(bilan.durees_s.values()):.1f} s)")
    say(f"reports: {below(data_dir, 'rapports', bilan.mois)}")
    if bilan.dus == len([one for one in bilan.resultats if one["code"] != "region"]):
        say(f"at a glance: {below(data_dir, 'rapports', bilan.mois, 'index.html')}")


def tell_problems(bilan: Bilan) -> None:
    """A line each: warnings, lost inputs, and reports that failed or are held."""
    for line in bilan.avertissements[:SHOWN]:
        COMMANDE.warning(line, extra={"mois": bilan.mois})
    if len(bilan.avertissements) > SHOWN:
        rest = len(bilan.avertissements) - SHOWN
        COMMANDE.warning("and %d more, in the run's summary", rest, extra={"mois": bilan.mois})
    for line in bilan.fautes:
        complain(line, mois=bilan.mois)
    for one in bilan.resultats:
        if one["statut"] in {"echec", "retenu"}:
            why = f"held: {one['raison']}" if one["statut"] == "retenu" else one["raison"]
            complain(f"{bilan.mois} {one['code']}: {why}", mois=bilan.mois, uai=one["code"])
