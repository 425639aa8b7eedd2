"""`ent-report check`."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from ent_report.commandes.arguments import with_month, with_region
from ent_report.commandes.dire import SHOWN, complain, say

AIDE = "try the configuration, the templates and the sources"


def declare(parser: ArgumentParser) -> None:
    with_month(parser)
    with_region(parser)


def execute(options: Namespace) -> int:
    from ent_report.operation.check import check_all, mailbox_notes, template_trial  # noqa: PLC0415

    faults = check_all(options.config, options.data_dir, options.mois)
    for fault in faults:
        complain(fault)
    if faults:
        return 2
    for place in template_trial(options.config).non_essayes():
        say(f"note: {place}: no specimen reaches it: it was not tried")
    without = mailbox_notes(options.config, options.data_dir)
    for line in without[:SHOWN]:
        say(f"note: no report can be sent: {line}")
    if len(without) > SHOWN:
        say(f"note: and to {len(without) - SHOWN} lycées more")
    say("nothing is wrong")
    return 0
