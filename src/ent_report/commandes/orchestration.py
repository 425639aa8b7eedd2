"""The flows, as a command starts one: Prefect set up first, and a server for as long as it lasts."""

from __future__ import annotations

from contextlib import AbstractContextManager

from ent_report.entrepots.racine import Racine


def prefect_ready(data_dir: Racine) -> AbstractContextManager[str]:
    """Within it a flow may be imported and run. Raises UsageError where Prefect's folder cannot be made."""
    from flows import environnement  # noqa: PLC0415  only a command that runs a flow waits for it

    environnement.prepare(data_dir)
    return environnement.server()
