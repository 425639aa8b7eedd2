"""`ent-report deliveries`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from ent_report.commandes.arguments import with_data_dir, with_month

AIDE = "the journal of what was asked for and sent, as CSV"


def declare(parser: ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="of all months")
    with_month(parser)
    with_data_dir(parser)


def execute(options: Namespace) -> int:
    from ent_report.entrepots.choix import open_store  # noqa: PLC0415
    from ent_report.envois.export import journal_csv  # noqa: PLC0415
    from ent_report.envois.journal import Journal  # noqa: PLC0415

    journal = Journal(open_store(options.data_dir, en_lecture=True))
    months = journal.months() if options.all else [options.mois]
    sys.stdout.buffer.write(journal_csv(line for mois in months for line in journal.lines(mois)))
    sys.stdout.buffer.flush()
    return 0
