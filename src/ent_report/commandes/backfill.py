"""`ent-report backfill`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, cast

from ent_report.commandes.arguments import month, with_region
from ent_report.commandes.dire import complain, say, tell_summary
from ent_report.commandes.orchestration import prefect_ready

if TYPE_CHECKING:
    from flows.rattrapage import Rattrape

AIDE = "issue the months that were due and never issued, oldest first"


def declare(parser: ArgumentParser) -> None:
    parser.add_argument("--de", type=month, required=True, help="first month")
    parser.add_argument("--a", type=month, required=True, help="last month")
    with_region(parser)


def execute(options: Namespace) -> int:
    from ent_report.operation.mois_manques import months_between  # noqa: PLC0415

    months_between(options.de, options.a)  # or refuse them before a server is started
    with prefect_ready(options.data_dir):
        from flows.rattrapage import rattrapage  # noqa: PLC0415

        asked = (options.de, options.a, options.config, options.data_dir)
        done = cast("list[Rattrape]", rattrapage(*map(str, asked), return_state=True).result())
    for one in done:
        if one.bilan:
            tell_summary(one.bilan, options.data_dir)
        elif not one.fautes:
            say(f"{one.mois}: was issued")
        for fault in one.fautes:
            complain(fault)
    return max(one.exit_status for one in done)
