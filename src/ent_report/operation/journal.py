"""The journal on standard error: a line of text that a person reads, or one JSON object a line for programs.

A record names its month and its lycée by `extra={"mois": ..., "uai": ...}`; of people it says nothing.
"""

from __future__ import annotations

import logging
import sys
from typing import Any

from pythonjsonlogger.json import JsonFormatter

TEXTE, JSON = "texte", "json"
FORMES = (TEXTE, JSON)
VARIABLE = "ENT_REPORT_JOURNAL"

COMMANDE = logging.getLogger("ent-report")
"""What the command itself has to say: no child of `ent_report`, whose records Prefect keeps with a run."""

_PREFIXES = {logging.WARNING: "warning: ", logging.ERROR: "ent-report: "}


class JournalJson(JsonFormatter):
    """`time` (UTC), `level`, `logger`, `message`, and what a record brings: `mois`, `uai`, Prefect's `flow_run_id`.

    Takes and ignores what a logging configuration gives a formatter, so that one can name it as its class.
    """

    def __init__(self, *_: object, **__: object) -> None:
        super().__init__(
            "%(levelname)s %(name)s %(message)s",
            rename_fields={"levelname": "level", "name": "logger"},
            timestamp="time",
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in log_data.items() if value is not None}


class _JournalTexte(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        return _PREFIXES.get(record.levelno, "") + line if record.name == COMMANDE.name else line


class StandardError(logging.StreamHandler[Any]):
    """Wherever standard error is when a line is written, and not where it was at the start.

    Prefect keeps the handlers that it finds if their names are public.
    """

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def open_journal(forme: str) -> None:
    """Write the journal of this process in one of FORMES from now on."""
    handler = StandardError()
    handler.setFormatter(JournalJson() if forme == JSON else _JournalTexte())
    root = logging.getLogger()
    for one in [one for one in root.handlers if isinstance(one, StandardError)]:
        root.removeHandler(one)
    root.addHandler(handler)
    logging.getLogger("ent_report").setLevel(logging.INFO)
    logging.getLogger("stamina").setLevel(logging.ERROR)  # what is tried again is told by who tries
