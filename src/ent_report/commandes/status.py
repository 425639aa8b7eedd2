"""`ent-report status`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ent_report.commandes.arguments import with_json, with_month, with_region
from ent_report.commandes.dire import say, say_json

AIDE = "what became of each lycée's report"


def declare(parser: ArgumentParser) -> None:
    with_json(parser)
    with_month(parser)
    with_region(parser)


def execute(options: Namespace) -> int:
    from ent_report.operation.status import as_text, read_status  # noqa: PLC0415

    found = read_status(options.config, options.data_dir, options.mois)
    if options.json:
        say_json(found)
    else:
        say(as_text(found))
    return 0
