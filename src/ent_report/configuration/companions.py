"""The files beside a configuration: what each must be, and the faults of one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from ent_report.configuration.fichiers.alertes import Alertes
from ent_report.configuration.fichiers.echecs import Echecs
from ent_report.configuration.fichiers.incidents import Incidents
from ent_report.configuration.fichiers.indicateurs import Indicateurs
from ent_report.configuration.fichiers.libelles import Libelles
from ent_report.configuration.fichiers.objectifs import Objectifs
from ent_report.configuration.fichiers.services import Services

COMPAGNONS: Mapping[str, type[BaseModel]] = {
    "services": Services,
    "libelles": Libelles,
    "indicateurs": Indicateurs,
    "incidents": Incidents,
    "objectifs": Objectifs,
    "echecs": Echecs,
    "alertes": Alertes,
}


def faults_of(name: str, table: Mapping[str, Any]) -> Iterator[tuple[Sequence[object], str]]:
    """The key and the message of each fault of one of the files: what was found or expected there."""
    try:
        COMPAGNONS[name].model_validate(table)
    except ValidationError as error:
        for fault in error.errors():
            for line in fault["msg"].removeprefix("Value error, ").splitlines():
                yield (fault["loc"], line) if fault["loc"] else _of_the_whole(line)


def _of_the_whole(line: str) -> tuple[Sequence[object], str]:
    """A message of a rule over the whole file begins with the key that it speaks of."""
    key, colon, message = line.partition(": ")
    return (key.split("."), message) if colon else ((), line)
