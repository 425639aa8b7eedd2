"""`ent-report run`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ent_report.commandes.arguments import with_lycees, with_month, with_region
from ent_report.commandes.dire import say, tell_summary
from ent_report.commandes.orchestration import prefect_ready
from ent_report.entrepots.racine import Racine
from ent_report.vocabulary import Mois

if TYPE_CHECKING:
    from ent_report.operation.run_summary import Bilan

AIDE = "issue a month's reports, all or those of the named lycées"


def declare(parser: ArgumentParser) -> None:
    with_lycees(parser)
    parser.add_argument("--retry-failed", action="store_true", help="only the reports that failed, and the region's")
    parser.add_argument(
        "--resend", action="store_true", help="send the regional summary again, where it is sent without a release"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be issued, and issue nothing")
    with_month(parser)
    with_region(parser)


def execute(options: Namespace) -> int:
    return issue(
        options.mois,
        options.config,
        options.data_dir,
        uai=options.uai and [str(one) for one in options.uai],
        essai=options.dry_run,
        echecs_seuls=options.retry_failed,
        renvoyer=options.resend,
    )


def issue(mois: Mois, config: Path, data_dir: Racine, **asked: Any) -> int:  # noqa: ANN401  the flow's own parameters
    """Run the month's flow, tell what it did, and return its exit status. Raises EntReportError."""
    say(f"month: {mois}")
    with prefect_ready(data_dir):
        from flows.rapport_mensuel import rapport_mensuel  # noqa: PLC0415

        state = rapport_mensuel(str(mois), str(config), str(data_dir), return_state=True, **asked)
        bilan = cast("Bilan", state.result())
    tell_summary(bilan, data_dir)
    return bilan.exit_status
