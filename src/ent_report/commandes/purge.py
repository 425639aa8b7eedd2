"""`ent-report purge`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import datetime
from typing import TYPE_CHECKING, cast

from ent_report.commandes.arguments import month, with_region
from ent_report.commandes.dire import complain, say
from ent_report.commandes.orchestration import prefect_ready
from ent_report.vocabulary import PARIS

if TYPE_CHECKING:
    from ent_report.operation.purge import Purge

AIDE = "delete event-level data past its retention; what was issued stays"


def declare(parser: ArgumentParser) -> None:
    parser.add_argument("--avant", type=month, help="the first month that is kept (by [conservation], if not given)")
    with_region(parser)


def execute(options: Namespace) -> int:
    from ent_report.operation.purge import refuse_coming  # noqa: PLC0415

    if options.avant:
        refuse_coming(options.avant, datetime.now(PARIS).date())  # before a server is started
    with prefect_ready(options.data_dir):
        from flows.purge import purge  # noqa: PLC0415

        asked = (str(options.config), str(options.data_dir), options.avant and str(options.avant))
        found = cast("list[Purge]", purge(*asked, return_state=True).result())
    for one in found:
        if one.faute:
            complain(one.faute)
        else:
            say(f"{one.mois}: {one.lignes} events deleted ({one.fichiers} files, {one.octets / 1e6:.1f} MB)")
    if not found:
        say("nothing to delete")
    return 3 if any(one.faute for one in found) else 0
