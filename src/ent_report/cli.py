"""The command line: parses, runs one command. User errors are one line a fault, each with its exit status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from ent_report import __version__
from ent_report.commandes import (
    backfill,
    check,
    collect,
    deliveries,
    demo,
    preview,
    purge,
    run,
    send,
    serve,
    status,
    verify,
)
from ent_report.commandes.arguments import with_journal
from ent_report.errors import EntReportError
from ent_report.operation.journal import COMMANDE, open_journal

COMMANDES = (demo, run, collect, backfill, status, send, deliveries, verify, preview, purge, serve, check)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = _parser().parse_args(arguments)
    open_journal(options.journal)
    from ent_report.reponses_s3 import reading  # noqa: PLC0415  --help does not wait for the libraries of the work

    try:
        with reading():
            return int(options.execute(options))
    except EntReportError as error:
        for fault in error.faults:
            COMMANDE.error(fault)
        return error.exit_status
    except KeyboardInterrupt:
        COMMANDE.error("interrupted; a new start goes on from here")
        return 130
    except Exception as error:
        COMMANDE.exception("a fault of the program: %s", type(error).__name__)
        return 1


class _Parser(argparse.ArgumentParser):
    """Tells a fault of usage on one line, as all others are."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="ent-report", description="Monthly audience reports of a Région's ENT.")
    parser.add_argument("--version", action="version", version=f"ent-report {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for one in COMMANDES:
        command = commands.add_parser(one.__name__.rpartition(".")[2], help=one.AIDE)
        one.declare(command)
        with_journal(command)
        command.set_defaults(execute=one.execute)
    return parser


if __name__ == "__main__":
    sys.exit(main())
