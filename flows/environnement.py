"""Prefect as this project runs it: an embedded server on this machine, its files under the data directory, or in the
local folder that goes with one in an object store, nothing sent outside. To be prepared before Prefect is imported,
since it reads its settings then.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from ent_report.entrepots.choix import local_folder
from ent_report.entrepots.racine import Racine
from ent_report.errors import UsageError

DEFAULTS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "ent_report",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
}
START_SECONDS_MAX = 120
_HAS_OWN_SERVER: ContextVar[bool] = ContextVar("has_own_server", default=False)


def prepare(data_dir: Racine) -> None:
    """Set what the environment does not say already; call before the first import of Prefect.

    Raises UsageError where Prefect's folder cannot be made.
    """
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    home = Path(os.environ.setdefault("PREFECT_HOME", str(local_folder(data_dir) / ".prefect")))
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{home}: cannot be made for Prefect's files: {error.strerror}") from error
    logging.getLogger("prefect").setLevel(logging.CRITICAL)


def prepare_client() -> None:
    """For a program that only asks a server for runs: as `prepare`, without files of its own.

    Raises UsageError where no server is named: none is started for it.
    """
    for name, value in {**DEFAULTS, "PREFECT_CLIENT_MAX_RETRIES": "1"}.items():
        os.environ.setdefault(name, value)
    if not os.environ.get("PREFECT_API_URL"):
        expected = "the API of the server that runs are asked of, such as http://127.0.0.1:4200/api"
        raise UsageError(f"PREFECT_API_URL: is not set, expected {expected}")
    logging.getLogger("prefect").setLevel(logging.CRITICAL)


@contextmanager
def server() -> Iterator[str]:
    """The API that the run talks to: the one that PREFECT_API_URL names, else one of its own for as long as it lasts.

    The URL stands in the environment meanwhile, so that rendering processes talk to the same server and start none.
    """
    known = os.environ.get("PREFECT_API_URL")
    if known:
        yield known
        return
    from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: PLC0415  settings must be set before

    from flows.serveur_embarque import ServeurEmbarque  # noqa: PLC0415

    embedded = ServeurEmbarque()
    embedded.start(timeout=START_SECONDS_MAX)
    os.environ["PREFECT_API_URL"] = embedded.api_url
    own = _HAS_OWN_SERVER.set(True)
    try:
        with temporary_settings({PREFECT_API_URL: embedded.api_url}):
            yield embedded.api_url
    finally:
        _HAS_OWN_SERVER.reset(own)
        for handler in logging.getLogger("ent_report").handlers:
            handler.flush()
        del os.environ["PREFECT_API_URL"]
        embedded.stop()


def is_own_server() -> bool:
    """Whether the server is one that lasts as long as the run, which no worker knows."""
    return _HAS_OWN_SERVER.get()
