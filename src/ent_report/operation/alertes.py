"""What the operators are told of a run that did not end well: one short message a run, in the region's words."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from ent_report.configuration.companions import faults_of
from ent_report.courrier import Courriel, Courrier, Exploitation
from ent_report.entrepots.racine import Racine, below, is_url
from ent_report.errors import ConfigurationError
from ent_report.operation.run_summary import Bilan
from ent_report.resources import default_config_folder
from ent_report.tables_toml import read_table

PARTIEL, ECHEC, ARRET = "partiel", "echec", "arret"
ANOMALIES_MAX = 5
COMMANDES_MAX = 3
LIGNE_MAX = 300
"""Characters of one anomaly: a message says where to look, not everything."""

ALERTES = "alertes"


class Prevenus(BaseModel):
    """Who is told, and by what server: what a configuration says of it, whatever else is wrong with it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    exploitation: Exploitation = Exploitation()
    courrier: Courrier | None = None


@dataclass(frozen=True)
class Fin:
    """How a run ended: `issue` is one of the above, `fautes` what it ended by, `bilans` what it did until then;
    `execution` is its id where a server of Prefect's keeps its logs.
    """

    tache: str
    issue: str
    config: Path
    data_dir: Racine
    bilans: tuple[Bilan, ...] = ()
    fautes: tuple[str, ...] = ()
    execution: str | None = None


def read_recipients(config: Path) -> Prevenus:
    """Read no more of a configuration than who is told: a fault elsewhere in it is just what they wait to hear of.

    Raises ConfigurationError where even that cannot be read.
    """
    table = read_table(config)
    try:
        found = Prevenus.model_validate(table.valeurs)
    except ValidationError as error:
        raise ConfigurationError(*(f"{config}: {one['loc']}: {one['msg']}" for one in error.errors())) from error
    if table.fautes:
        raise ConfigurationError(*table.fautes)
    return found


def compose(fin: Fin, prevenus: Prevenus) -> Courriel:
    words = _words(fin.config.parent)
    issue = words["issues"][fin.issue]
    anomalies = [*fin.fautes, *(line for bilan in fin.bilans for line in _anomalies(bilan))]
    shown = [f"- {_shortened(one)}" for one in anomalies[:ANOMALIES_MAX]]
    paragraphs = [
        [f"{fin.tache} : {issue}.", words["explications"][fin.issue]],
        list(_counts(fin.bilans, words["comptes"])),
        [words["anomalies"].format(montrees=len(shown), toutes=len(anomalies)), *shown] if shown else [],
        [words["suite"], *(f"  {one}" for one in _commands(fin))],
    ]
    text = "\n\n".join("\n".join(one) for one in paragraphs if one) + "\n"
    sujet = words["sujet"].format(tache=fin.tache, issue=issue)
    return Courriel(prevenus.exploitation.courriels, sujet, text)


def _words(dossier: Path) -> Mapping[str, Any]:
    """The region's own words if they can be used, else those that ship."""
    own = read_table(dossier / f"{ALERTES}.toml")
    if own.valeurs and not any(True for _ in faults_of(ALERTES, own.valeurs)):
        return own.valeurs
    return read_table(default_config_folder() / f"{ALERTES}.toml").valeurs


def _anomalies(bilan: Bilan) -> Iterator[str]:
    yield from bilan.fautes
    for one in bilan.resultats:
        if one["statut"] in {"echec", "retenu"}:
            yield f"{bilan.mois} {one['code']}: {one['raison']}"


def _counts(bilans: Sequence[Bilan], words: Mapping[str, str]) -> Iterator[str]:
    counts = Counter(one["statut"] for bilan in bilans for one in bilan.resultats)
    counts["entree"] = sum(len(bilan.fautes) for bilan in bilans)
    yield from (sentence.format(nombre=counts[key]) for key, sentence in words.items() if counts[key])


def _commands(fin: Fin) -> Iterator[str]:
    """Commands that show more; the paths are those that the run was given."""
    places = f"--config {shlex.quote(str(fin.config))} --data-dir {shlex.quote(str(fin.data_dir))}"
    unwell = [bilan for bilan in fin.bilans if bilan.exit_status]
    for bilan in unwell[:COMMANDES_MAX]:
        yield f"ent-report status --mois {bilan.mois} {places}"
        summary = shlex.quote(below(fin.data_dir, "bilans", bilan.mois, f"{bilan.run}.json"))
        yield f"aws s3 cp {summary} -" if is_url(fin.data_dir) else f"less {summary}"
    if fin.execution:
        yield f"prefect flow-run logs {fin.execution}"
    if not unwell:
        yield f"ent-report check {places}"


def _shortened(line: str) -> str:
    line = " ".join(line.split())
    return line if len(line) <= LIGNE_MAX else f"{line[: LIGNE_MAX - 1]}…"
