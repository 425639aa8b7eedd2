"""`ent-report collect`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, cast

from ent_report.commandes.arguments import day, last_full_month, with_month, with_region
from ent_report.commandes.dire import say, tell_problems
from ent_report.commandes.orchestration import prefect_ready
from ent_report.errors import InputsUnusableError, UsageError
from ent_report.vocabulary import Mois

if TYPE_CHECKING:
    from ent_report.operation.run_summary import Bilan

AIDE = "only collect and check the month's inputs"


def declare(parser: ArgumentParser) -> None:
    parser.add_argument("--jour", type=day, help="the day that is expected, such as 2026-10-14; its month is collected")
    with_month(parser)
    parser.set_defaults(mois=None)
    with_region(parser)


def execute(options: Namespace) -> int:
    mois = _asked_month(options.mois, options.jour)
    say(f"month: {mois}")
    with prefect_ready(options.data_dir):
        from flows.collecte import collecte  # noqa: PLC0415

        state = collecte(str(options.config), str(options.data_dir), str(mois), options.jour, return_state=True)
        bilan = cast("Bilan", state.result())
    tell_problems(bilan)
    if not options.jour and not any(one["gardees"] for one in bilan.sources):
        raise InputsUnusableError(f"{mois}: found not one usable row in any source, expected at least one")
    return bilan.exit_status


def _asked_month(mois: Mois | None, jour: str | None) -> Mois:
    of_day = Mois.parse(jour[:7]) if jour else None
    if mois and of_day and of_day != mois:
        raise UsageError(f"--jour {jour}: expected a day of --mois {mois}, or --jour alone")
    return of_day or mois or last_full_month()
