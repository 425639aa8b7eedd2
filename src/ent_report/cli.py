"""The command line: parses, starts the flow, prints. User errors are one line a fault, each with its exit status."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ent_report import __version__
from ent_report.entrepots.racine import Racine, is_url
from ent_report.errors import EntReportError
from ent_report.operation.journal import COMMANDE, FORMES, TEXTE, VARIABLE, open_journal
from ent_report.resources import default_config_folder
from ent_report.vocabulary import PARIS, Mois, Uai

DATA_DIR = Path("data")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    options = _parser().parse_args(arguments)
    open_journal(options.journal)
    from ent_report import commands  # noqa: PLC0415  --help does not wait for the libraries of the work
    from ent_report.reponses_s3 import reading  # noqa: PLC0415

    try:
        with reading():
            return int(getattr(commands, options.commande)(options))
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ent-report", description="Monthly audience reports of a Région's ENT.")
    parser.add_argument("--version", action="version", version=f"ent-report {__version__}")
    commands = parser.add_subparsers(dest="commande", required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="fabricate a fictional region and run its month")
    demo.add_argument("--lycees", type=_count, default=24, help="how many lycées (24)")
    demo.add_argument("--events-per-day", type=_count, help="events of the region on an ordinary class day")
    demo.add_argument("--seed", type=int, default=1, help="another seed, another region (1)")
    _with_month(demo, default="2026-10")

    run = commands.add_parser("run", help="issue a month's reports, all or those of the named lycées")
    run.add_argument("--uai", type=_uai, action="append", help="only this lycée (may be given several times)")
    run.add_argument("--retry-failed", action="store_true", help="only the reports that failed, and the region's")
    run.add_argument(
        "--resend", action="store_true", help="send the regional summary again, where it is sent without a release"
    )
    run.add_argument("--dry-run", action="store_true", help="say what would be issued, and issue nothing")
    _with_month(run, config=True)

    collect = commands.add_parser("collect", help="only collect and check the month's inputs")
    collect.add_argument("--jour", type=_day, help="the day that is expected, such as 2026-10-14")
    _with_month(collect, config=True)

    backfill = commands.add_parser("backfill", help="issue the months that were due and never issued, oldest first")
    backfill.add_argument("--de", type=_month, required=True, help="first month")
    backfill.add_argument("--a", type=_month, required=True, help="last month")
    _with_month(backfill, config=True, month=False)

    status = commands.add_parser("status", help="what became of each lycée's report")
    status.add_argument("--json", action="store_true", help="as JSON")
    _with_month(status, config=True)

    send = commands.add_parser("send", help="send a lycée's report to its mailbox, or the region's to the council")
    whose = send.add_mutually_exclusive_group(required=True)
    whose.add_argument("--uai", type=_uai, help="the lycée, whose mailbox is the register's")
    whose.add_argument("--region", action="store_true", help="the regional summary, to [envoi] synthese")
    send.add_argument("--edition", type=_count, help="this edition (the last one, made first if a figure changed)")
    send.add_argument("--release", action="store_true", help="with --region: I have read it, it may go")
    send.add_argument("--resend", action="store_true", help="send again what was sent, or may have been")
    send.add_argument("--demandeur", help="who asks, for the journal (the user's name)")
    _with_month(send, config=True)

    deliveries = commands.add_parser("deliveries", help="the journal of what was asked for and sent, as CSV")
    deliveries.add_argument("--all", action="store_true", help="of all months")
    _with_month(deliveries)

    verify = commands.add_parser("verify", help="re-read all that was issued")
    verify.add_argument("--json", action="store_true", help="as JSON")
    _with_month(verify, config=True)

    preview = commands.add_parser(
        "preview", help="show a computed month's reports, and again at each change of a template"
    )
    preview.add_argument("--uai", type=_uai, action="append", help="only this lycée (may be given several times)")
    preview.add_argument("--port", type=_port, help="of the loopback address (8000, or a free one)")
    _with_month(preview, config=True)

    purge = commands.add_parser("purge", help="delete event-level data past its retention; what was issued stays")
    purge.add_argument("--avant", type=_month, help="the first month that is kept (by [conservation], if not given)")
    _with_month(purge, config=True, month=False)

    _with_page(commands.add_parser("serve", help="the request page: a lycée's report, to its registered mailbox alone"))

    check = commands.add_parser("check", help="try the configuration, the templates and the sources")
    _with_month(check, config=True)
    return parser


def _with_page(serve: argparse.ArgumentParser) -> None:
    serve.add_argument("--host", default="127.0.0.1", help="the address that it listens on (127.0.0.1)")
    serve.add_argument("--port", type=_port, default=8080, help="its port (8080)")
    serve.add_argument(
        "--proxy",
        action="append",
        default=[],
        metavar="ADDRESS",
        help="a reverse proxy whose X-Forwarded headers are believed (may be given several times)",
    )
    serve.add_argument("--prefix", type=_prefix, default="", help="what stands before its paths, such as /rapports")
    serve.add_argument(
        "--allowed-host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name that it answers to (any, if not given)",
    )
    _with_month(serve, config=True, month=False, data=False)


def _with_month(
    parser: argparse.ArgumentParser,
    *,
    default: str | None = None,
    config: bool = False,
    month: bool = True,
    data: bool = True,
) -> None:
    if month:
        parser.add_argument(
            "--mois", type=_month, default=default or _last_full_month(), help="the month, such as 2026-10"
        )
    if config:
        file = default_config_folder() / "region.toml"
        parser.add_argument("--config", type=Path, default=file, help="the region's configuration")
    parser.add_argument(
        "--journal",
        type=_journal,
        default=os.environ.get(VARIABLE) or TEXTE,
        help=f"lines of text, or JSON objects, on standard error: {' or '.join(FORMES)} ({VARIABLE}, else {TEXTE})",
    )
    if data:
        parser.add_argument(
            "--data-dir", type=_data_dir, default=DATA_DIR, help=f"a folder or s3://bucket/prefix ({DATA_DIR})"
        )


def _last_full_month() -> Mois:
    return Mois.of(datetime.now(PARIS).date()) - 1


def _month(text: str) -> Mois:
    try:
        return Mois.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _uai(text: str) -> Uai:
    try:
        return Uai(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _day(text: str) -> str:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007  a day has no zone
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day: expected YYYY-MM-DD, such as 2026-10-14") from None


def _data_dir(text: str) -> Racine:
    return text if is_url(text) else Path(text)


def _journal(text: str) -> str:
    if text not in FORMES:
        raise argparse.ArgumentTypeError(f"{text!r}: expected {' or '.join(FORMES)}")
    return text


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r}: expected a port, 1 to 65535")
    return int(text)


def _prefix(text: str) -> str:
    if not re.fullmatch(r"(/[A-Za-z0-9._~-]+)*/?", text):
        raise argparse.ArgumentTypeError(f"{text!r}: expected a path, such as /rapports")
    return text.rstrip("/")


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: expected a whole number of at least 1")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
